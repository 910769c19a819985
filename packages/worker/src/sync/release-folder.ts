import type { StoreContext } from './context.ts';
import { withoutKept } from './kept-items.ts';
import type { FolderRecord, StateWrite } from './ports/index.ts';
import { releaseItems } from './release-items.ts';

/**
 * Lets go of everything in a folder that is gone or no longer in scope, and then of what is remembered of the folder.
 * @returns false when asked to stop before the end.
 */
export async function releaseFolder(context: StoreContext, folder: FolderRecord): Promise<boolean> {
  // First, so that a folder that comes back after half of this is listed from scratch.
  const { cursor: _cursor, earlier: _earlier, path: _path, scope: _scope, ...unlisted } = folder;
  await context.state.write([{ kind: 'put-folder', record: unlisted }]);
  for await (const items of context.state.scanItems(folder.id)) {
    if (context.drain.aborted) return false;
    await releaseItems(context, items);
  }
  await context.state.write([{ kind: 'delete-open-page', folderId: folder.id }, forget(unlisted)]);
  return true;
}

/** A removed folder is forgotten; one out of scope stays known, as if it had never been listed. */
function forget(folder: FolderRecord): StateWrite {
  if (folder.removed) return { kind: 'delete-folder', folderId: folder.id };
  // Listings are numbered from the beginning: what comes then is not what was kept.
  return { kind: 'put-folder', record: { ...withoutKept(folder), listing: 0, listingOpen: false, refetch: false } };
}
