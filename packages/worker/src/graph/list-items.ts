import type { Message } from '@microsoft/microsoft-graph-types';
import { ConnectorError, toFailure } from '../errors.ts';
import type { ItemChange, ItemChangePage } from '../sync/ports/index.ts';
import type { Arrivals } from './arrivals.ts';
import { getBatch, memberOf } from './batch.ts';
import { fromCursor, toCursor } from './cursors.ts';
import { type DeltaPage, endOf, type Removable, versionOf } from './delta-page.ts';
import { toExchangeId, toRestId } from './exchange-ids.ts';
import type { GraphClient } from './graph-client.ts';
import { isUnreadable } from './json.ts';
import { pageSizes } from './limits.ts';
import { isFolderGone } from './list-folders.ts';

/** What is listed, and from where. */
export interface ItemsRequest {
  readonly folderId: string;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

type Entry = Removable & Pick<Message, 'changeKey' | 'parentFolderId' | 'receivedDateTime'>;

/** Item changes of one folder, without bodies: pages with them are slow and large, and one message can spoil all of them. */
export async function listItems(
  client: GraphClient,
  arrivals: Arrivals,
  request: ItemsRequest,
): Promise<ItemChangePage> {
  const { folderId, cursor, signal } = request;
  const { baseUrl } = client;
  const path = cursor === undefined ? firstPath(client, folderId) : fromCursor('items', cursor, baseUrl);
  const page = await ask(client, path, request);
  if (page === undefined) return { changes: [], cursor: '', complete: true, folderGone: true };
  const { link, complete } = endOf(page, { asked: path, baseUrl });
  arrivals.remember(folderId, page.value ?? []);
  const changes = await toChanges(client, page.value ?? [], { folderId, signal });
  return { changes, cursor: toCursor('items', link), complete };
}

/** Newest first. No `$filter`, which would end the listing after 5,000 messages (Microsoft: message: delta). */
function firstPath({ mailboxPath }: GraphClient, folderId: string): string {
  const query = '$select=changeKey,parentFolderId,receivedDateTime&$orderby=receivedDateTime%20desc';
  return `${mailboxPath}/mailFolders/${toRestId(folderId)}/messages/delta?${query}`;
}

/** The page; undefined when the folder is proved to be gone, which the changes of the tree do not always tell. */
async function ask(
  client: GraphClient,
  path: string,
  { folderId, signal }: ItemsRequest,
): Promise<DeltaPage<Entry> | undefined> {
  let tries = 0;
  const prefer = () => {
    const size = pageSizes[Math.min(tries, pageSizes.length - 1)];
    tries += 1;
    return [`odata.maxpagesize=${size}`];
  };
  try {
    return await client.json<DeltaPage<Entry>>({ operation: 'ListItemChanges', path, prefer, signal });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (isUnreadable(failure)) throw new ConnectorError({ ...failure, kind: 'folder' }, { cause: thrown });
    if (failure.kind !== 'gone' && failure.kind !== 'folder' && failure.kind !== 'cursor-invalid') throw thrown;
    if (!(await isFolderGone(client, folderId, signal))) throw asFolder(thrown);
    return undefined;
  }
}

/** Nothing is proved: this folder cannot be read now. */
function asFolder(thrown: unknown): unknown {
  const failure = toFailure(thrown);
  return failure.kind === 'gone' ? new ConnectorError({ ...failure, kind: 'folder' }, { cause: thrown }) : thrown;
}

/** Where an item is said to be, or not to be. */
interface Place {
  readonly folderId: string;
  readonly signal: AbortSignal;
}

/**
 * The changes of a page, one for each item. Under immutable ids an item that left the folder and came back is told as removed
 * and never again, entries come more than once and in any order, and a move shows at times as a removal alone. So whatever
 * does not plainly say that the item is here is looked up.
 */
async function toChanges(
  client: GraphClient,
  entries: readonly Entry[],
  { folderId, signal }: Place,
): Promise<readonly ItemChange[]> {
  const byId = new Map<string, Entry[]>();
  for (const entry of entries) if (entry.id !== undefined) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry]);
  const isPlain = (all: readonly Entry[]) => all.every((entry) => isHere(entry, folderId));
  const doubtful = [...byId].filter(([, all]) => !isPlain(all)).map(([id]) => id);
  const verified = new Map(
    (await lookUp(client, doubtful, { folderId, signal })).map((change) => [change.itemId, change]),
  );
  return [...byId].map(([itemId, all]) => verified.get(itemId) ?? upsert(itemId, all.at(-1)));
}

function isHere(entry: Entry, folderId: string): boolean {
  if (entry['@removed'] !== undefined) return false;
  return entry.parentFolderId == null || toExchangeId(entry.parentFolderId) === folderId;
}

function upsert(itemId: string, message: Pick<Message, 'changeKey'> | undefined): ItemChange {
  return { kind: 'upsert', itemId, ...versionOf(message) };
}

/** Where items are now. @throws ConnectorError when that cannot be told: nothing is removed on suspicion */
async function lookUp(
  client: GraphClient,
  itemIds: readonly string[],
  { folderId, signal }: Place,
): Promise<readonly ItemChange[]> {
  const query = '?$select=changeKey,parentFolderId';
  const parts = itemIds.map((id) => ({ path: `${client.mailboxPath}/messages/${encodeURIComponent(id)}${query}` }));
  const outcomes = await getBatch(client, { operation: 'LookUpItems', parts, signal });
  return outcomes.map((outcome, position): ItemChange => {
    const itemId = itemIds[position] ?? '';
    if (!outcome.ok) {
      if (outcome.failure.kind === 'gone') return { kind: 'removed', itemId };
      throw new ConnectorError(outcome.failure);
    }
    const parent = toExchangeId(memberOf(outcome.body, 'parentFolderId'));
    const found = outcome.body as Message;
    if (parent === folderId) return upsert(itemId, found);
    return { kind: 'removed', itemId, now: { folderId: parent, ...versionOf(found) } };
  });
}
