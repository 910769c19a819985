import { ConnectorError } from '../errors.ts';
import { type BatchOutcome, getBatch } from './batch.ts';
import type { GraphCall, GraphClient } from './graph-client.ts';
import { listPageSize } from './limits.ts';

/** What will be asked for, whatever the answers say. */
export interface AheadRequest {
  readonly operation: string;
  /** First pages of lists, or single things. */
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * A client that has asked for these paths already, in one batch, and gives each answer to the first call for its path. A refusal
 * is given as well. Whatever else did not come is asked for by itself then, which tries again what may pass.
 * @throws ConnectorError when the batch fails as a whole
 */
export async function askAhead(client: GraphClient, { operation, paths, signal }: AheadRequest): Promise<GraphClient> {
  if (paths.length < 2) return client;
  const prefer = [`odata.maxpagesize=${listPageSize}`];
  const outcomes = await getBatch(client, { operation, parts: paths.map((path) => ({ path, prefer })), signal });
  const answers = new Map(paths.map((path, position) => [path, outcomes[position]]));
  return {
    ...client,
    json: async <T>(call: GraphCall, read?: (answer: T) => void): Promise<T> => {
      const answer = answers.get(call.path);
      answers.delete(call.path);
      if (isRefusal(answer)) throw new ConnectorError(answer.failure);
      if (answer?.ok !== true || typeof answer.body !== 'object') return client.json(call, read);
      read?.(answer.body as T);
      return answer.body as T;
    },
  };
}

/** The next try would be refused in the same way. */
function isRefusal(outcome: BatchOutcome | undefined): outcome is Extract<BatchOutcome, { ok: false }> {
  return outcome?.ok === false && outcome.failure.kind === 'mailbox';
}
