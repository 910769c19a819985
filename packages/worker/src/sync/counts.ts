import type { Counts } from './events.ts';

/** Nothing done yet. */
export const noCounts: Counts = {
  fetched: 0,
  indexed: 0,
  added: 0,
  filtered: 0,
  unchanged: 0,
  removed: 0,
  failed: 0,
  documentsPut: 0,
  documentsDeleted: 0,
  deletionsHeld: 0,
  attachments: 0,
  attachmentsSkipped: 0,
  pages: 0,
};

const names = Object.keys(noCounts) as (keyof Counts)[];

/** The sum of both; a name missing from `more` counts as zero. */
export function addCounts(counts: Counts, more: Partial<Counts>): Counts {
  const sum = { ...counts } as Record<keyof Counts, number>;
  for (const name of names) sum[name] += more[name] ?? 0;
  return sum;
}

/** The sum of tallies by key, for example of failures by cause. */
export function addTallies(
  tally: Readonly<Record<string, number>>,
  more: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...tally };
  for (const [key, count] of Object.entries(more)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}
