import { performance } from 'node:perf_hooks';
import { ConnectorError } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';

/** Longest wait of one timer in milliseconds; Node takes a longer one for one millisecond (documentation of `setTimeout`). */
export const longestTimerMs = 2 ** 31 - 1;

/** Waits with one timer, at most `longestTimerMs`; rejects as soon as the signal aborts. */
export type Timer = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** A clock on the machine's time. Waits of any length are made of as many timers as they need. */
export function createSystemClock(timer: Timer): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    every: (ms, task) => {
      const repeated = setInterval(task, ms);
      repeated.unref();
      return () => clearInterval(repeated);
    },
    sleep: async (ms, signal) => {
      let left = ms;
      for (; left > longestTimerMs; left -= longestTimerMs) await timer(longestTimerMs, signal);
      await timer(left, signal);
    },
  };
}

/** The machine's time and chance. The only place in the worker that asks for them. */
export const systemClock: Clock = createSystemClock(oneTimer);

function oneTimer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    const abort = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

function cancelled(): ConnectorError {
  return new ConnectorError({ code: 'cancelled', kind: 'cancelled', message: 'the wait was cancelled' });
}
