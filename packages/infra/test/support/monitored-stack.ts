import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Monitoring, type MonitoringProps } from '../../src/monitoring/monitoring.ts';

// The CDK's own checks of templates take seconds for each; the gate runs them once, in `cdk synth`.
process.env['CDK_VALIDATION'] = 'false';

/** A stack with nothing but what is watched, and the watching. */
export function monitoredStack(options: Partial<MonitoringProps['options']> = {}): { app: App; stack: Stack } {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'stack', { env: { account: '111122223333', region: 'us-east-1' } });
  const cluster = Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'exchange-connector-test',
    clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/exchange-connector-test',
    vpc: undefined as never,
  });
  new Monitoring(stack, 'Monitoring', {
    cluster,
    logGroup: LogGroup.fromLogGroupName(stack, 'Logs', 'connector-logs'),
    tableName: 'exchange-connector-test',
    options: { environment: 'test', workerCount: 1, memory: 2048, syncIntervalHours: 24, ...options },
  });
  return { app, stack };
}

export function monitoredTemplate(options: Partial<MonitoringProps['options']> = {}): Template {
  return Template.fromStack(monitoredStack(options).stack);
}

/** The text of the dashboard, with what is only known on deployment left open. */
export function dashboardBody(template: Template): string {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body: unknown = dashboard?.['Properties'].DashboardBody;
  if (typeof body === 'string') return body;
  const [, parts] = (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : '<token>')).join('');
}
