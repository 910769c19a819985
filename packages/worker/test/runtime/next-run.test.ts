import { describe, expect, it } from '@jest/globals';
import { type CycleEnd, isIncomplete, nextRunDelay } from '../../src/runtime/next-run.ts';
import type { NextRun } from '../../src/runtime/scheduler.ts';
import { failure, runSummary } from '../support/summaries.ts';

const minute = 60_000;
const hour = 60 * minute;
const daily = { syncIntervalHours: 24 };
const advising = (...minutes: number[]) =>
  runSummary(
    {},
    minutes.map((advice) => failure({ kind: 'throttled', retryAfterMs: advice * minute })),
  );
const misconfigured = runSummary({ outcome: 'incomplete', configurationFailure: failure({ kind: 'configuration' }) });

interface Case {
  readonly rule: string;
  readonly end: CycleEnd;
  readonly inARow: number;
  readonly hours?: number;
  readonly next: NextRun;
}

const interval = (delayMs: number): NextRun => ({ delayMs, from: 'start', reason: 'interval' });
const again = (delayMs: number): NextRun => ({ delayMs, from: 'end', reason: 'incomplete' });
const mended = (delayMs: number): NextRun => ({ delayMs, from: 'end', reason: 'configuration' });

const cases: readonly Case[] = [
  { rule: 'after a complete run the interval passes', end: runSummary(), inARow: 0, next: interval(24 * hour) },
  { rule: 'an incomplete run is tried again after 5 minutes', end: advising(0), inARow: 1, next: again(5 * minute) },
  { rule: 'without any failure too', end: runSummary({ outcome: 'incomplete' }), inARow: 1, next: again(5 * minute) },
  { rule: 'the longest advice counts', end: advising(7, 30, 12), inARow: 1, next: again(30 * minute) },
  { rule: 'advice below 5 minutes does not', end: advising(1), inARow: 1, next: again(5 * minute) },
  { rule: 'the second in a row waits twice as long', end: advising(0), inARow: 2, next: again(10 * minute) },
  { rule: 'the sixth 32 times as long', end: advising(0), inARow: 6, next: again(160 * minute) },
  { rule: 'advice doubles as well', end: advising(30), inARow: 3, next: again(2 * hour) },
  { rule: 'never longer than the interval', end: advising(0), inARow: 20, next: again(24 * hour) },
  { rule: 'not after a thousand in a row either', end: advising(0), inARow: 5_000, next: again(24 * hour) },
  { rule: 'advice beyond the interval is cut', end: advising(120), inARow: 1, hours: 1, next: again(hour) },
  { rule: 'an interval below 5 minutes wins', end: advising(0), inARow: 1, hours: 0.01, next: again(36_000) },
  { rule: 'a defect counts as incomplete', end: 'defect', inARow: 2, next: again(10 * minute) },
  { rule: 'what a person has to mend is looked at steadily', end: misconfigured, inARow: 9, next: mended(5 * minute) },
  { rule: 'unreadable settings as well', end: 'no-settings', inARow: 9, next: mended(5 * minute) },
  { rule: 'within the interval', end: 'no-settings', inARow: 0, hours: 0.01, next: mended(36_000) },
];

describe('the next run', () => {
  it.each(cases)('$rule', ({ end, inARow, hours, next }) => {
    const settings = hours === undefined ? daily : { syncIntervalHours: hours };
    expect(nextRunDelay(end, settings, { incompleteInARow: inARow })).toEqual(next);
  });

  it.each<[string, CycleEnd, boolean]>([
    ['a complete run', runSummary(), false],
    ['an incomplete run', advising(0), true],
    ['a defect', 'defect', true],
    ['a failure that a person has to mend', misconfigured, false],
    ['unreadable settings', 'no-settings', false],
  ])('%s counts towards incomplete runs in a row or not', (_, end, counts) => {
    expect(isIncomplete(end)).toBe(counts);
  });
});
