import type { WorldFolder, WorldItem } from '../../mail/index.ts';
import { type DeltaState, readToken, tokenParameters } from '../delta-tokens.ts';
import { noProperty } from '../errors.ts';
import { readResourceExpansions } from '../expand.ts';
import { folderExtended } from '../extended-properties.ts';
import { exchangeId, messageId, requireOtherFolder, requireOtherItem, restId } from '../ids.ts';
import { type Query, readQuery } from '../query.ts';
import { otherWishes, renderOther } from '../render-other.ts';
import { paged } from './calendars.ts';
import { type DeltaEntry, deltaPage, removed } from './delta-page.ts';
import { json, type Operation, type OperationContext } from './operation.ts';

const isContacts = ({ folderClass }: WorldFolder) => /^IPF\.Contact(\.|$)/.test(folderClass);

/** `GET /contactFolders/{id}`; the default one goes by the name `contacts` as well. */
export const getContactFolder: Operation = async (context) => {
  const query = readQuery(context.search, ['$select', '$expand']);
  return json(context, 'contactFolders/$entity', shown(folderOf(context), query));
};

/** `GET /contactFolders`: those below the default one, and others below the root, as it is the default one itself that is missing. */
export const listContactFolders: Operation = async (context) => {
  const { primary } = context.mailbox;
  const own = primary.wellKnown('contacts')?.id;
  return list(
    context,
    'contactFolders',
    (folder) => [own, primary.root.id].includes(folder.parentId) && folder.id !== own,
  );
};

/** `GET /contactFolders/{id}/childFolders` */
export const listChildContactFolders: Operation = async (context) => {
  const { id } = folderOf(context);
  return list(context, `contactFolders/${restId(id)}/childFolders`, ({ parentId }) => parentId === id);
};

function list(context: OperationContext, path: string, wanted: (folder: WorldFolder) => boolean) {
  const query = readQuery(context.search, ['$select', '$expand', '$top', '$skip']);
  const folders = context.mailbox.primary.folders().filter((folder) => isContacts(folder) && wanted(folder));
  return paged(context, { path, all: folders.map((folder) => shown(folder, query)), query });
}

function folderOf({ mailbox, params }: OperationContext): WorldFolder {
  return requireOtherFolder(mailbox, params['contactFolder'] ?? '', 'IPF.Contact');
}

function shown({ id, name, parentId, ...folder }: WorldFolder, query: Query): Readonly<Record<string, unknown>> {
  const known = { displayName: name, parentFolderId: parentId === undefined ? null : restId(parentId) };
  const selected = query['$select']?.split(',').map((each) => each.trim()) ?? Object.keys(known);
  const unknown = selected.find((each) => each !== 'id' && !Object.hasOwn(known, each));
  if (unknown !== undefined) throw noProperty(unknown, 'contactFolder');
  const { propertyIds } = readResourceExpansions(query['$expand'], 'contactFolder');
  const extended = folderExtended({ ...folder, id, name, parentId } as WorldFolder, propertyIds);
  return {
    id: restId(id),
    ...Object.fromEntries(Object.entries(known).filter(([key]) => selected.includes(key))),
    ...(extended.length === 0 ? {} : { singleValueExtendedProperties: extended }),
  };
}

/** `GET /contacts/{id}` */
export const getContact: Operation = async (context) => {
  const { mailbox, params, preferences } = context;
  const query = readQuery(context.search, ['$select', '$expand']);
  const item = requireOtherItem(mailbox, params['contact'] ?? '', 'IPF.Contact');
  const wishes = otherWishes('contact', query, preferences);
  return json(context, 'contacts/$entity', await renderOther('contact', item, { mailbox, wishes }));
};

/** Entries of a page without a wish (Microsoft: contact delta). */
const usualPage = 10;

/** `GET /contactFolders/{id}/contacts/delta`: of this folder alone. Lists of contacts are not shown. */
export const contactsDelta: Operation = async (context) => {
  const { mailbox, search, generation, preferences } = context;
  const query = readQuery(search, ['$select', '$top', ...tokenParameters], 'Contacts');
  const folder = folderOf(context);
  const scope = `${mailbox.address} contacts ${folder.id}`;
  const before = readToken(query, { scope, generation });
  const options = before?.options ?? query;
  const most = Math.min(preferences.pageSize ?? usualPage, context.pageEntries);
  const isListing = before === undefined || before.below !== undefined;
  const common = { scope, generation, options };
  const items = isListing ? folder.itemsBelow(before?.below, most) : changedItems(context, folder, before, most);
  const oldest = items.at(-1);
  const isEnded = !isListing || typeof oldest !== 'object' || folder.itemsBelow(oldest.serial, 1).length === 0;
  const sequence = isListing
    ? (before?.sequence ?? folder.sequence)
    : before.sequence + folder.itemChanges(before.sequence, most).length;
  const kind = isEnded && sequence === folder.sequence ? 'delta' : 'next';
  const below = isEnded || typeof oldest !== 'object' ? {} : { below: oldest.serial };
  const state: DeltaState = { ...common, kind, sequence, told: (before?.told ?? 0) + items.length, ...below };
  const wishes = otherWishes('contact', options, preferences);
  const entries = await Promise.all(
    items.map(async (item): Promise<readonly DeltaEntry[]> => {
      if (typeof item === 'string') return [removed(item)];
      if (item.content().contact === undefined) return [];
      const body = await renderOther('contact', item, { mailbox, wishes });
      return [{ id: messageId(item, preferences), body, change: 'updated' }];
    }),
  );
  const path = `contactFolders/${restId(folder.id)}/contacts/delta`;
  return deltaPage(context, {
    path,
    type: 'Collection(contact)',
    state,
    entries: entries.flat(),
    listing: isListing,
  });
};

/** What changed since: an item that is here, or the id of one that is not. */
function changedItems(
  { mailbox: { primary }, preferences }: OperationContext,
  folder: WorldFolder,
  { sequence }: DeltaState,
  most: number,
): readonly (WorldItem | string)[] {
  const ids = folder
    .itemChanges(sequence, most)
    .map(({ itemId }) => restId(preferences.immutableIds ? (primary.immutableIdOf(itemId) ?? itemId) : itemId));
  return [...new Set(ids)].map((id) => {
    const item = primary.item(exchangeId(id)) ?? primary.immutableItem(exchangeId(id));
    return item?.folderId === folder.id ? item : id;
  });
}
