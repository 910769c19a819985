import type { StoreContext } from './context.ts';
import { hasFailure } from './has-failure.ts';
import { releaseListed } from './listing.ts';
import type { FolderRecord, ItemRecord } from './ports/index.ts';
import { releaseItems } from './release-items.ts';

/**
 * Whether there are messages on record that could not be read, for good or for now. After a change of the source nothing tells
 * which of the items that the other one had read they are. The bug class it prevents: what cannot be read through the new source
 * is taken for gone, because nothing goes by its old id any more.
 */
export function hasUnread(context: StoreContext): Promise<boolean> {
  return hasFailure(context, ({ indexed }) => !indexed);
}

/** Lets go of those of another source's items whose messages were found in the same folder through this one. */
export async function releaseFound(context: StoreContext, folder: FolderRecord, upTo: number): Promise<void> {
  for await (const items of context.state.scanItems(folder.id)) {
    const old = items.filter(({ listing }) => listing <= upTo);
    await releaseItems(context, await found(context, folder, old));
  }
}

/** Lets go of items that are meant as far as their messages were found in the same folder under other ids, and keeps the rest. */
export async function keepUnfound(
  context: StoreContext,
  folder: FolderRecord,
  { isMeant, kept }: { readonly isMeant: (listing: number) => boolean; readonly kept: number },
): Promise<void> {
  for await (const items of context.state.scanItems(folder.id)) {
    const meant = items.filter(({ listing }) => isMeant(listing));
    const goes = new Set(await found(context, folder, meant));
    await releaseItems(context, [...goes]);
    const stays = meant.filter((item) => !goes.has(item));
    await context.state.write(stays.map((item) => ({ kind: 'put-item', record: { ...item, listing: kept } })));
  }
}

async function found(
  { state }: StoreContext,
  folder: FolderRecord,
  items: readonly ItemRecord[],
): Promise<readonly ItemRecord[]> {
  if (items.length === 0) return [];
  const documents = await state.readDocuments([...new Set(items.map(({ documentId }) => documentId))]);
  const ids = new Set(items.map(({ itemId }) => itemId));
  const hasOther = ({ documentId }: ItemRecord) =>
    documents.get(documentId)?.copies.some(({ folderId, itemId }) => folderId === folder.id && !ids.has(itemId)) ===
    true;
  return items.filter(hasOther);
}

/** The folders whose kept items can go, as every message could be read. */
export async function settleable(context: StoreContext): Promise<readonly FolderRecord[]> {
  const isReady = ({ kept, listingOpen, removed }: FolderRecord) => kept !== undefined && !listingOpen && !removed;
  const folders = (await context.state.readFolders()).filter(isReady);
  return folders.length === 0 || (await hasUnread(context)) ? [] : folders;
}

/** Lets go of what was kept, once every message could be read, in a run that read every folder. */
export async function settleKept(context: StoreContext): Promise<void> {
  for (const folder of await settleable(context)) {
    const { kept = 0 } = folder;
    await releaseListed(context, folder, (listing) => listing <= kept);
    await context.state.write([{ kind: 'put-folder', record: withoutKept(folder) }]);
  }
}

/** The same folder, with nothing kept. */
export function withoutKept({ kept: _settled, ...folder }: FolderRecord): FolderRecord {
  return folder;
}
