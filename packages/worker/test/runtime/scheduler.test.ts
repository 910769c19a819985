import { describe, expect, it } from '@jest/globals';
import { type NextRun, runOnSchedule } from '../../src/runtime/scheduler.ts';
import { createManualClock } from '../support/manual-clock.ts';

const hour = 3_600_000;

/** Runs cycles that take the given times and are due as given; stops after the last. */
async function startsOf(cycles: readonly { takes: number; next: Omit<NextRun, 'reason'> }[]) {
  const clock = createManualClock();
  const stop = new AbortController();
  const starts: number[] = [];
  const announced: number[] = [];
  let running = 0;
  await runOnSchedule({
    clock,
    stop: stop.signal,
    onNext: (at) => announced.push(at - Date.UTC(2026, 0, 1)),
    cycle: async () => {
      running += 1;
      expect(running).toBe(1);
      const cycle = cycles[starts.length];
      starts.push(clock.monotonic());
      await clock.sleep(cycle?.takes ?? 0);
      running -= 1;
      if (starts.length === cycles.length) stop.abort();
      return { delayMs: 0, from: 'start', reason: 'interval', ...cycle?.next };
    },
  });
  return { starts, announced };
}

const hourly = { delayMs: hour, from: 'start' } as const;

describe('the schedule', () => {
  it('begins at once and counts the interval from the start of a run', async () => {
    const { starts, announced } = await startsOf([
      { takes: 600, next: hourly },
      { takes: 900, next: hourly },
      { takes: 0, next: hourly },
    ]);
    expect(starts).toEqual([0, hour, 2 * hour]);
    expect(announced).toEqual([hour, 2 * hour]);
  });

  it('lets a run that comes due wait for the one under way, without a pause after it', async () => {
    const { starts } = await startsOf([
      { takes: 2.5 * hour, next: hourly },
      { takes: 0, next: hourly },
      { takes: 0, next: hourly },
    ]);
    expect(starts).toEqual([0, 2.5 * hour, 3.5 * hour]);
  });

  it('counts from the end of a run where it is told to: a long run that failed is not begun again at once', async () => {
    const { starts } = await startsOf([
      { takes: 2 * hour, next: { delayMs: 300_000, from: 'end' } },
      { takes: 0, next: hourly },
    ]);
    expect(starts).toEqual([0, 2 * hour + 300_000]);
  });

  it('begins no run when it is told to stop before the first', async () => {
    let runs = 0;
    await runOnSchedule({
      clock: createManualClock(),
      stop: AbortSignal.abort(),
      onNext: () => {},
      cycle: async () => {
        runs += 1;
        return { ...hourly, reason: 'interval' };
      },
    });
    expect(runs).toBe(0);
  });

  it('ends while it waits as soon as it is told to stop', async () => {
    const clock = createManualClock({ mode: 'manual' });
    const stop = new AbortController();
    let runs = 0;
    await runOnSchedule({
      clock,
      stop: stop.signal,
      onNext: () => setImmediate(() => stop.abort()),
      cycle: async () => {
        runs += 1;
        return { ...hourly, reason: 'interval' };
      },
    });
    expect(runs).toBe(1);
  });
});
