import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

/**
 * Counts tasks that ended by themselves: a crash, a start that failed, a container that did not answer for its health. A
 * deployment, a scaling or a Spot task that is taken away does not count, so that one threshold fits any number of workers;
 * nor does a task that somebody ran to use a command, such as the doctor, which always ends by itself.
 *
 * The rule has no target: EventBridge counts what matches it, and that count is what the alarm looks at.
 */
export class Crashes extends Construct {
  readonly #ruleName: string;

  constructor(scope: Construct, id: string, { cluster }: { readonly cluster: ICluster }) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: 'Tasks of the Exchange connector that ended by themselves',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: {
          clusterArn: [cluster.clusterArn],
          // Of tasks of no service: `family:…`.
          group: [{ prefix: 'service:' }],
          lastStatus: ['STOPPED'],
          $or: [
            { stopCode: ['EssentialContainerExited', 'TaskFailedToStart'] },
            { stoppedReason: [{ wildcard: '*failed container health checks*' }] },
          ],
        },
      },
    });
    this.#ruleName = rule.ruleName;
  }

  metric(period: Duration): Metric {
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'TriggeredRules',
      dimensionsMap: { RuleName: this.#ruleName },
      statistic: 'Sum',
      period,
    });
  }
}
