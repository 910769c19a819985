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
import { answerExchangeAdmin } from './admin.ts';
import { answerSoap } from './answer-soap.ts';
import { refuseCaller, respondUnauthorized } from './authentication.ts';
import { type ExchangeFault, exchangeFault } from './fault-effects.ts';
import { flightCounter, type LiveLimits } from './limits.ts';
import { operations } from './operations/index.ts';
import type { ExchangeOptions, Surroundings } from './options.ts';

/** A running Exchange stand-in. */
export interface ExchangeStandIn extends RunningServer {
  readonly ewsUrl: string;
  readonly calls: CallCounter;
  readonly faults: FaultList<ExchangeFault>;
  /** Most requests of one mailbox that were in flight at once. */
  readonly peak: () => number;
}

const path = '/EWS/Exchange.asmx';
/** What a fault may name: an operation, or one item of a request. */
const faultTargets = [...Object.keys(operations), 'Item'];
const requestBytes = 4 * 1024 * 1024;

/**
 * Starts the stand-in. Beside the admin routes of all stand-ins it has `POST /__admin/mail`, which changes mailboxes, and
 * `GET` and `POST /__admin/limits`.
 */
export async function startExchange(options: ExchangeOptions): Promise<ExchangeStandIn> {
  const calls = callCounter();
  const faults = faultList<ExchangeFault>(faultTargets);
  const flights = flightCounter();
  const limits: LiveLimits = { concurrency: options.limits ?? {}, latencyMs: options.latencyMs ?? 0 };
  const around: Surroundings = { options, calls, faults, flights, limits };
  const server = await startServer(
    async (request, response) => {
      if (await answerExchangeAdmin(request, response, { world: options.world, limits })) return;
      if (await answerAdmin(request, response, { faults, calls, effect: exchangeFault })) return;
      await answer(request, response, around);
    },
    { port: options.port ?? 0 },
  );
  return { ...server, ewsUrl: `${server.url}${path}`, calls, faults, peak: flights.peak };
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const body = await readBody(request, requestBytes);
  if (request.method !== 'POST' || request.url !== path || body === undefined) return respond(response, 404);
  const refusal = await refuseCaller(request, around.options.authentication);
  if (refusal !== undefined) return respondUnauthorized(response, refusal);
  // Unsupported Media Type: SOAP 1.1 is text/xml, and application/soap+xml is another version.
  if (!/^text\/xml(;|$)/i.test(request.headers['content-type'] ?? '')) return respond(response, 415);
  await answerSoap(request, response, { text: body.toString(), around });
}
