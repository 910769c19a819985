import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  answerAdmin,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type Reply,
  type RunningServer,
  readBody,
  respond,
  startServer,
} from '../http/index.ts';
import { answerGraphAdmin } from './admin.ts';
import { answerRequest } from './answer.ts';
import { answerBatch } from './batch.ts';
import { type Caller, rolesOf } from './caller.ts';
import { createDirectory, directoryOperations, type TenantDirectory } from './directory/index.ts';
import { badRequest, GraphError } from './errors.ts';
import { type GraphFault, graphFault } from './fault-effects.ts';
import { mailboxGate, outlookLimits } from './limits.ts';
import type { GraphOptions, LiveState, Surroundings } from './options.ts';
import { errorReply } from './reply.ts';
import { operationNames } from './routes.ts';
import { underFault } from './under-fault.ts';

/** A running Microsoft Graph stand-in. */
export interface GraphStandIn extends RunningServer {
  /** Address of the API with its version. */
  readonly graphUrl: string;
  readonly calls: CallCounter;
  readonly faults: FaultList<GraphFault>;
  /** Users and groups of the tenant; nobody is in it at first. */
  readonly directory: TenantDirectory;
  /** Most requests of one mailbox that were in flight at once. */
  readonly peak: () => number;
  /** Loses every delta token that was given out: the next request with one is answered with 410. */
  loseTokens(): void;
}

const version = '/v1.0';
const batchPath = `${version}/$batch`;
/** Bytes of a batch at most. */
const requestBytes = 4 * 1024 * 1024;

/**
 * Starts the stand-in of Microsoft Graph's mail: the primary mailboxes of the world, read only. Beside the admin routes of all
 * stand-ins it has `GET` and `POST /__admin/limits`, and `DELETE /__admin/tokens`, which loses every delta token.
 */
export async function startGraph(options: GraphOptions): Promise<GraphStandIn> {
  const { world, readToken, isOnPremises = () => false, latencyMs = 0, now = Date.now, port = 0 } = options;
  const { aliases = new Map() } = options;
  const { pageEntries = Number.POSITIVE_INFINITY } = options;
  const calls = callCounter();
  const faults = faultList<GraphFault>([...operationNames, ...directoryOperations]);
  const gate = mailboxGate(now);
  const state: LiveState = { limits: { ...outlookLimits, ...options.limits }, latencyMs, generation: 1 };
  const base = () => `${server.url}${version}`;
  const directory = createDirectory();
  const around: Surroundings = {
    world,
    directory,
    readToken,
    isOnPremises,
    aliases,
    calls,
    faults,
    gate,
    state,
    pageEntries,
    base,
  };
  const server: RunningServer = await startServer(
    async (request, response) => {
      if (await answerGraphAdmin(request, response, state)) return;
      if (await answerAdmin(request, response, { faults, calls, effect: graphFault })) return;
      await answer(request, response, around);
    },
    { port },
  );
  const loseTokens = () => {
    state.generation += 1;
  };
  return { ...server, graphUrl: base(), calls, faults, directory, peak: gate.peak, loseTokens };
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const body = await readBody(request, requestBytes);
  const reply = await replyTo(request, body, around).catch((thrown: unknown) => {
    if (thrown instanceof GraphError) return errorReply(thrown);
    throw thrown;
  });
  if (reply === undefined) request.socket.destroy();
  else respond(response, reply.status, { body: reply.body, headers: { ...reply.headers } });
}

async function replyTo(
  request: IncomingMessage,
  body: Buffer | undefined,
  around: Surroundings,
): Promise<Reply | undefined> {
  const { url = '', method = 'GET', headers, socket } = request;
  const caller: Caller = { roles: await rolesOf(headers.authorization, around.readToken), socket };
  if (!url.startsWith(`${version}/`)) throw badRequest(`Invalid version: ${url.split('/')[1] ?? ''}`);
  if (url !== batchPath) {
    const prefer = headers['prefer'];
    const text = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '');
    const consistency = String(headers['consistencylevel'] ?? '').toLowerCase();
    return answerRequest({ method, url: url.slice(version.length), prefer: text, consistency }, caller, around);
  }
  if (method !== 'POST') throw new GraphError(405, 'BadRequest', `The method ${method} is not allowed for a batch.`);
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw new GraphError(415, 'BadRequest', 'The content type of a batch has to be application/json.');
  }
  if (body === undefined)
    throw new GraphError(413, 'RequestEntityTooLarge', `A batch has at most ${requestBytes} bytes.`);
  return batchUnderFault(body.toString(), caller, around);
}

/** Faults of the batch as a whole; those of its requests strike them one by one. */
async function batchUnderFault(text: string, caller: Caller, around: Surroundings): Promise<Reply | undefined> {
  around.calls.count('Batch');
  const effect = around.faults.strike('Batch');
  // Its requests take their time; where it never comes to them it takes as long as one.
  const latencyMs = effect === undefined || effect.kind === 'delay' ? 0 : around.state.latencyMs;
  return underFault(effect, { caller, latencyMs }, () => answerBatch(text, caller, around));
}
