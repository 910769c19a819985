import { ConnectorError } from '../errors.ts';
import { LateError } from './watch-request.ts';

/** Who is at the other end, for messages. */
export interface Peer {
  readonly name: string;
  /** What to do when it cannot be reached. */
  readonly remedy: string;
}

interface Circumstances {
  readonly peer: Peer;
  readonly target: URL;
  readonly signal: AbortSignal;
}

/** Errors of a connection by what a person can do about them. */
export function translateNetworkError(thrown: unknown, { peer, target, signal }: Circumstances): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const cause = { cause: thrown };
  if (signal.aborted) {
    return new ConnectorError({ code: 'cancelled', kind: 'cancelled', message: 'the call was cancelled' }, cause);
  }
  const { code = 'connection', message } = thrown as Error & { code?: string };
  const what = thrown instanceof LateError ? message : `could not be reached: ${message}`;
  const remedy = remedyFor(code, peer);
  return new ConnectorError(
    { code: `network.${code}`, kind: 'transient', message: `${peer.name} at ${target.host} ${what}. ${remedy}` },
    cause,
  );
}

function remedyFor(code: string, peer: Peer): string {
  return isDistrusted(code)
    ? 'Its certificate is not trusted: put the certificate authority into NODE_EXTRA_CA_CERTS.'
    : peer.remedy;
}

/** A failed connection in words that hold no address. */
export function unreachableText(failureCode: string, peer: Peer): string {
  const code = failureCode.replace(/^network\./, '');
  return `${peer.name} cannot be reached (${code}). ${remedyFor(code, peer)}`;
}

/** Not tried again: what was asked for is as large the next time. */
export function tooLarge(answerBytes: number): ConnectorError {
  const message = `the answer is larger than ${answerBytes} bytes, the most that is read`;
  return new ConnectorError({ code: 'network.answer-too-large', kind: 'permanent', message });
}

const unreachable: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EPROTO',
  'connect-timeout',
]);

/** No connection came about: a wrong address or a closed network as likely as an outage. */
export function isUnreachable(failureCode: string): boolean {
  const code = failureCode.replace(/^network\./, '');
  return code !== failureCode && (unreachable.has(code) || isDistrusted(code));
}

function isDistrusted(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_/.test(code);
}
