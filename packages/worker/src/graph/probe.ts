import { signOfLife } from '../runtime/sign-of-life.ts';
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
  const request = { method: 'GET', url: `${baseUrl}/`, headers: { 'user-agent': userAgent }, signal } as const;
  await signOfLife(() => http.send(request), { attempts: probeAttempts, waitMs: retryBaseMs, clock, signal });
}
