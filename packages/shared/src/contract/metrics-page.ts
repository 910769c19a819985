import { markdownTable } from '../text/markdown-table.ts';
import { type MetricDefinition, type MetricKind, metricDimensions, metricNamespace, metricsTable } from './metrics.ts';

/** The reference of metrics as Markdown. The page in `docs/reference` is this text. */
export function metricsPage(): string {
  const rows = Object.values<MetricDefinition>(metricsTable).map(({ name, unit, kind, by, doc }) => [
    `\`${name}\``,
    unit,
    statistics[kind],
    by.map(dimensionsOf).join('; '),
    doc,
  ]);
  return `${introduction}\n${markdownTable([['Metric', 'Unit', 'Statistic', 'Dimensions', 'Meaning'], ...rows])}\n`;
}

const statistics: Readonly<Record<MetricKind, string>> = {
  count: 'Sum',
  level: 'Sum ÷ minutes',
  highest: 'Maximum',
  values: 'p50, p95, p99',
};

function dimensionsOf(breakdown: MetricDefinition['by'][number]): string {
  return [metricDimensions.environment, ...breakdown.map((by) => metricDimensions[by])]
    .map((name) => `\`${name}\``)
    .join(', ');
}

const introduction = `# Metrics

<!-- Generated from packages/shared/src/contract/metrics.ts by \`pnpm docs\`. -->

What workers report to CloudWatch, in the namespace \`${metricNamespace}\`, once a minute and at the end of each run. They write it
into their log as lines of the embedded metric format, of which CloudWatch Logs makes metrics: no call, and no permission
but that to write logs. [METRICS](configuration.md#metrics) switches it on; the stack does so. The dashboard shows all of
them, and [operations](../guides/operations.md) tells what the alarms on them mean.

A metric tells of all workers of an environment together, so that what CloudWatch charges does not grow with their number.
_Sum ÷ minutes_: each worker tells how things stand once a minute; the sum over a period, divided by its minutes, is how
they stand with all workers.
`;
