import { randomUUID } from 'node:crypto';
import { ConnectorError, toFailure } from '../errors.ts';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
import type { EventSink, ServiceName } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { graphFailure, refusedToken } from './graph-failure.ts';
import type { Http, HttpAnswer } from './http.ts';
import { errorOf, parseJson } from './json.ts';
import { attempts, busyFloorMs, longestAdviceMs, retryBaseMs, retryCapMs } from './limits.ts';
import type { RequestGate } from './request-gate.ts';

/** How the worker proves who it is towards Graph. */
export interface GraphSignIn {
  /** The value of the Authorization header. @param fresh a token that was just refused must not be used again */
  authorization(signal: AbortSignal, fresh?: boolean): Promise<string>;
  close(): void;
}

/** What clients of one service share. */
export interface GraphEnvironment {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly signIn: GraphSignIn;
  readonly http: Http;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Under what calls are told of. */
  readonly service: ServiceName;
  /** Sent with every request: administrators allow or block applications by it. */
  readonly userAgent: string;
}

/** One call. */
export interface GraphCall {
  /** For events and reports. */
  readonly operation: string;
  /** From the service's address on, or a whole link that Graph sent. */
  readonly path: string;
  /** What the Prefer header says; asked for at each try, as a further one may ask for less. */
  readonly prefer?: () => readonly string[];
  /** What is compressed ends early without an error, and has no length that the connection holds it to. */
  readonly uncompressed?: boolean;
  /** Sent as JSON by POST. */
  readonly body?: () => unknown;
  /** Requests that Graph counts for it; one unless it is a batch. */
  readonly requests?: () => number;
  /** Sees the headers of each answer that may be read. */
  readonly onHeaders?: (headers: HttpAnswer['headers']) => void;
  readonly signal: AbortSignal;
}

/** Calls Graph. Every method throws ConnectorError after the retries of what may pass. */
export interface GraphCaller {
  readonly baseUrl: string;
  readonly clock: Clock;
  /** The answer as JSON. What `read` throws is tried again like any other failure, if it may pass. */
  json<T>(call: GraphCall, read?: (answer: T) => void): Promise<T>;
  /** The answer as it is. What `read` throws is tried again as well. */
  bytes(call: GraphCall, read?: (answer: Uint8Array) => void): Promise<Uint8Array>;
}

/** Calls Graph for one mailbox. */
export interface GraphClient extends GraphCaller {
  /** The path of the mailbox, without a slash at its end. */
  readonly mailboxPath: string;
}

const policy: RetryPolicy = {
  attempts,
  baseMs: retryBaseMs,
  capMs: retryCapMs,
  maxAdvisedMs: longestAdviceMs,
  throttledFloorMs: busyFloorMs,
};

/** Ids keep their form and outlive moves within a mailbox. Not kept by any token: sent with every request. */
export const immutableIds = 'IdType="ImmutableId"';

export function createGraphClient(environment: GraphEnvironment, gate: RequestGate, address: string): GraphClient {
  return { ...createGraphCaller(environment, gate), mailboxPath: `/users/${encodeURIComponent(address)}` };
}

export function createGraphCaller(environment: GraphEnvironment, gate: RequestGate): GraphCaller {
  const { baseUrl, clock, emit, service } = environment;
  const tried = <T>(call: GraphCall, read: (answer: HttpAnswer) => T): Promise<T> =>
    retry(() => gate.heed(async () => read(await attempt(environment, gate, call))), {
      policy,
      clock,
      signal: call.signal,
      onRetry: (failure, number, delayMs) =>
        emit({ type: 'retrying', service, operation: call.operation, attempt: number, delayMs, failure }),
    });
  return {
    baseUrl,
    clock,
    json: <T>(call: GraphCall, read: (answer: T) => void = () => {}) =>
      tried(call, ({ bytes, headers }) => {
        call.onHeaders?.(headers);
        const answer = parseJson(bytes) as T;
        read(answer);
        return answer;
      }),
    bytes: (call, read = () => {}) =>
      tried({ ...call, uncompressed: true }, ({ bytes }) => {
        read(bytes);
        return bytes;
      }),
  };
}

/** One try; a token that is refused is replaced once, as it may have been revoked or have expired on the way. */
async function attempt(environment: GraphEnvironment, gate: RequestGate, call: GraphCall): Promise<HttpAnswer> {
  const { signIn } = environment;
  const send = async (fresh: boolean) => {
    const authorization = await signIn.authorization(call.signal, fresh);
    return gate.run(call.requests?.() ?? 1, call.signal, () => observed(environment, call, authorization));
  };
  try {
    return await send(false);
  } catch (thrown) {
    if (toFailure(thrown).code !== refusedToken) throw thrown;
    return send(true);
  }
}

async function observed(environment: GraphEnvironment, call: GraphCall, authorization: string): Promise<HttpAnswer> {
  const { clock, emit, service } = environment;
  const begun = clock.monotonic();
  let ok = false;
  try {
    const answer = await send(environment, call, authorization);
    ok = true;
    return answer;
  } finally {
    const durationMs = clock.monotonic() - begun;
    emit({ type: 'call', service, operation: call.operation, durationMs, ok });
  }
}

async function send(
  { baseUrl, http, clock, userAgent }: GraphEnvironment,
  call: GraphCall,
  authorization: string,
): Promise<HttpAnswer> {
  const body = call.body?.();
  const prefer = [immutableIds, ...(call.prefer?.() ?? [])].join(', ');
  const answer = await http.send({
    method: body === undefined ? 'GET' : 'POST',
    url: call.path.startsWith('/') ? `${baseUrl}${call.path}` : call.path,
    headers: {
      authorization,
      prefer,
      'user-agent': userAgent,
      'client-request-id': randomUUID(),
      ...(call.uncompressed === true ? { 'accept-encoding': 'identity' } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: call.signal,
  });
  if (answer.status === 200) return answer;
  throw new ConnectorError(graphFailure({ ...answer, ...errorIn(answer.bytes) }, clock.now()));
}

function errorIn(bytes: Uint8Array): ReturnType<typeof errorOf> {
  try {
    return errorOf(parseJson(bytes));
  } catch {
    return errorOf(undefined);
  }
}
