import type { MailFolder as GraphFolder } from '@microsoft/microsoft-graph-types';
import { ConnectorError, toFailure } from '../errors.ts';
import type { FolderChange, FolderChangePage, MailFolder } from '../sync/ports/index.ts';
import { getBatch, memberOf } from './batch.ts';
import { clean, textOf } from './clean-text.ts';
import { fromCursor, toCursor } from './cursors.ts';
import { type DeltaPage, endOf, type Removable } from './delta-page.ts';
import { toExchangeId, toRestId } from './exchange-ids.ts';
import type { GraphClient } from './graph-client.ts';
import { isNoFolder } from './graph-failure.ts';
import { listPageSize } from './limits.ts';
import { expandProperties, propertyOf, type WithProperties } from './properties.ts';
import { wellKnownFolders } from './well-known-folders.ts';

/** What is listed, and from where. */
export interface FoldersRequest {
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

type Entry = Removable & GraphFolder;

/** Folder changes of the whole tree below the message folder root, which Graph tells flat. */
export async function listFolders(client: GraphClient, { cursor, signal }: FoldersRequest): Promise<FolderChangePage> {
  const { baseUrl, mailboxPath } = client;
  const path = cursor === undefined ? firstPath(mailboxPath) : fromCursor('folders', cursor, baseUrl);
  const page = await ask(client, path, signal);
  const { link, complete } = endOf(page, { asked: path, baseUrl });
  const changes = await toChanges(client, page.value ?? [], signal);
  return { changes, cursor: toCursor('folders', link), complete };
}

function firstPath(mailboxPath: string): string {
  return `${mailboxPath}/mailFolders/delta?$select=displayName,parentFolderId`;
}

async function ask(client: GraphClient, path: string, signal: AbortSignal): Promise<DeltaPage<Entry>> {
  const prefer = () => [`odata.maxpagesize=${listPageSize}`];
  try {
    return await client.json<DeltaPage<Entry>>({ operation: 'ListFolderChanges', path, prefer, signal });
  } catch (thrown) {
    const failure = toFailure(thrown);
    // Nothing of the tree can be gone while the mailbox is there: what is not found is the mailbox.
    if (failure.kind !== 'gone' && failure.kind !== 'folder') throw thrown;
    throw new ConnectorError({ ...failure, kind: 'mailbox' }, { cause: thrown });
  }
}

/** The last entry of a folder decides: entries come more than once. */
async function toChanges(
  client: GraphClient,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<readonly FolderChange[]> {
  const last = new Map(entries.flatMap((entry) => (entry.id === undefined ? [] : [[entry.id, entry] as const])));
  const living = [...last].filter(([, entry]) => entry['@removed'] === undefined);
  const facts = await factsOf(client, [...last.keys()], signal);
  const names = living.length === 0 ? new Map<string, string>() : await wellKnownFolders(client, signal);
  return [...last].flatMap(([id, entry]): FolderChange[] => {
    const fact = facts.get(id);
    // Said to be removed, and there all the same; or the other way round: what is there now is what counts.
    if (fact === undefined) return [{ kind: 'removed', folderId: toExchangeId(id) }];
    return [{ kind: 'upsert', folder: toFolder({ ...entry, ...fact, id }, names.get(id)) }];
  });
}

/**
 * What the folders are now. Classes have to be asked for folder by folder, as the changes do not tell them; whether one is
 * gone is told by the same answer.
 */
async function factsOf(
  client: GraphClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, GraphFolder>> {
  const query = `?$select=displayName,parentFolderId&$expand=${encodeURIComponent(expandProperties(['folderClass']))}`;
  const parts = ids.map((id) => ({ path: `${client.mailboxPath}/mailFolders/${id}${query}` }));
  const outcomes = await getBatch(client, { operation: 'GetFolders', parts, signal });
  const facts = new Map<string, GraphFolder>();
  for (const [position, outcome] of outcomes.entries()) {
    const id = ids[position];
    if (id === undefined) continue;
    if (outcome.ok) {
      memberOf(outcome.body, 'id');
      facts.set(id, outcome.body as GraphFolder);
      // Anything else says nothing of whether it is there.
    } else if (!isNoFolder(outcome.failure)) throw new ConnectorError(outcome.failure);
  }
  return facts;
}

function toFolder(
  folder: GraphFolder & WithProperties & { readonly id: string },
  name: string | undefined,
): MailFolder {
  const folderClass = textOf(propertyOf(folder, 'folderClass'));
  const { id, displayName, parentFolderId } = folder;
  return {
    id: toExchangeId(id),
    name: clean(displayName ?? ''),
    ...(parentFolderId == null ? {} : { parentId: toExchangeId(parentFolderId) }),
    ...(folderClass === undefined ? {} : { folderClass }),
    ...(name === undefined ? {} : { wellKnownName: name }),
  };
}

/** Whether the mailbox answers and this folder is not in it: proof that it is gone. */
export async function isFolderGone(client: GraphClient, folderId: string, signal: AbortSignal): Promise<boolean> {
  const names = [toRestId(folderId), 'msgfolderroot'];
  const parts = names.map((name) => ({ path: `${client.mailboxPath}/mailFolders/${name}?$select=id` }));
  const [folder, root] = await getBatch(client, { operation: 'GetFolders', parts, signal });
  if (folder?.ok !== false || !isNoFolder(folder.failure) || root?.ok !== true) return false;
  memberOf(root.body, 'id');
  return true;
}
