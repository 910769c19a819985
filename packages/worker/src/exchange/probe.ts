import { ConnectorError, toFailure } from '../errors.ts';
import { retry } from '../runtime/retry.ts';
import type { EwsEnvironment } from './ews-client.ts';
import { probeAttempts, retryBaseMs } from './limits.ts';
import type { Transport } from './transport.ts';

/**
 * Signs in and asks Exchange for any answer at all, without a mailbox: whatever the status, it is there.
 * @param transport one with little patience
 * @throws ConnectorError of kind `configuration` when nothing answers, or of the kind that signing in failed with
 */
export async function probe(
  { ewsUrl, credentials, clock, userAgent }: EwsEnvironment,
  transport: Transport,
  signal: AbortSignal,
): Promise<void> {
  await credentials.authorization(signal);
  const headers = { 'user-agent': userAgent };
  const policy = {
    attempts: probeAttempts,
    baseMs: retryBaseMs,
    capMs: retryBaseMs,
    maxAdvisedMs: 0,
    throttledFloorMs: 0,
  };
  try {
    await retry(() => transport.send({ method: 'GET', url: ewsUrl, headers, body: '', signal }), {
      policy,
      clock,
      signal,
    });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'cancelled') throw thrown;
    throw new ConnectorError({ ...failure, kind: 'configuration' }, { cause: thrown });
  }
}
