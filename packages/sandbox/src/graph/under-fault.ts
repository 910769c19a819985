import { once } from 'node:events';
import { type Reply, truncated } from '../http/index.ts';
import type { Caller } from './caller.ts';
import { GraphError } from './errors.ts';
import { faultOf, type GraphFault } from './fault-effects.ts';

/**
 * Does a request as a fault on demand lets it; undefined when the connection has to end without an answer.
 * @param latencyMs milliseconds that it takes on top of what a fault adds
 * @throws GraphError
 */
export async function underFault(
  effect: GraphFault | undefined,
  { caller, latencyMs }: { caller: Caller; latencyMs: number },
  act: () => Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  const delay = latencyMs + (faultOf(effect, 'delay')?.ms ?? 0);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  if (effect?.kind === 'hang') {
    if (!caller.socket.destroyed) await once(caller.socket, 'close');
    return undefined;
  }
  if (effect?.kind === 'error') throw demanded(effect);
  if (effect?.kind === 'http') {
    return { status: effect.status, body: effect.body ?? '', headers: { 'content-type': 'text/html' } };
  }
  const reset = faultOf(effect, 'reset');
  if (reset !== undefined && reset.when !== 'after') return undefined;
  const reply = await act();
  if (reply === undefined || reset !== undefined) return undefined;
  return effect?.kind === 'truncate' ? { ...reply, body: truncated(reply.body) } : reply;
}

function demanded(effect: Extract<GraphFault, { kind: 'error' }>): GraphError {
  const { status, code, message = 'A fault on demand.', retryAfterSeconds, location } = effect;
  return new GraphError(status, code, message, {
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(location === undefined ? {} : { location }),
  });
}
