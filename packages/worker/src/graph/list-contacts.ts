import type { Contact } from '@microsoft/microsoft-graph-types';
import { ConnectorError, toFailure } from '../errors.ts';
import type { ItemChange, ItemChangePage } from '../sync/ports/index.ts';
import { getBatch, incompleteAnswer, memberOf } from './batch.ts';
import { fromCursor, toCursor } from './cursors.ts';
import { type DeltaPage, endOf, type Removable, versionOf } from './delta-page.ts';
import type { GraphClient } from './graph-client.ts';
import { toFolderId, toItemId } from './item-kinds.ts';
import { listPageSize } from './limits.ts';

/** What is listed, and from where. */
export interface ContactsRequest {
  readonly contactFolderId: string;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

type Entry = Removable & Pick<Contact, 'changeKey' | 'parentFolderId'>;

/** Changes of one folder of contacts. */
export async function listContacts(client: GraphClient, request: ContactsRequest): Promise<ItemChangePage> {
  const { contactFolderId, cursor, signal } = request;
  const { baseUrl, mailboxPath } = client;
  const first = `${mailboxPath}/contactFolders/${encodeURIComponent(contactFolderId)}/contacts/delta?$select=changeKey,parentFolderId`;
  const path = cursor === undefined ? first : fromCursor('items', cursor, baseUrl);
  const prefer = () => [`odata.maxpagesize=${listPageSize}`];
  const page = await ask(() =>
    client.json<DeltaPage<Entry>>({ operation: 'ListContactChanges', path, prefer, signal }),
  );
  const { link, complete } = endOf(page, { asked: path, baseUrl });
  const changes = await toChanges(client, page.value ?? [], request);
  return { changes, cursor: toCursor('items', link), complete };
}

async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    const failure = toFailure(thrown);
    // The list of folders says whether it is gone.
    if (failure.kind !== 'gone') throw thrown;
    throw new ConnectorError({ ...failure, kind: 'folder' }, { cause: thrown });
  }
}

/** As with messages: what does not plainly say that it is here is looked up, and the last entry of each decides. */
async function toChanges(
  client: GraphClient,
  entries: readonly Entry[],
  { contactFolderId, signal }: ContactsRequest,
): Promise<readonly ItemChange[]> {
  const byId = new Map<string, Entry[]>();
  for (const entry of entries) if (entry.id !== undefined) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry]);
  const isHere = (entry: Entry) =>
    entry['@removed'] === undefined && (entry.parentFolderId == null || entry.parentFolderId === contactFolderId);
  const doubtful = [...byId].filter(([, all]) => !all.every(isHere)).map(([id]) => id);
  const parts = doubtful.map((id) => ({
    path: `${client.mailboxPath}/contacts/${encodeURIComponent(id)}?$select=changeKey,parentFolderId`,
  }));
  const outcomes = await getBatch(client, { operation: 'LookUpContacts', parts, signal });
  return [...byId].map(([id, all]): ItemChange => {
    const itemId = toItemId('contacts', id);
    const position = doubtful.indexOf(id);
    if (position === -1) return upsert(itemId, all.at(-1));
    const outcome = outcomes[position];
    if (outcome?.ok === true) {
      const parent = memberOf(outcome.body, 'parentFolderId');
      if (parent === contactFolderId) return upsert(itemId, outcome.body as Contact);
      const now = { folderId: toFolderId('contacts', parent), ...versionOf(outcome.body as Contact) };
      return { kind: 'removed', itemId, now };
    }
    if (outcome?.failure.kind === 'gone') return { kind: 'removed', itemId };
    throw new ConnectorError(outcome?.failure ?? incompleteAnswer);
  });
}

function upsert(itemId: string, contact: Pick<Contact, 'changeKey'> | undefined): ItemChange {
  return { kind: 'upsert', itemId, ...versionOf(contact) };
}
