import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  answerAdmin,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type RunningServer,
  readBody,
  respond,
  startServer,
} from '../http/index.ts';
import type { MailWorld } from '../mail/index.ts';
import { impersonated } from './caller.ts';
import { alterResponses, alterText, type ExchangeFault } from './fault-effects.ts';
import { operations } from './operations.ts';
import { envelope, failure, faultBody, ResponseError, responseBody, SoapFault } from './soap.ts';
import { child, children, namespaces, parseXml, type XmlElement } from './xml.ts';

/** Proves who a caller is. */
export interface Authentication {
  /** Why a bearer token is refused, or undefined. */
  readonly refuseToken?: (token: string) => Promise<string | undefined>;
  /** Service account of an on-premises server. */
  readonly basic?: { readonly username: string; readonly password: string };
}

/** Requests in flight that are allowed; Microsoft: EWS throttling. */
export interface ConcurrencyLimits {
  /** Of one mailbox; EWSMaxConcurrency is 27. */
  readonly mailbox?: number;
  /** Of one mailbox, SyncFolder calls alone; 5 was seen. */
  readonly sync?: number;
}

export interface ExchangeOptions {
  readonly world: MailWorld;
  readonly authentication: Authentication;
  readonly limits?: ConcurrencyLimits;
  /** Milliseconds that every call takes. */
  readonly latencyMs?: number;
  readonly port?: number;
  /** Sees every pair of bodies; used to check them against the schema. */
  readonly onExchange?: (request: string, response: string) => void;
}

/** A running Exchange stand-in. */
export interface ExchangeStandIn extends RunningServer {
  readonly ewsUrl: string;
  readonly calls: CallCounter;
  readonly faults: FaultList<ExchangeFault>;
  /** Most requests of one mailbox that were in flight at once. */
  readonly peak: () => number;
}

const path = '/EWS/Exchange.asmx';
const requestBytes = 4 * 1024 * 1024;

export async function startExchange(options: ExchangeOptions): Promise<ExchangeStandIn> {
  const calls = callCounter();
  const faults = faultList<ExchangeFault>();
  const flights = flightCounter();
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls })) return;
      await answer(request, response, { options, calls, faults, flights });
    },
    { port: options.port ?? 0 },
  );
  return { ...server, ewsUrl: `${server.url}${path}`, calls, faults, peak: flights.peak };
}

interface Surroundings {
  readonly options: ExchangeOptions;
  readonly calls: CallCounter;
  readonly faults: FaultList<ExchangeFault>;
  readonly flights: ReturnType<typeof flightCounter>;
}

/** Counts requests in flight by mailbox. */
function flightCounter() {
  const flights = new Map<string, number>();
  let peak = 0;
  return {
    peak: () => peak,
    begin: (key: string) => {
      const now = (flights.get(key) ?? 0) + 1;
      flights.set(key, now);
      peak = Math.max(peak, now);
      return now;
    },
    end: (key: string) => {
      flights.set(key, (flights.get(key) ?? 1) - 1);
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const body = await readBody(request, requestBytes);
  if (request.method !== 'POST' || request.url !== path || body === undefined) return respond(response, 404);
  const refusal = await refuseCaller(request, around.options.authentication);
  if (refusal !== undefined) return respondUnauthorized(response, refusal);
  const text = body.toString();
  try {
    await answerSoap(request, response, { text, around });
  } catch (thrown) {
    const fault = thrown instanceof SoapFault ? thrown : new SoapFault('ErrorInternalServerError', String(thrown));
    around.options.onExchange?.(text, '');
    respondXml(response, fault.status, envelope(faultBody(fault)));
  }
}

function respondXml(response: ServerResponse, status: number, body: string): void {
  respond(response, status, {
    body,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'request-id': 'sandbox-request' },
  });
}

/** Why a caller is not let in, or undefined. */
async function refuseCaller({ headers }: IncomingMessage, authentication: Authentication): Promise<string | undefined> {
  const { authorization = '' } = headers;
  if (authorization.startsWith('Bearer ') && authentication.refuseToken !== undefined) {
    return authentication.refuseToken(authorization.slice('Bearer '.length));
  }
  if (authorization.startsWith('Basic ') && authentication.basic !== undefined) {
    const { username, password } = authentication.basic;
    const expected = Buffer.from(`${username}:${password}`).toString('base64');
    return authorization === `Basic ${expected}` ? undefined : 'the user name or password is wrong';
  }
  return 'credentials are missing';
}

function respondUnauthorized(response: ServerResponse, reason: string): void {
  respond(response, 401, {
    headers: {
      'www-authenticate': 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000"',
      'x-ms-diagnostics': `2000003;reason="${reason.replace(/[^ -~]/g, '?').replaceAll('"', "'")}";error_category="invalid_token"`,
    },
  });
}

async function answerSoap(
  request: IncomingMessage,
  response: ServerResponse,
  { text, around }: { text: string; around: Surroundings },
): Promise<void> {
  const { header, element, operation } = readEnvelope(text);
  if (request.headers['user-agent'] === undefined) throw new SoapFault('ErrorInvalidRequest', 'User-Agent is missing.');
  const anchor = request.headers['x-anchormailbox'];
  around.calls.count(operation);
  const address = typeof anchor === 'string' ? anchor.toLowerCase() : '';
  const inFlight = around.flights.begin(address);
  const syncing = operation.startsWith('Sync') ? around.flights.begin(`${address} sync`) : 0;
  try {
    limit(around.options.limits, inFlight, syncing);
    const effect = around.faults.strike(operation, [address]);
    const delay = (around.options.latencyMs ?? 0) + (effect?.kind === 'delay' ? effect.ms : 0);
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    if (effect !== undefined && endsCall(effect, request, response)) return;
    const caller = impersonated(header, typeof anchor === 'string' ? anchor : undefined, around.options.world);
    const itemError = (id: string) => {
      const strike = around.faults.strike('Item', [id]);
      return strike?.kind === 'item-error' ? strike.code : undefined;
    };
    const run = operations[operation];
    if (run === undefined) throw new SoapFault('ErrorInvalidRequest', `The operation ${operation} is not known here.`);
    const responses =
      effect?.kind === 'response-error'
        ? [responseError(operation, effect)]
        : await run({ caller, request: element, itemError });
    const body = responseBody(operation, alterResponses(responses, effect));
    around.options.onExchange?.(text, body);
    respondXml(response, 200, alterText(envelope(body), effect));
  } finally {
    around.flights.end(address);
    if (syncing > 0) around.flights.end(`${address} sync`);
  }
}

function readEnvelope(text: string): { header: XmlElement | undefined; element: XmlElement; operation: string } {
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch (thrown) {
    throw new SoapFault('ErrorSchemaValidation', `The request is not well-formed: ${String(thrown)}`);
  }
  const element = children(child(root, 'Body'))[0];
  if (
    root.localName !== 'Envelope' ||
    root.namespaceURI !== namespaces.soap ||
    element?.namespaceURI !== namespaces.messages
  ) {
    throw new SoapFault('ErrorSchemaValidation', 'The request is no SOAP 1.1 envelope with an Exchange request.');
  }
  return { header: child(root, 'Header'), element, operation: element.localName ?? '' };
}

function limit({ mailbox = 27, sync = 27 }: ConcurrencyLimits = {}, inFlight: number, syncing: number): void {
  const policy =
    inFlight > mailbox ? ['MaxConcurrency', mailbox] : syncing > sync ? ['ConcurrentSyncCalls', sync] : undefined;
  if (policy === undefined) return;
  const message = `The server cannot service this request right now: it exceeds the policy part '${policy[0]}', policy value '${policy[1]}'. Suggested backoff time 5000 ms.`;
  throw new SoapFault('ErrorServerBusy', message, { backOffMs: 5000 });
}

/** Lets a fault end the call. True: it did. */
function endsCall(effect: ExchangeFault, request: IncomingMessage, response: ServerResponse): boolean {
  switch (effect.kind) {
    case 'fault':
      throw new SoapFault(effect.code, effect.message ?? 'A fault on demand.', {
        backOffMs: effect.backOffMs,
        status: effect.status ?? 500,
      });
    case 'http': {
      const headers: Record<string, string> = {};
      if (effect.retryAfterSeconds !== undefined) headers['retry-after'] = String(effect.retryAfterSeconds);
      if (effect.diagnostics !== undefined) headers['x-ms-diagnostics'] = effect.diagnostics;
      const html = effect.body === 'html';
      if (html) headers['content-type'] = 'text/html';
      respond(response, effect.status, { body: html ? '<html><body>Service Unavailable</body></html>' : '', headers });
      return true;
    }
    case 'reset':
      request.socket.destroy();
      return true;
    case 'hang':
      return true;
    default:
      return false;
  }
}

function responseError(operation: string, { code, backOffMs }: { code: string; backOffMs?: number }): string {
  return failure(operation, new ResponseError(code, 'A fault on demand.', backOffMs));
}
