import { describe, expect, it } from '@jest/globals';
import { createSystemClock, longestTimerMs, systemClock } from '../../src/runtime/system-clock.ts';

const hourMs = 60 * 60_000;

describe('the system clock', () => {
  it.each([
    ['the shortest interval', 3_600],
    ['the longest wait of one timer', longestTimerMs],
    ['a millisecond more', longestTimerMs + 1],
    ['the longest interval, a year', 8760 * hourMs],
  ])('sleeps for %s with timers that Node takes', async (_, ms) => {
    const timers: number[] = [];
    await createSystemClock(async (timer) => {
      timers.push(timer);
    }).sleep(ms);
    expect(timers.reduce((sum, timer) => sum + timer, 0)).toBe(ms);
    expect(timers.filter((timer) => timer > longestTimerMs)).toEqual([]);
  });

  it('gives the signal to every timer of a long sleep', async () => {
    const { signal } = new AbortController();
    const signals: unknown[] = [];
    await createSystemClock(async (_, given) => {
      signals.push(given);
    }).sleep(2 * longestTimerMs + 1, signal);
    expect(signals).toEqual([signal, signal, signal]);
  });

  it('wakes a sleeper that is told to stop, however long it was to sleep', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(8760 * hourMs, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(systemClock.sleep(1, stop.signal)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
