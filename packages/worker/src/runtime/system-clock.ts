import { performance } from 'node:perf_hooks';
import { ConnectorError } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';

/** The machine's time and chance. The only place in the worker that asks for them. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  every: (ms, task) => {
    const timer = setInterval(task, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  sleep: (ms, signal) =>
    new Promise<void>((resolve, reject) => {
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
    }),
};

function cancelled(): ConnectorError {
  return new ConnectorError({ code: 'cancelled', kind: 'cancelled', message: 'the wait was cancelled' });
}
