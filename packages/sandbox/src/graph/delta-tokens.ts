import { createHash } from 'node:crypto';
import { badRequest, GraphError } from './errors.ts';
import type { Query } from './query.ts';

/** Where a round of changes stands. */
export interface DeltaState {
  readonly scope: string;
  /** Whether the round goes on, or ended and the next one begins here. */
  readonly kind: 'next' | 'delta';
  /** Tokens of an earlier generation are lost. */
  readonly generation: number;
  /** Everything up to this entry of the log is told, or was there when the listing began. */
  readonly sequence: number;
  /** While what is there is listed: serial above which everything is told. */
  readonly below?: number;
  /** Entries of the first round. */
  readonly told: number;
  /** Options of the request that began the first round: they hold for all that follow. */
  readonly options: Query;
}

const parameters = { next: '$skiptoken', delta: '$deltatoken' } as const;
export const tokenParameters: readonly string[] = Object.values(parameters);

/** The query that a link carries its state in. */
export function tokenQuery(state: DeltaState): string {
  const content = Buffer.from(JSON.stringify(state)).toString('base64url');
  return `${parameters[state.kind]}=${content}.${checksum(content)}`;
}

/** The state in a request's token; undefined when it has none, as a request that begins a first round. @throws GraphError */
export function readToken(query: Query, expected: { scope: string; generation: number }): DeltaState | undefined {
  const [next, delta] = [query[parameters.next], query[parameters.delta]];
  const token = next ?? delta;
  if (token === undefined) return undefined;
  if (next !== undefined && delta !== undefined) throw badRequest('A request has one token.');
  if (token === 'latest') throw badRequest("Parameter 'DeltaToken' not supported for this request.");
  const state = parse(token);
  const kind = next === undefined ? 'delta' : 'next';
  if (state === undefined || state.scope !== expected.scope || state.kind !== kind) {
    throw badRequest('The sync state is invalid.', 'SyncStateInvalid');
  }
  if (state.generation < expected.generation) throw tokenLost(expected.generation);
  return state;
}

/** As seen live: HTTP 410 with the generations. */
function tokenLost(generation: number): GraphError {
  const message = `The sync state generation is not found; generation=${generation - 1};[highest=${generation}]`;
  return new GraphError(410, 'SyncStateNotFound', message);
}

function parse(token: string): DeltaState | undefined {
  const [content = '', check] = token.split('.');
  if (check !== checksum(content)) return undefined;
  return JSON.parse(Buffer.from(content, 'base64url').toString()) as DeltaState;
}

function checksum(content: string): string {
  return createHash('sha256').update(`delta ${content}`).digest('base64url').slice(0, 12);
}
