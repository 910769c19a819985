import { randomUUID } from 'node:crypto';
import {
  ConnectingIdType,
  ExchangeService,
  ExchangeVersion,
  ImpersonatedUserId,
  Uri,
  WebCredentials,
} from 'ews-javascript-api';
import pLimit, { type LimitFunction } from 'p-limit';
import { ConnectorError, toFailure } from '../errors.ts';
import { adaptiveLimit } from '../runtime/adaptive-limit.ts';
import { retry } from '../runtime/retry.ts';
import { stayAway } from '../runtime/stay-away.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { checkAnswer, codeFailure, type HttpAnswer } from './answer.ts';
import type { Credentials } from './credentials.ts';
import { attempts, busyFloorMs, callsInFlight, longestAdviceMs, retryBaseMs, retryCapMs } from './limits.ts';
import type { ResponseMessage } from './response-message.ts';
import type { AnswerBody, Transport } from './transport.ts';

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
export interface EwsCall {
  readonly operation: string;
  /** How many response messages the answer must have. More than one thing was asked for: each may fail by itself. */
  readonly expected: number;
  /** Errors of single response messages are for the caller, not the end of the call. */
  readonly batch: boolean;
  /** Has the library write the request and send it. What it would make of the answer nobody waits for. */
  readonly request: (service: ExchangeService) => Promise<unknown>;
  /** Takes the answer as it arrives; made anew for each try. */
  readonly answer?: () => AnswerBody;
  /** Told the headers of each answer. */
  readonly onHeaders?: (headers: HttpAnswer['headers']) => void;
  readonly signal: AbortSignal;
}

/** Calls Exchange for one mailbox, a few calls at a time; fewer when Exchange is busy. */
export interface EwsClient {
  /**
   * The response messages of the answer: as many as were expected, or more.
   * @throws ConnectorError after the retries of what may pass
   */
  call(call: EwsCall): Promise<readonly ResponseMessage[]>;
}

const policy = {
  attempts,
  baseMs: retryBaseMs,
  capMs: retryCapMs,
  maxAdvisedMs: longestAdviceMs,
  throttledFloorMs: busyFloorMs,
};

/** Writes requests with the library. */
interface RequestWriter {
  readonly service: ExchangeService;
  /** The library keeps the request that it writes in the service: one at a time. */
  readonly oneAtATime: LimitFunction;
}

/** One service object for each mailbox: the library keeps headers and impersonation in it. */
export function createEwsClient(environment: EwsEnvironment, address: string): EwsClient {
  const writer = { service: createService(environment, address), oneAtATime: pLimit(1) };
  const limit = adaptiveLimit(callsInFlight);
  const { clock, emit } = environment;
  const away = stayAway({ clock, floorMs: busyFloorMs, longestMs: longestAdviceMs });
  const asked = async (call: EwsCall) => {
    await away.wait(call.signal);
    return away.heed(() => attempt(environment, writer, call));
  };
  return {
    call: (call) =>
      limit.run(() =>
        retry(() => asked(call), {
          policy,
          clock,
          signal: call.signal,
          onRetry: (failure, number, delayMs) => {
            if (failure.kind === 'throttled') limit.throttled();
            emit({
              type: 'retrying',
              service: 'exchange',
              operation: call.operation,
              attempt: number,
              delayMs,
              failure,
            });
          },
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
async function attempt(
  environment: EwsEnvironment,
  writer: RequestWriter,
  call: EwsCall,
): Promise<readonly ResponseMessage[]> {
  const { credentials } = environment;
  try {
    return await send(environment, writer, { call, authorization: await credentials.authorization(call.signal) });
  } catch (thrown) {
    if (toFailure(thrown).code !== 'http.401' || !credentials.canRefresh) throw thrown;
    return send(environment, writer, { call, authorization: await credentials.authorization(call.signal, true) });
  }
}

async function send(
  environment: EwsEnvironment,
  { service, oneAtATime }: RequestWriter,
  { call, authorization }: { call: EwsCall; authorization: string },
): Promise<readonly ResponseMessage[]> {
  const { clock, emit, transport } = environment;
  const { operation, signal } = call;
  const begun = clock.monotonic();
  let ok = false;
  try {
    const { url, headers, body } = await oneAtATime(() => writeRequest(service, call));
    const answer = await transport.send({
      method: 'POST',
      url,
      headers: { ...headers, Authorization: authorization, 'client-request-id': randomUUID() },
      body,
      answer: call.answer?.(),
      signal,
    });
    call.onHeaders?.(answer.headers);
    const messages = checkAnswer(answer, clock.now());
    requireAll(messages, call);
    throwWholeFailure(messages, call, answer.text);
    ok = true;
    return messages;
  } finally {
    emit({ type: 'call', service: 'exchange', operation, durationMs: clock.monotonic() - begun, ok });
  }
}

/** The library loses the codes of an answer that has fewer messages than it asked for. */
function requireAll(messages: readonly ResponseMessage[], { expected, operation }: EwsCall): void {
  if (messages.length >= expected) return;
  const message = `Exchange answered ${messages.length} of ${expected} parts of ${operation}`;
  throw new ConnectorError({ code: 'ews.incomplete-answer', kind: 'transient', message });
}

/**
 * An error that concerns the whole call: of an operation with one answer, or one that everything in a batch got and that
 * may pass.
 */
function throwWholeFailure(messages: readonly ResponseMessage[], { batch }: EwsCall, text: string): void {
  const [first] = messages;
  if (first === undefined || !messages.every(({ isError }) => isError)) return;
  const failure = codeFailure(first.code, text);
  const mayPass = failure.kind === 'throttled' || failure.kind === 'transient';
  if (!batch || (mayPass && messages.length > 1) || failure.kind === 'throttled') throw new ConnectorError(failure);
}

type LibraryTransport = ExchangeService['XHRApi'];

/** A request as the library writes it. */
interface WrittenRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The request that the library would send. It is left waiting for the answer: it takes most of a worker's time to read one,
 * hangs on some and loses the cause of most failures, so that answers are read here.
 */
function writeRequest(service: ExchangeService, { request }: EwsCall): Promise<WrittenRequest> {
  return new Promise((resolve, reject) => {
    const xhr: LibraryTransport['xhr'] = ({ url, headers, data }) => {
      resolve({ url, headers: headers as Record<string, string>, body: String(data) });
      return new Promise(() => {});
    };
    service.XHRApi = { apiName: 'connector', xhr, xhrStream: xhr, disconnect: () => {} };
    request(service).catch(reject);
  });
}
