import type { MetricKey } from '@connector/shared';
import type { Counts } from '../../sync/events.ts';
import type { Instrument, MetricPoint } from './instrument.ts';

const ofProgress = {
  indexed: 'messagesIndexed',
  unchanged: 'messagesUnchanged',
  documentsPut: 'documentsPut',
  documentsDeleted: 'documentsDeleted',
  pages: 'pages',
} as const satisfies Partial<Record<keyof Counts, MetricKey>>;
const progressNames = Object.keys(ofProgress) as (keyof typeof ofProgress)[];

/** Each cause is a metric to pay for. There are a dozen in practice; what a service makes up beyond that is one. */
const mostCauses = 20;
const otherCauses = 'other';

/** Messages, documents, pages, failures by cause and lease conflicts. */
export function counted(): Instrument {
  let totals: Partial<Record<MetricKey, number>> = {};
  let failures = new Map<string, number>();
  const causes = new Set<string>();
  const add = (metric: MetricKey, count: number): void => {
    totals[metric] = (totals[metric] ?? 0) + count;
  };
  const addFailure = (code: string): void => {
    if (causes.size < mostCauses) causes.add(code);
    const cause = causes.has(code) ? code : otherCauses;
    failures.set(cause, (failures.get(cause) ?? 0) + 1);
    add('messagesFailed', 1);
  };
  return {
    event: (event) => {
      if (event.type === 'item-failed') addFailure(event.failure.code);
      if (event.type === 'lease') add('leaseConflicts', 1);
      if (event.type === 'progress') {
        for (const name of progressNames) add(ofProgress[name], event.counts[name] ?? 0);
      }
    },
    happened: () => {
      const always = ['messagesFailed', 'leaseConflicts', ...Object.values(ofProgress)] as const;
      const points: MetricPoint[] = always.map((metric) => ({ metric, value: totals[metric] ?? 0 }));
      for (const [cause, value] of failures) points.push({ metric: 'messagesFailed', value, by: { cause } });
      totals = {};
      failures = new Map();
      return points;
    },
  };
}
