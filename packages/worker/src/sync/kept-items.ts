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

/**
 * Lets go of what was kept, once every message could be read.
 * @returns whether anything was kept that could go
 */
export async function settleKept(context: StoreContext): Promise<boolean> {
  const isReady = ({ kept, listingOpen, removed }: FolderRecord) => kept !== undefined && !listingOpen && !removed;
  const folders = (await context.state.readFolders()).filter(isReady);
  if (folders.length === 0 || (await hasUnread(context))) return false;
  for (const folder of folders) {
    const { kept = 0 } = folder;
    await releaseListed(context, folder, (listing) => listing <= kept);
    await context.state.write([{ kind: 'put-folder', record: withoutKept(folder) }]);
  }
  return true;
}

/** The same folder, with nothing kept. */
export function withoutKept({ kept: _settled, ...folder }: FolderRecord): FolderRecord {
  return folder;
}
