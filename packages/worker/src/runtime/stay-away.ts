import { ConnectorError, type Failure, toFailure } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';

/**
 * Keeps all calls for a mailbox back for as long as an answer to one of them asks for: Exchange counts them together, and calls
 * that go on meanwhile make the wait longer.
 */
export interface StayAway {
  /** Waits until the service may be asked again. @throws ConnectorError what it said, when that takes longer than is waited for */
  wait(signal: AbortSignal): Promise<void>;
  /** Asks the service, and heeds a throttle that it answers with. @throws what `ask` throws */
  heed<T>(ask: () => Promise<T>): Promise<T>;
}

export interface StayAwayOptions {
  readonly clock: Clock;
  /** Milliseconds when the service says that it is busy without saying for how long. */
  readonly floorMs: number;
  /** Advice of more milliseconds is not waited out. */
  readonly longestMs: number;
}

export function stayAway({ clock, floorMs, longestMs }: StayAwayOptions): StayAway {
  let until = Number.NEGATIVE_INFINITY;
  let said: Failure | undefined;
  const told = (failure: Failure): void => {
    if (failure.kind !== 'throttled') return;
    const end = clock.monotonic() + (failure.retryAfterMs ?? floorMs);
    if (end <= until) return;
    until = end;
    said = failure;
  };
  return {
    wait: async (signal) => {
      for (let left = until - clock.monotonic(); left > 0; left = until - clock.monotonic()) {
        if (said !== undefined && left > longestMs) throw new ConnectorError({ ...said, retryAfterMs: left });
        await clock.sleep(left, signal);
      }
    },
    heed: async (ask) => {
      try {
        return await ask();
      } catch (thrown) {
        told(toFailure(thrown));
        throw thrown;
      }
    },
  };
}
