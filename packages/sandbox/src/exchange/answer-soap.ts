import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { respond } from '../http/index.ts';
import { impersonated } from './caller.ts';
import { askedFor, checkRequest, type ReadRequest, readEnvelope } from './envelope.ts';
import { alterResponses, alterText, type ExchangeFault, invalidOnPurpose } from './fault-effects.ts';
import { operations } from './operations/index.ts';
import type { Surroundings } from './options.ts';
import { envelope, failure, faultBody, ResponseError, responseBody, SoapFault } from './soap.ts';

/** A call on its way through the stand-in. */
interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly read: ReadRequest;
  readonly anchor: string | undefined;
  readonly around: Surroundings;
  /** Faults on demand that struck it. */
  readonly struck: ExchangeFault[];
}

/** Answers a SOAP request: with response messages, with a fault, or as a fault on demand wants it. */
export async function answerSoap(
  request: IncomingMessage,
  response: ServerResponse,
  { text, around }: { readonly text: string; readonly around: Surroundings },
): Promise<void> {
  const anchor = request.headers['x-anchormailbox'];
  let operation = 'unknown';
  try {
    const read = readEnvelope(text);
    operation = read.operation;
    around.calls.count(operation);
    const call: Call = {
      request,
      response,
      read,
      around,
      struck: [],
      anchor: typeof anchor === 'string' ? anchor : undefined,
    };
    const body = await inFlight(call, () => bodyOf(call));
    if (body === undefined) return;
    const invalid = invalidOnPurpose(call.struck);
    around.options.onExchange?.({
      operation,
      request: text,
      response: alterText(body, call.struck[0]),
      isFault: false,
      ...(invalid === undefined ? {} : { invalidOnPurpose: invalid }),
    });
    if (call.struck[0]?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    respondXml(response, 200, alterText(envelope(body), call.struck[0]));
  } catch (thrown) {
    const fault = thrown instanceof SoapFault ? thrown : new SoapFault('ErrorInternalServerError', String(thrown));
    const body = envelope(faultBody(fault));
    const refused = fault.onDemand ? {} : { refused: fault.code };
    around.options.onExchange?.({ operation, request: text, ...refused, response: body, isFault: true });
    respondXml(response, fault.status, body);
  }
}

function respondXml(response: ServerResponse, status: number, body: string): void {
  respond(response, status, {
    body,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'request-id': 'sandbox-request' },
  });
}

async function inFlight<T>({ read, anchor = '', around }: Call, act: () => Promise<T>): Promise<T> {
  const end = around.flights.begin(anchor.toLowerCase(), read.operation, around.limits.concurrency);
  try {
    return await act();
  } finally {
    end();
  }
}

/** The child of `soap:Body`; undefined when a fault on demand has ended the call. @throws SoapFault */
async function bodyOf(call: Call): Promise<string | undefined> {
  const { request, read, anchor, around, struck } = call;
  const { operation } = read;
  if (request.headers['user-agent'] === undefined) throw new SoapFault('ErrorInvalidRequest', 'User-Agent is missing.');
  checkRequest(read);
  const effect = around.faults.strike(operation, [anchor?.toLowerCase() ?? '']);
  if (effect !== undefined) struck.push(effect);
  const delay = around.limits.latencyMs + (effect?.kind === 'delay' ? effect.ms : 0);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  if (effect?.kind === 'hang') await once(request.socket, 'close');
  if (effect !== undefined && endsCall(effect, call)) return undefined;
  const responses = effect?.kind === 'response-error' ? responseErrors(read, effect) : await responsesTo(call);
  return responseBody(operation, alterResponses(operation, responses, effect));
}

async function responsesTo({ read, anchor, around, struck }: Call): Promise<readonly string[]> {
  const { operation, header, element } = read;
  const run = operations[operation];
  if (run === undefined) throw new SoapFault('ErrorInvalidRequest', `The operation ${operation} is not known here.`);
  const { archiveAbsent = 'ErrorFolderNotFound', pageEntries = Number.POSITIVE_INFINITY } = around.options;
  const mailbox = impersonated(header, anchor, around.options);
  const itemError = (id: string) => {
    const strike = around.faults.strike('Item', [id]);
    if (strike?.kind !== 'item-error') return undefined;
    struck.push(strike);
    return strike.code;
  };
  return run({ caller: { mailbox, archiveAbsent }, request: element, itemError, pageEntries });
}

/** The same error for each thing that was asked for. */
function responseErrors(
  read: ReadRequest,
  { code, backOffMs }: { code: string; backOffMs?: number },
): readonly string[] {
  const error = new ResponseError(code, 'A fault on demand.', backOffMs);
  return Array.from({ length: askedFor(read) }, () => failure(read.operation, error));
}

/** Lets a fault end the call. True: it did. @throws SoapFault */
function endsCall(effect: ExchangeFault, { request, response }: Call): boolean {
  switch (effect.kind) {
    case 'fault': {
      const { code, message = 'A fault on demand.', backOffMs, status = 500 } = effect;
      throw new SoapFault(code, message, { backOffMs, status, onDemand: true });
    }
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
      if (effect.when === 'after') return false;
      request.socket.destroy();
      return true;
    case 'hang':
      return true;
    default:
      return false;
  }
}
