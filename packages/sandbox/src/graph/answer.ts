import type { Reply } from '../http/index.ts';
import { type Caller, mayRead } from './caller.ts';
import { type DirectoryTarget, directoryTarget } from './directory/index.ts';
import { GraphError, mailboxElsewhere } from './errors.ts';
import { faultOf, type GraphFault } from './fault-effects.ts';
import type { Surroundings } from './options.ts';
import { readPreferences } from './preferences.ts';
import { errorReply, type Outcome, replyOf } from './reply.ts';
import { type Target, targetOf } from './routes.ts';
import { underFault } from './under-fault.ts';

/** One request: a whole one, or one of a batch. */
export interface GraphRequest {
  readonly method: string;
  /** After the version, with the query. */
  readonly url: string;
  /** The `Prefer` header. */
  readonly prefer: string;
  /** The `ConsistencyLevel` header. */
  readonly consistency: string;
}

/** Answers a request; undefined when the connection has to end without an answer. */
export async function answerRequest(
  request: GraphRequest,
  caller: Caller,
  around: Surroundings,
): Promise<Reply | undefined> {
  try {
    return await guarded(request, caller, around);
  } catch (thrown) {
    if (thrown instanceof GraphError) return errorReply(thrown);
    throw thrown;
  }
}

async function guarded(request: GraphRequest, caller: Caller, around: Surroundings): Promise<Reply | undefined> {
  const [path = '', search = ''] = request.url.split(/\?(.*)/s);
  const directory = directoryTarget(path);
  if (directory !== undefined) return answerDirectory(directory, request, { caller, around });
  const target = targetOf(path);
  if (request.method !== 'GET') {
    throw new GraphError(405, 'BadRequest', `The method ${request.method} is not served here.`);
  }
  around.calls.count(target.operation);
  const end = around.gate.begin(target.address, around.state.limits);
  try {
    const parameters = new URLSearchParams(search);
    const effect = around.faults.strike(target.operation, targetsOf(target, parameters));
    const { latencyMs } = around.state;
    const performance = { parameters, effect, caller, around };
    return await underFault(effect, { caller, latencyMs }, () => perform(request, target, performance));
  } finally {
    end();
  }
}

/** Groups and users are of the tenant: no limit of a mailbox is for them. */
async function answerDirectory(
  { operation, params, run }: DirectoryTarget,
  { method, url, consistency }: GraphRequest,
  { caller, around }: { readonly caller: Caller; readonly around: Surroundings },
): Promise<Reply | undefined> {
  if (method !== 'GET') throw new GraphError(405, 'BadRequest', `The method ${method} is not served here.`);
  around.calls.count(operation);
  const search = new URLSearchParams(url.split(/\?(.*)/s)[1] ?? '');
  const effect = around.faults.strike(operation, Object.values(params));
  const { directory, state } = around;
  return underFault(effect, { caller, latencyMs: state.latencyMs }, async () => {
    const outcome = run({ directory, params, search, consistency, roles: caller.roles, base: around.base() });
    return cutShort(replyOf(outcome, ''), outcome, effect);
  });
}

/** What a fault may be aimed at: the mailbox, an id in the path, or the kind of token (`initial`, `next`, `delta`). */
function targetsOf({ address, params }: Target, parameters: URLSearchParams): readonly string[] {
  const token = parameters.has('$skiptoken') ? 'next' : parameters.has('$deltatoken') ? 'delta' : 'initial';
  return [address, ...Object.values(params), token];
}

/** A page that ends where its entries begin. */
function cutShort(reply: Reply, outcome: Outcome, effect: GraphFault | undefined): Reply {
  const fault = faultOf(effect, 'truncated-page');
  const value = outcome.kind === 'json' ? outcome.body['value'] : undefined;
  if (fault === undefined || !Array.isArray(value)) return reply;
  const { above = 0, poison } = fault;
  const entries: readonly { readonly id?: unknown }[] = value;
  const spared = poison !== undefined && !entries.some(({ id }) => id === poison);
  if (entries.length <= above || spared) return reply;
  return { ...reply, body: String(reply.body).replace(/"value":\[.*$/s, '"value":[') };
}

/** What a request is performed with beside its path. */
interface Performance {
  readonly parameters: URLSearchParams;
  readonly effect: GraphFault | undefined;
  readonly caller: Caller;
  readonly around: Surroundings;
}

async function perform(
  request: GraphRequest,
  { address, params, run, area }: Target,
  { parameters, effect, caller, around }: Performance,
): Promise<Reply> {
  const content = mayRead(area, caller);
  const mailbox = around.world.mailbox(around.aliases.get(address) ?? address);
  if (mailbox === undefined)
    throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${address}' is invalid.`);
  if (around.isOnPremises(address)) throw mailboxElsewhere();
  const preferences = readPreferences(request.prefer);
  const outcome = await run({
    mailbox,
    params,
    search: parameters,
    preferences,
    mayReadContent: content,
    effect,
    generation: around.state.generation,
    pageEntries: around.pageEntries,
    base: around.base(),
  });
  return cutShort(replyOf(outcome, preferences.applied), outcome, effect);
}
