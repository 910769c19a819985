import { ConnectorError, type Failure } from '../errors.ts';
import { type GraphCall, type GraphCaller, immutableIds } from './graph-client.ts';
import { graphFailure } from './graph-failure.ts';
import { errorOf } from './json.ts';
import { batchRequests } from './limits.ts';

/** One part of a batch. */
export interface BatchPart {
  /** From the service's address on. */
  readonly path: string;
  readonly prefer?: readonly string[];
}

export type BatchOutcome =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly failure: Failure };

/** What is asked for in batches. */
export interface BatchRequest {
  readonly operation: string;
  readonly parts: readonly BatchPart[];
  readonly signal: AbortSignal;
  /** As of a single call, with the headers of whole batches. */
  readonly onHeaders?: GraphCall['onHeaders'];
}

interface PartAnswer {
  readonly id?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Sends GET requests twenty at a time; one outcome for each, in the same order. Parts that Graph is too busy for are sent
 * again, and they alone.
 * @throws ConnectorError when a batch fails as a whole, or when parts stay throttled
 */
export async function getBatch(client: GraphCaller, request: BatchRequest): Promise<readonly BatchOutcome[]> {
  const outcomes: BatchOutcome[] = [];
  for (let start = 0; start < request.parts.length; start += batchRequests) {
    const parts = request.parts.slice(start, start + batchRequests);
    outcomes.push(...(await oneBatch(client, { ...request, parts })));
  }
  return outcomes;
}

async function oneBatch(client: GraphCaller, request: BatchRequest): Promise<BatchOutcome[]> {
  const { operation, parts, signal, onHeaders } = request;
  const outcomes = new Map<number, BatchOutcome>();
  const pending = () => [...parts.keys()].filter((position) => !outcomes.has(position));
  await client.json<{ responses?: readonly PartAnswer[] }>(
    {
      operation,
      path: '/$batch',
      requests: () => pending().length,
      body: () => ({ requests: pending().map((position) => partRequest(position, parts[position])) }),
      ...(onHeaders === undefined ? {} : { onHeaders }),
      signal,
    },
    ({ responses = [] }) => {
      const busy = pending().flatMap((position) => {
        const answer = responses.find(({ id }) => id === String(position));
        const outcome = outcomeOf(answer, client.clock.now());
        if (outcome.ok || outcome.failure.kind !== 'throttled') outcomes.set(position, outcome);
        return outcome.ok || outcome.failure.kind !== 'throttled' ? [] : outcome.failure;
      });
      const longest = busy.sort((one, other) => (other.retryAfterMs ?? 0) - (one.retryAfterMs ?? 0))[0];
      if (longest !== undefined) throw new ConnectorError(longest);
    },
  );
  return [...parts.keys()].map((position) => outcomes.get(position) ?? unanswered);
}

function partRequest(position: number, part: BatchPart | undefined) {
  return {
    id: String(position),
    method: 'GET',
    url: part?.path,
    headers: { Prefer: [immutableIds, ...(part?.prefer ?? [])].join(', ') },
  };
}

/** There is no answer for a part of a batch, or one that does not say what was asked: it proves nothing. */
export const incompleteAnswer: Failure = {
  code: 'graph.incomplete-answer',
  kind: 'transient',
  message: 'Microsoft Graph answered a batch without this part of it, or without what was asked for in it',
};

export const unanswered: BatchOutcome = { ok: false, failure: incompleteAnswer };

/**
 * A member that everything of its kind has, of a part that was answered.
 * @throws ConnectorError `graph.incomplete-answer` without it: what says nothing must not count as an end
 */
export function memberOf(body: unknown, name: string): string {
  const value = (body as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  if (typeof value !== 'string') throw new ConnectorError(incompleteAnswer);
  return value;
}

function outcomeOf(answer: PartAnswer | undefined, nowMs: number): BatchOutcome {
  if (answer?.status === undefined) return unanswered;
  const { status, headers = {}, body } = answer;
  if (status === 200) return { ok: true, body };
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { ok: false, failure: graphFailure({ status, headers: lowered, ...errorOf(body) }, nowMs) };
}
