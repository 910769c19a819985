import { ConnectorError, toFailure } from '../errors.ts';
import { retry } from '../runtime/retry.ts';
import type { GraphEnvironment } from './graph-client.ts';
import type { Http } from './http.ts';
import { probeAttempts, retryBaseMs } from './limits.ts';

/**
 * Signs in and asks Graph for any answer at all, without a mailbox: whatever the status, it is there.
 * @param http one with little patience
 * @throws ConnectorError of kind `configuration` when nothing answers, or of the kind that signing in failed with
 */
export async function probe(
  { baseUrl, signIn, clock, userAgent }: GraphEnvironment,
  http: Http,
  signal: AbortSignal,
): Promise<void> {
  await signIn.authorization(signal);
  const policy = {
    attempts: probeAttempts,
    baseMs: retryBaseMs,
    capMs: retryBaseMs,
    maxAdvisedMs: 0,
    throttledFloorMs: 0,
  };
  const request = { method: 'GET', url: `${baseUrl}/`, headers: { 'user-agent': userAgent }, signal } as const;
  try {
    await retry(() => http.send(request), { policy, clock, signal });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'cancelled') throw thrown;
    throw new ConnectorError({ ...failure, kind: 'configuration' }, { cause: thrown });
  }
}
