import { signOfLife } from '../runtime/sign-of-life.ts';
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
  const ask = () => transport.send({ method: 'GET', url: ewsUrl, headers, body: '', signal });
  await signOfLife(ask, { attempts: probeAttempts, waitMs: retryBaseMs, clock, signal });
}
