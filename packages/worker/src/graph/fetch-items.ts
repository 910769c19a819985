import { toFailure } from '../errors.ts';
import type { ArrivalSpan, Arrivals } from './arrivals.ts';
import { type BatchOutcome, type BatchPart, getBatch, unanswered } from './batch.ts';
import { toRestId } from './exchange-ids.ts';
import type { GraphClient } from './graph-client.ts';
import { itemPath } from './item-kinds.ts';
import { isUnreadable } from './json.ts';
import { strangersTogether } from './limits.ts';
import type { GraphMessage } from './to-mail-message.ts';

/** What is asked for of items. */
export interface ItemsRequest {
  readonly operation: string;
  readonly itemIds: readonly string[];
  /** From the question mark on. */
  readonly queryOf: (itemId: string) => string;
  /** Whether an item that a list shows has all that was asked for. */
  readonly isWhole: (item: GraphMessage) => boolean;
  readonly prefer: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Items as Graph has them, one outcome for each id in the same order. Messages that arrived next to each other are asked for as one
 * list of what their folder got in that time, as Graph allows 10,000 requests for a mailbox in ten minutes, of which each message
 * by itself takes one. What the list does not show whole is asked for by itself, and all of them when it fails: one message can spoil it.
 * @throws ConnectorError when they fail as a whole
 */
export async function fetchItems(
  client: GraphClient,
  arrivals: Arrivals,
  request: ItemsRequest,
): Promise<readonly BatchOutcome[]> {
  const span = arrivals.spanOf(request.itemIds);
  const found = span === undefined ? new Map() : await withList(client, span, request);
  const missing = request.itemIds.filter((id) => !found.has(id));
  // Others stand between them, or the list cannot be read: the rest of the page will not fare better.
  if (span !== undefined && missing.length * 2 > request.itemIds.length) arrivals.forget();
  const single = await singly(client, missing, request);
  return request.itemIds.map((id) => found.get(id) ?? single.get(id) ?? unanswered);
}

type Found = ReadonlyMap<string, BatchOutcome>;

/** The list, and in the same batch the items that it will not show. */
async function withList(client: GraphClient, span: ArrivalSpan, request: ItemsRequest): Promise<Found> {
  const others = request.itemIds.filter((id) => !span.itemIds.includes(id));
  const parts = [listOf(client, span, request), ...others.map((id) => partOf(client, id, request))];
  try {
    const [list, ...outcomes] = await getBatch(client, { ...request, parts });
    return new Map([...shownIn(list, request), ...byId(others, outcomes)]);
  } catch (thrown) {
    if (isUnreadable(toFailure(thrown))) return new Map();
    throw thrown;
  }
}

async function singly(client: GraphClient, itemIds: readonly string[], request: ItemsRequest): Promise<Found> {
  const parts = itemIds.map((id) => partOf(client, id, request));
  return byId(itemIds, await getBatch(client, { ...request, parts }));
}

function byId(itemIds: readonly string[], outcomes: readonly BatchOutcome[]): Found {
  return new Map(itemIds.map((id, position) => [id, outcomes[position] ?? unanswered] as const));
}

function partOf(client: GraphClient, itemId: string, { queryOf, prefer }: ItemsRequest): BatchPart {
  return { path: itemPath(client.mailboxPath, itemId) + queryOf(itemId), prefer };
}

function listOf({ mailboxPath }: GraphClient, span: ArrivalSpan, { queryOf, prefer }: ItemsRequest): BatchPart {
  const { folderId, from, before, itemIds, messages } = span;
  const filter = `receivedDateTime ge ${from.toISOString()} and receivedDateTime lt ${before.toISOString()}`;
  const options = [
    `$filter=${encodeURIComponent(filter)}`,
    `$orderby=${encodeURIComponent('receivedDateTime desc')}`,
    `$top=${messages + strangersTogether}`,
  ];
  const query = `${queryOf(itemIds[0] ?? '')}&${options.join('&')}`;
  return { path: `${mailboxPath}/mailFolders/${toRestId(folderId)}/messages${query}`, prefer };
}

/** Whole items by their ids; those that nobody asked for as well. */
function shownIn(list: BatchOutcome | undefined, { isWhole }: ItemsRequest): Found {
  const { value } = (list?.ok === true ? list.body : {}) as { readonly value?: unknown };
  const items: readonly (GraphMessage | null)[] = Array.isArray(value) ? value : [];
  return new Map(
    items.flatMap((body) =>
      typeof body?.id === 'string' && isWhole(body) ? [[body.id, { ok: true, body }] as const] : [],
    ),
  );
}
