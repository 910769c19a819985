import { ConnectorError, toFailure } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';
import { retry } from './retry.ts';

/** How patient one is with a service before the work begins. */
export interface Patience {
  /** Tries in all. */
  readonly attempts: number;
  /** Upper bound of the wait between two tries, in milliseconds; what the service asks for is not waited for. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Asks a service for any answer at all: whatever it says, it is there. What does not answer when a run begins is taken for a
 * wrong address, so that a person looks at it.
 * @throws ConnectorError of kind `configuration` when nothing answers, `cancelled` when the signal says so
 */
export async function signOfLife(
  ask: () => Promise<unknown>,
  { attempts, waitMs, clock, signal }: Patience,
): Promise<void> {
  const policy = { attempts, baseMs: waitMs, capMs: waitMs, maxAdvisedMs: 0, throttledFloorMs: 0 };
  try {
    await retry(ask, { policy, clock, signal });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'cancelled') throw thrown;
    throw new ConnectorError({ ...failure, kind: 'configuration' }, { cause: thrown });
  }
}
