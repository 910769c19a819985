import { type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { graph, heading } from '../graphs.ts';
import type { Watched } from '../watched.ts';
import { graphPeriod, WorkerMetrics } from '../worker-metrics.ts';

export function speed({ options: { environment } }: Watched): IWidget[][] {
  const metrics = new WorkerMetrics(environment);
  const operations = ['service', 'operation'] as const;
  return [
    [heading('How fast?', 'Messages and documents while a run is under way, and who it waits for.')],
    [
      graph({
        title: 'Messages per second',
        left: [
          perSecond(metrics.metric('messagesIndexed'), 'indexed'),
          perSecond(metrics.metric('messagesUnchanged'), 'unchanged'),
        ],
      }),
      graph({
        title: 'Documents and pages',
        left: [metrics.metric('documentsPut'), metrics.metric('documentsDeleted')],
        right: [metrics.metric('pages')],
      }),
      graph({
        title: 'Seconds waited because a service asked for it',
        left: [
          metrics.metric('throttleSeconds', { label: 'all' }),
          metrics.each('throttleSeconds', ['service'], 'Sum'),
        ],
      }),
    ],
    [
      graph({ title: 'Calls', left: [metrics.each('callDuration', operations, 'SampleCount')] }),
      graph({
        title: 'Time of a call, median and 95 of 100',
        unit: 'milliseconds',
        left: [metrics.each('callDuration', operations, 'p50'), metrics.each('callDuration', operations, 'p95')],
      }),
      graph({
        title: 'Time of a call, 99 of 100',
        unit: 'milliseconds',
        left: [metrics.each('callDuration', operations, 'p99')],
      }),
    ],
  ];
}

function perSecond(metric: IMetric, label: string): IMetric {
  return new MathExpression({
    expression: `${label} / PERIOD(${label})`,
    usingMetrics: { [label]: metric },
    period: graphPeriod,
    label,
  });
}
