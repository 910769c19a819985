import { indexUnit } from '@connector/shared';
import { type IMetric, type IWidget, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { graph, heading } from '../graphs.ts';
import { thresholds } from '../thresholds.ts';
import type { Watched } from '../watched.ts';
import { graphPeriod, WorkerMetrics } from '../worker-metrics.ts';

export function cost(watched: Watched): IWidget[][] {
  const metrics = new WorkerMetrics(watched.options.environment);
  return [
    [
      heading(
        'What does it cost?',
        'The index by its units of capacity, DynamoDB by what is consumed, the tasks by the hour.',
      ),
    ],
    [
      graph({
        title: 'Documents in the index',
        left: [metrics.metric('indexDocuments', { label: 'used' }), bought(metrics, indexUnit.documents)],
      }),
      graph({
        title: 'Capacity of the index used up, and text',
        unit: 'percent',
        left: [metrics.metric('indexCapacityUsed', { label: 'used, percent' })],
        right: [metrics.metric('indexTextBytes', { label: 'text, bytes' }), bought(metrics, indexUnit.textBytes)],
        lines: [{ value: thresholds(watched).capacityPercent, label: 'nearly used up' }],
      }),
      graph({
        title: 'DynamoDB, units consumed',
        left: [
          consumed(watched, 'ConsumedReadCapacityUnits', 'read'),
          consumed(watched, 'ConsumedWriteCapacityUnits', 'written'),
        ],
      }),
    ],
  ];
}

/** What the units that are paid for hold. */
function bought(metrics: WorkerMetrics, ofUnit: number): IMetric {
  return new MathExpression({
    expression: `units * ${ofUnit}`,
    usingMetrics: { units: metrics.metric('indexUnits') },
    period: graphPeriod,
    label: 'bought',
  });
}

function consumed({ tableName }: Watched, metricName: string, label: string): IMetric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: 'Sum',
    period: graphPeriod,
    label,
  });
}
