import type { StoreContext } from './context.ts';
import { readDocumentsOf } from './documents-of.ts';
import { releaseListed } from './listing.ts';
import type { FolderRecord, ItemRecord } from './ports/index.ts';
import { releaseItems } from './release-items.ts';

/**
 * Whether there are messages on record that could not be read, for good or for now. After a change of the source nothing tells
 * which of the items that the other one had read they are. The bug class it prevents: what cannot be read through the new source
 * is taken for gone, because nothing goes by its old id any more.
 */
export async function hasUnread({ state }: StoreContext): Promise<boolean> {
  for await (const failures of state.scanFailures()) {
    for (const { folderId, itemId, indexed, changeKey } of failures) {
      if (!indexed) return true;
      // An edit that could not be read: another source may have read it.
      if (changeKey === undefined) continue;
      const known = (await state.readItems(folderId, [itemId])).get(itemId);
      if (known !== undefined && known.changeKey !== changeKey) return true;
    }
  }
  return false;
}

/** Lets go of those of another source's items whose messages were found in the same folder through this one. */
export async function releaseFound(context: StoreContext, folder: FolderRecord, upTo: number): Promise<void> {
  const isForeign = (listing: number) => listing <= upTo;
  for await (const items of context.state.scanItems(folder.id)) {
    const foreign = items.filter(({ listing }) => isForeign(listing));
    await releaseItems(context, await found(context, folder, { foreign, isForeign }));
  }
}

/** Lets go of what was kept of messages that were found under these ids by now, after the listing's end. */
export async function releaseFoundLate(
  context: StoreContext,
  folder: FolderRecord,
  itemIds: readonly string[],
): Promise<void> {
  const { id, kept, earlier } = folder;
  if (kept === undefined || earlier !== undefined || itemIds.length === 0) return;
  const isForeign = (listing: number) => listing <= kept;
  const shown = [...(await context.state.readItems(id, itemIds)).values()];
  const documents = await readDocumentsOf(context, shown);
  const copies = [...documents.values()].flatMap((document) => document.copies);
  const others = copies.filter(({ folderId }) => folderId === id).map(({ itemId }) => itemId);
  const known = [...(await context.state.readItems(id, [...new Set(others)])).values()];
  const foreign = known.filter(({ listing }) => isForeign(listing));
  await releaseItems(context, await found(context, folder, { foreign, isForeign }));
}

/** Lets go of items that are meant as far as their messages were found in the same folder under other ids, and keeps the rest. */
export async function keepUnfound(
  context: StoreContext,
  folder: FolderRecord,
  { isMeant, kept }: { readonly isMeant: (listing: number) => boolean; readonly kept: number },
): Promise<void> {
  const isForeign = (listing: number) => isMeant(listing) || listing <= kept;
  for await (const items of context.state.scanItems(folder.id)) {
    const meant = items.filter(({ listing }) => isMeant(listing));
    const goes = new Set(await found(context, folder, { foreign: meant, isForeign }));
    await releaseItems(context, [...goes]);
    const stays = meant.filter((item) => !goes.has(item));
    await context.state.write(stays.map((item) => ({ kind: 'put-item', record: { ...item, listing: kept } })));
  }
}

interface ForeignItems {
  readonly foreign: readonly ItemRecord[];
  /** Whether an item is another source's, by its listing. */
  readonly isForeign: (listing: number) => boolean;
}

/** Copies of one message are found when all of them are: nothing tells which of them stands for which of the other source's. */
async function found(
  { state }: StoreContext,
  { id }: FolderRecord,
  { foreign, isForeign }: ForeignItems,
): Promise<readonly ItemRecord[]> {
  if (foreign.length === 0) return [];
  const documents = await state.readDocuments([...new Set(foreign.map(({ documentId }) => documentId))]);
  const copiesOf = ({ documentId }: ItemRecord) =>
    (documents.get(documentId)?.copies ?? []).filter(({ folderId }) => folderId === id).map(({ itemId }) => itemId);
  const known = await state.readItems(id, [...new Set(foreign.flatMap(copiesOf))]);
  return foreign.filter((item) => {
    const listings = copiesOf(item).flatMap((itemId) => known.get(itemId)?.listing ?? []);
    const others = listings.filter(isForeign).length;
    return listings.length > others && listings.length >= 2 * others;
  });
}

/** The folders whose kept items can go, as every message could be read. */
export async function settleable(context: StoreContext): Promise<readonly FolderRecord[]> {
  const isReady = ({ kept, listingOpen, removed }: FolderRecord) => kept !== undefined && !listingOpen && !removed;
  const folders = (await context.state.readFolders()).filter(isReady);
  return folders.length === 0 || (await hasUnread(context)) ? [] : folders;
}

/** Lets go of what was kept in folders that are `settleable`, in a run that read every folder. */
export async function settleKept(context: StoreContext, folders: readonly FolderRecord[]): Promise<void> {
  for (const folder of folders) {
    const { kept = 0 } = folder;
    await releaseListed(context, folder, (listing) => listing <= kept);
    await context.state.write([{ kind: 'put-folder', record: withoutKept(folder) }]);
  }
}

/** The same folder, with nothing kept. */
export function withoutKept({ kept: _settled, keptOutdated: _with, ...folder }: FolderRecord): FolderRecord {
  return folder;
}
