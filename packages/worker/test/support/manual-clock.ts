import { ConnectorError } from '../../src/errors.ts';
import type { Clock } from '../../src/sync/ports/index.ts';

/** A clock that tests own. */
export interface ManualClock extends Clock {
  /** Moves time forward, waking sleepers and repeating tasks in order of their times. */
  advance(ms: number): void;
  /** Sleeps asked for so far, in milliseconds. */
  readonly slept: readonly number[];
  /** Repeating tasks that were not stopped: a leak, at the end of a test. */
  readonly repeating: number;
}

interface Timer {
  at: number;
  readonly every?: number;
  readonly fire: () => void;
}

/**
 * `auto` (the default): a sleep moves time forward by itself and resolves at once, so that nothing waits.
 * `manual`: a sleep resolves when `advance` passes its time.
 */
export function createManualClock({
  seed = 1,
  start = Date.UTC(2026, 0, 1),
  mode = 'auto',
  settle = () => new Promise((resolve) => setImmediate(resolve)),
}: {
  seed?: number;
  start?: number;
  mode?: 'auto' | 'manual';
  /** Resolves when what a timer began has gone on as far as it can. */
  settle?: () => Promise<void>;
} = {}): ManualClock {
  let now = 0;
  let state = seed >>> 0;
  const timers = new Set<Timer>();
  const slept: number[] = [];

  const advance = (ms: number): void => {
    const until = now + ms;
    for (let next = earliest(timers, until); next !== undefined; next = earliest(timers, until)) {
      now = Math.max(now, next.at);
      if (next.every === undefined) timers.delete(next);
      else next.at += next.every;
      next.fire();
    }
    now = until;
  };

  return {
    slept,
    advance,
    get repeating() {
      return [...timers].filter(({ every }) => every !== undefined).length;
    },
    now: () => start + now,
    monotonic: () => now,
    random: () => {
      // Mulberry32: small, seeded, good enough to spread jitter.
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
    sleep: async (ms, signal) => {
      slept.push(ms);
      throwIfAborted(signal);
      if (mode === 'auto') {
        const until = now + ms;
        for (let next = earliest(timers, until); next !== undefined; next = earliest(timers, until)) {
          advance(Math.max(0, next.at - now));
          // As in life, what a timer began goes on before the next one fires.
          await settle();
        }
        advance(Math.max(0, until - now));
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const timer = { at: now + ms, fire: resolve };
        timers.add(timer);
        signal?.addEventListener('abort', () => {
          timers.delete(timer);
          reject(cancelled());
        });
      });
    },
    every: (ms, task) => {
      const timer = { at: now + ms, every: ms, fire: task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
}

function earliest(timers: ReadonlySet<Timer>, until: number): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
  return first;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}

function cancelled(): ConnectorError {
  return new ConnectorError({ code: 'cancelled', kind: 'cancelled', message: 'the wait was cancelled' });
}
