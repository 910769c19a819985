import { Semaphore } from 'async-mutex';
import { ConnectorError } from '../errors.ts';
import { stayAway } from '../runtime/stay-away.ts';
import type { Clock } from '../sync/ports/index.ts';
import { busyFloorMs, longestAdviceMs, requestsInFlight, requestsPerWindow, windowMs } from './limits.ts';

/** Keeps the requests for one mailbox within what Graph allows, so that it need not say so. */
export interface RequestGate {
  /**
   * Runs what sends so many requests in one go: one, or all of a batch, which Graph works off four at a time by itself.
   * @throws ConnectorError of kind `throttled` when the mailbox has to be left alone for longer than a moment
   */
  run<T>(requests: number, signal: AbortSignal, send: () => Promise<T>): Promise<T>;
  /** Heeds what a part of a batch is refused with, in an answer that is fine as a whole, as if it were a request of its own. */
  heed<T>(ask: () => Promise<T>): Promise<T>;
}

/** Requests are counted by parts of the window, so that a mailbox costs a few numbers and not ten thousand. */
const parts = 60;
const partMs = windowMs / parts;

export function createRequestGate(clock: Clock): RequestGate {
  const inFlight = new Semaphore(requestsInFlight);
  const sent = new Map<number, number>();
  const away = stayAway({ clock, floorMs: busyFloorMs, longestMs: longestAdviceMs });
  const admit = async (requests: number, signal: AbortSignal): Promise<void> => {
    await away.wait(signal);
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
          // Heeded before the next one is admitted.
          return away.heed(send);
        },
        Math.min(requests, requestsInFlight),
      ),
    heed: away.heed,
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
