import { Semaphore } from 'async-mutex';
import { ConnectorError } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';
import { longestAdviceMs, requestsInFlight, requestsPerWindow, windowMs } from './limits.ts';

/** Keeps the requests for one mailbox within what Graph allows, so that it need not say so. */
export interface RequestGate {
  /**
   * Runs what sends so many requests in one go: one, or all of a batch, which Graph works off four at a time by itself.
   * @throws ConnectorError of kind `throttled` when the mailbox has to be left alone for longer than a moment
   */
  run<T>(requests: number, signal: AbortSignal, send: () => Promise<T>): Promise<T>;
}

/** Requests are counted by parts of the window, so that a mailbox costs a few numbers and not ten thousand. */
const parts = 60;
const partMs = windowMs / parts;

export function createRequestGate(clock: Clock): RequestGate {
  const inFlight = new Semaphore(requestsInFlight);
  const sent = new Map<number, number>();
  const admit = async (requests: number, signal: AbortSignal): Promise<void> => {
    for (;;) {
      const waitMs = waitFor(requests, sent, clock.monotonic());
      if (waitMs === 0) break;
      if (waitMs > longestAdviceMs) throw spent(waitMs);
      await clock.sleep(waitMs, signal);
    }
    const part = Math.floor(clock.monotonic() / partMs);
    sent.set(part, (sent.get(part) ?? 0) + requests);
  };
  return {
    run: (requests, signal, send) =>
      inFlight.runExclusive(
        async () => {
          await admit(requests, signal);
          return send();
        },
        Math.min(requests, requestsInFlight),
      ),
  };
}

/** Milliseconds until so many requests fit into the window; forgets what has left it. */
function waitFor(requests: number, sent: Map<number, number>, now: number): number {
  const part = Math.floor(now / partMs);
  for (const old of sent.keys()) if (old <= part - parts) sent.delete(old);
  let total = [...sent.values()].reduce((sum, count) => sum + count, 0);
  for (const [old, count] of [...sent].sort(([one], [other]) => one - other)) {
    if (total + requests <= requestsPerWindow) return 0;
    total -= count;
    if (total + requests <= requestsPerWindow) return (old + parts) * partMs - now;
  }
  return 0;
}

function spent(retryAfterMs: number): ConnectorError {
  const message = `the mailbox has had its ${requestsPerWindow} requests of ten minutes`;
  return new ConnectorError({ code: 'graph.requests-spent', kind: 'throttled', message, retryAfterMs });
}
