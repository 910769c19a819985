import { randomUUID } from 'node:crypto';
import {
  ConnectingIdType,
  ExchangeService,
  ExchangeVersion,
  ImpersonatedUserId,
  Uri,
  WebCredentials,
} from 'ews-javascript-api';
import pLimit from 'p-limit';
import { ConnectorError, toFailure } from '../errors.ts';
import { retry } from '../runtime/retry.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { checkAnswer, codeFailure } from './answer.ts';
import type { Credentials } from './credentials.ts';
import { attempts, busyFloorMs, longestAdviceMs, retryBaseMs, retryCapMs } from './limits.ts';
import type { ResponseMessage } from './repair-xml.ts';
import type { Transport } from './transport.ts';

/** What clients of one server share. */
export interface EwsEnvironment {
  readonly ewsUrl: string;
  readonly credentials: Credentials;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Sent with every request: administrators allow or block applications by it. */
  readonly userAgent: string;
}

/** One operation. */
export interface EwsCall<T> {
  readonly operation: string;
  /** How many response messages the answer must have. More than one thing was asked for: each may fail by itself. */
  readonly expected: number;
  /** Errors of single response messages are for the caller, not the end of the call. */
  readonly batch: boolean;
  readonly run: (service: ExchangeService) => Promise<T>;
  readonly signal: AbortSignal;
}

/** What the library made of an answer, with the response messages as they came. */
export interface EwsResult<T> {
  readonly value: T;
  readonly messages: readonly ResponseMessage[];
}

/** Calls Exchange for one mailbox, one call after the other. */
export interface EwsClient {
  /** @throws ConnectorError after the retries of what may pass */
  call<T>(call: EwsCall<T>): Promise<EwsResult<T>>;
}

const policy = {
  attempts,
  baseMs: retryBaseMs,
  capMs: retryCapMs,
  maxAdvisedMs: longestAdviceMs,
  throttledFloorMs: busyFloorMs,
};

/** One service object for each mailbox: the library keeps headers and impersonation in it. */
export function createEwsClient(environment: EwsEnvironment, address: string): EwsClient {
  const service = createService(environment, address);
  const oneAtATime = pLimit(1);
  const { clock, emit } = environment;
  return {
    call: (call) =>
      oneAtATime(() =>
        retry(() => attempt(environment, service, call), {
          policy,
          clock,
          signal: call.signal,
          onRetry: (failure, number, delayMs) =>
            emit({
              type: 'retrying',
              service: 'exchange',
              operation: call.operation,
              attempt: number,
              delayMs,
              failure,
            }),
        }),
      ),
  };
}

function createService({ ewsUrl, userAgent }: EwsEnvironment, address: string): ExchangeService {
  const service = new ExchangeService(ExchangeVersion.Exchange2013_SP1);
  service.Url = new Uri(ewsUrl);
  service.ImpersonatedUserId = new ImpersonatedUserId(ConnectingIdType.SmtpAddress, address);
  // The library's own ways of setting these two do nothing.
  service.HttpHeaders.Add('X-AnchorMailbox', address);
  service.HttpHeaders.Add('User-Agent', userAgent);
  // The library insists on credentials; the transport sends the real ones.
  service.Credentials = new WebCredentials('transport', 'transport');
  return service;
}

/** One try; a token that is refused is replaced once, as it may have been revoked or have expired on the way. */
async function attempt<T>(
  environment: EwsEnvironment,
  service: ExchangeService,
  call: EwsCall<T>,
): Promise<EwsResult<T>> {
  const { credentials } = environment;
  try {
    return await send(environment, service, { call, authorization: await credentials.authorization(call.signal) });
  } catch (thrown) {
    if (toFailure(thrown).code !== 'http.401' || !credentials.canRefresh) throw thrown;
    return send(environment, service, { call, authorization: await credentials.authorization(call.signal, true) });
  }
}

/**
 * Runs the library over our transport. A failure of the transport ends the call at once and past the library, which would
 * hang on some and lose the cause of most; the library only ever sees complete, well-formed answers.
 */
async function send<T>(
  environment: EwsEnvironment,
  service: ExchangeService,
  { call, authorization }: { call: EwsCall<T>; authorization: string },
): Promise<EwsResult<T>> {
  const { clock, emit } = environment;
  const { operation } = call;
  const begun = clock.monotonic();
  let messages: readonly ResponseMessage[] = [];
  let ok = false;
  try {
    const value = await new Promise<T>((resolve, reject) => {
      service.XHRApi = libraryTransport(async (url, headers, body) => {
        const answer = await environment.transport.send({
          method: 'POST',
          url,
          headers: { ...headers, Authorization: authorization, 'client-request-id': randomUUID() },
          body,
          signal: call.signal,
        });
        const repaired = checkAnswer(answer, clock.now());
        messages = repaired.messages;
        requireAll(messages, call);
        throwWholeFailure(messages, call, repaired.text);
        return { headers: answer.headers, text: repaired.text };
      }, reject);
      call.run(service).then(resolve, (thrown: unknown) => reject(libraryFailure(thrown, messages)));
    });
    ok = true;
    return { value, messages };
  } finally {
    emit({ type: 'call', service: 'exchange', operation, durationMs: clock.monotonic() - begun, ok });
  }
}

/** The library loses the codes of an answer that has fewer messages than it asked for. */
function requireAll(messages: readonly ResponseMessage[], { expected, operation }: EwsCall<unknown>): void {
  if (messages.length >= expected) return;
  const message = `Exchange answered ${messages.length} of ${expected} parts of ${operation}`;
  throw new ConnectorError({ code: 'ews.incomplete-answer', kind: 'transient', message });
}

/**
 * An error that concerns the whole call: of an operation with one answer, or one that everything in a batch got and that
 * may pass.
 */
function throwWholeFailure(messages: readonly ResponseMessage[], { batch }: EwsCall<unknown>, text: string): void {
  const [first] = messages;
  if (first === undefined || !messages.every(({ isError }) => isError)) return;
  const failure = codeFailure(first.code, text);
  const mayPass = failure.kind === 'throttled' || failure.kind === 'transient';
  if (!batch || (mayPass && messages.length > 1) || failure.kind === 'throttled') throw new ConnectorError(failure);
}

type LibraryTransport = ExchangeService['XHRApi'];
type Headers = Readonly<Record<string, string | string[] | undefined>>;

function libraryTransport(
  post: (url: string, headers: Record<string, string>, body: string) => Promise<{ headers: Headers; text: string }>,
  fail: (thrown: unknown) => void,
): LibraryTransport {
  const xhr: LibraryTransport['xhr'] = (options) =>
    new Promise((resolve) => {
      const body = String(options.data);
      // Afterwards the library parses the request once more, for a log that is off.
      options.data = '<sent/>';
      post(options.url, options.headers as Record<string, string>, body).then(({ headers, text }) => {
        const answer = {
          status: 200,
          responseText: text,
          response: text,
          getResponseHeader: (name: string) => String(headers[name.toLowerCase()] ?? ''),
          getAllResponseHeaders: () => '',
        };
        resolve(answer as unknown as Awaited<ReturnType<LibraryTransport['xhr']>>);
      }, fail);
    });
  return { apiName: 'connector', xhr, xhrStream: xhr, disconnect: () => {} };
}

/**
 * What the library throws is never an Error and has no stack. A message with an error code was read before it got there;
 * anything else is an answer that it could not make sense of. Its words stay out of the failure, which is kept and shown:
 * they may quote what it stumbled over, and that is mail.
 */
function libraryFailure(thrown: unknown, messages: readonly ResponseMessage[]): ConnectorError {
  const codes = [...new Set(messages.map(({ code }) => code))].join(', ');
  const thrower = (thrown as object | null)?.constructor?.name ?? typeof thrown;
  const message = `the answer of Exchange (${codes}) could not be read: ${thrower}`;
  return new ConnectorError({ code: 'ews.unreadable-answer', kind: 'transient', message }, { cause: thrown });
}
