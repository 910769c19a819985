import { type Failure, toFailure } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';

/** How often and how long to wait. All times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Upper bound of the wait after the first try; it doubles with each further one. */
  readonly baseMs: number;
  /** Upper bound of any wait that the service did not ask for. */
  readonly capMs: number;
  /** A service that asks for more than this is left alone: the failure is thrown with its advice. */
  readonly maxAdvisedMs: number;
  /** Least wait when the service says it is busy without saying for how long. */
  readonly throttledFloorMs: number;
}

/** What a retry works with. */
export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before each wait. */
  readonly onRetry?: (failure: Failure, attempt: number, delayMs: number) => void;
}

/**
 * Runs an operation again while it fails in a way that may pass: throttled or transient. Waits are random between zero
 * and a doubling bound (full jitter), so that workers that failed together do not come back together, and never shorter
 * than the service asked for.
 * @throws what the operation threw last
 */
export async function retry<T>(operation: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, clock, signal, onRetry } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation(attempt);
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (attempt >= policy.attempts || signal.aborted || !mayPass(failure, policy)) throw thrown;
      const delayMs = delayOf(failure, attempt, options);
      onRetry?.(failure, attempt, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
}

function mayPass({ kind, retryAfterMs = 0 }: Failure, { maxAdvisedMs }: RetryPolicy): boolean {
  return kind === 'transient' || (kind === 'throttled' && retryAfterMs <= maxAdvisedMs);
}

function delayOf(failure: Failure, attempt: number, { policy, clock }: RetryOptions): number {
  const bound = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
  const jitter = Math.round(clock.random() * bound);
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs + jitter;
  return failure.kind === 'throttled' ? policy.throttledFloorMs + jitter : jitter;
}
