import type { Settings } from '@connector/shared';
import type { RunSummary } from '../sync/events.ts';
import type { NextRun } from './scheduler.ts';

const hourMs = 60 * 60_000;
/** Soonest milliseconds after a run that something went wrong with: a service or a person needs a moment to mend it. */
const soonestMs = 5 * 60_000;

/** How a cycle ended: with a summary, by a defect, or before it could begin because settings could not be read. */
export type CycleEnd = RunSummary | 'defect' | 'no-settings';

/** Whether the cycle counts as incomplete in a row: a failure that a person has to mend has a pace of its own. */
export function isIncomplete(end: CycleEnd): boolean {
  if (typeof end === 'string') return end === 'defect';
  return end.outcome !== 'complete' && end.configurationFailure === undefined;
}

/** What happened before. */
export interface RunHistory {
  /** Incomplete runs without a complete one since, the last run included. */
  readonly incompleteInARow: number;
}

/**
 * When the next run is due after this one. A complete run is followed after the interval, counted from its start. An
 * incomplete one is followed sooner, counted from its end: when the service advised, doubling with each incomplete run in
 * a row. After a failure that a person has to mend the worker looks again at a steady pace. Never later than the interval.
 */
export function nextRunDelay(
  end: CycleEnd,
  { syncIntervalHours }: Pick<Settings, 'syncIntervalHours'>,
  { incompleteInARow }: RunHistory,
): NextRun {
  const intervalMs = syncIntervalHours * hourMs;
  const sooner = (ms: number, reason: NextRun['reason']): NextRun => ({
    delayMs: Math.min(intervalMs, ms),
    from: 'end',
    reason,
  });
  if (end === 'no-settings') return sooner(soonestMs, 'configuration');
  const doubled = 2 ** Math.max(0, incompleteInARow - 1);
  if (end === 'defect') return sooner(soonestMs * doubled, 'incomplete');
  if (end.configurationFailure !== undefined) return sooner(advisedMs(end), 'configuration');
  if (end.outcome === 'complete') return { delayMs: intervalMs, from: 'start', reason: 'interval' };
  return sooner(advisedMs(end) * doubled, 'incomplete');
}

/** The longest wait that a failure advises, and never less than the soonest. */
function advisedMs({ mailboxes, configurationFailure }: RunSummary): number {
  const failures = mailboxes.flatMap(({ result }) => result.failures);
  return Math.max(
    soonestMs,
    configurationFailure?.retryAfterMs ?? 0,
    ...failures.map(({ retryAfterMs = 0 }) => retryAfterMs),
  );
}
