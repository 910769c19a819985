import type { Clock } from '../sync/ports/index.ts';

/** Milliseconds between two looks: what holds the loop up for less is nobody's trouble. */
export const lookMs = 50;

/** Knows how late the event loop of its thread runs. */
export interface LoopWatch {
  /** The longest delay since it was asked last, in milliseconds. */
  take(): number;
}

/**
 * Watches the event loop of the thread it is called in, by how late a timer comes. Node's own `monitorEventLoopDelay` loses
 * the first delay after each reset, which is the one that matters when it is read every second.
 */
export function watchEventLoop(clock: Pick<Clock, 'monotonic' | 'every'>): LoopWatch {
  let last = clock.monotonic();
  let longestMs = 0;
  const look = (): void => {
    const now = clock.monotonic();
    longestMs = Math.max(longestMs, now - last - lookMs);
    last = now;
  };
  clock.every(lookMs, look);
  return {
    take: () => {
      const delay = longestMs;
      longestMs = 0;
      return delay;
    },
  };
}
