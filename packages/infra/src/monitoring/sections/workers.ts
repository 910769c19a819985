import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { graph, heading } from '../graphs.ts';
import { quarterWidth } from '../sizes.ts';
import { thresholds } from '../thresholds.ts';
import type { Watched } from '../watched.ts';
import { search, WorkerMetrics } from '../worker-metrics.ts';

export function workers(watched: Watched): IWidget[][] {
  const { cluster, options } = watched;
  const metrics = new WorkerMetrics(options.environment);
  const ofEach = (metricName: string) =>
    search(
      'AWS/ECS,ClusterName,ServiceName',
      `ClusterName="${cluster.clusterName}" MetricName="${metricName}"`,
      'Average',
    );
  return [
    [heading('How are the workers?', 'One line for each worker on the left; the worst of all on the right.')],
    [
      graph({ title: 'CPU of each worker', width: quarterWidth, unit: 'percent', left: [ofEach('CPUUtilization')] }),
      graph({
        title: 'Memory of each worker',
        width: quarterWidth,
        unit: 'percent',
        left: [ofEach('MemoryUtilization')],
      }),
      graph({
        title: 'Most memory of a process',
        width: quarterWidth,
        unit: 'bytes',
        left: [metrics.metric('memoryUsed')],
        lines: [{ value: thresholds(watched).memoryBytes, label: 'nearly used up' }],
      }),
      graph({
        title: 'Delay of the sync thread',
        width: quarterWidth,
        unit: 'milliseconds',
        left: (['p50', 'p99'] as const).map((statistic) =>
          metrics.metric('eventLoopDelay', { statistic, label: statistic }),
        ),
      }),
    ],
  ];
}
