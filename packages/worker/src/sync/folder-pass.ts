import { ConnectorError, toFailure } from '../errors.ts';
import { count, type StoreContext } from './context.ts';
import { releaseUnshown } from './open-page.ts';
import { applyPage } from './page.ts';
import type { FolderRecord, ItemChangePage, OpenPage, StateWrite } from './ports/index.ts';
import { forgetFailures } from './record-failures.ts';
import { releaseItems } from './release-items.ts';
import { folderScope } from './scope-digest.ts';

/** What a folder's sync needs beside the store's context. */
export interface FolderTask {
  readonly folder: FolderRecord;
  /** Where the folder stands in the tree now. */
  readonly path: string;
  /** Number of the full run under way or done; a folder behind it is listed afresh when the mode is `full`. */
  readonly fullRun: number;
  /** The page that the folder's last sync did not finish, if it left one. */
  readonly interrupted: OpenPage | undefined;
}

/**
 * Reads one folder's changes page by page and applies them. The cursor moves only after everything on its page is in
 * the index or on record as a failure.
 * @returns false when it was asked to stop before the folder's end.
 * @throws ConnectorError when the folder cannot be read now; nothing of the page at hand is acknowledged.
 */
export async function syncFolder(context: StoreContext, task: FolderTask): Promise<boolean> {
  let folder = await beginListing(context, task);
  let done = false;
  while (!done) {
    if (context.drain.aborted) return false;
    const page = await nextPage(context, folder);
    if (page === undefined) {
      folder = await restart(context, folder, { refetch: folder.refetch });
    } else {
      await releaseUnshown(context, folder, { interrupted: task.interrupted, changes: page.changes });
      await applyPage(context, folder, page.changes);
      folder = await commit(context, folder, { page, interrupted: task.interrupted });
      done = page.complete;
    }
  }
  return true;
}

/** Lists afresh when the folder is new, a full run has begun, its documents carry another path, or settings changed. */
async function beginListing(context: StoreContext, task: FolderTask): Promise<FolderRecord> {
  const { path, fullRun } = task;
  const scope = folderScope(context, task.folder.folderClass);
  const folder = { ...task.folder, path, scope };
  if (context.mode === 'full' && folder.fullRun < fullRun) {
    return restart(context, { ...folder, fullRun }, { refetch: true });
  }
  if (folder.listing === 0) return restart(context, folder, { refetch: false });
  if (task.folder.path !== path || task.folder.scope !== scope) {
    return restart(context, folder, { refetch: true });
  }
  return folder;
}

async function restart(
  context: StoreContext,
  folder: FolderRecord,
  { refetch }: { refetch: boolean },
): Promise<FolderRecord> {
  const { cursor: _forgotten, ...rest } = folder;
  const record = { ...rest, listing: folder.listing + 1, pages: 0, listingOpen: true, refetch };
  // Before the first page, so that a crash cannot mix items of two listings under one number.
  await context.state.write([{ kind: 'put-folder', record }]);
  return record;
}

/** The next page, or undefined when the source no longer knows the cursor. */
async function nextPage(context: StoreContext, folder: FolderRecord): Promise<ItemChangePage | undefined> {
  try {
    return await context.reader.listItemChanges(folder.id, folder.cursor, context.abort);
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind !== 'cursor-invalid') throw thrown;
    if (folder.cursor === undefined) {
      throw new ConnectorError({ ...failure, kind: 'folder' }, { cause: thrown });
    }
    context.emit({ type: 'warning', code: failure.code, message: 'a folder is listed again: its cursor was refused' });
    return undefined;
  }
}

async function commit(
  context: StoreContext,
  folder: FolderRecord,
  { page, interrupted }: { page: ItemChangePage; interrupted: OpenPage | undefined },
): Promise<FolderRecord> {
  const listed = folder.listingOpen && page.complete;
  if (listed && folder.listing > 1) await releaseUnseen(context, folder);
  const record = {
    ...folder,
    cursor: page.cursor,
    listingOpen: folder.listingOpen && !page.complete,
    refetch: folder.refetch && !page.complete,
  };
  // A page without news is not written: the old cursor stays good, and an idle run writes nothing here.
  if (page.changes.length === 0 && !folder.listingOpen && interrupted === undefined) return record;
  const finished = { ...record, pages: folder.pages + 1 };
  const settled: readonly StateWrite[] = page.complete ? [{ kind: 'delete-open-page', folderId: folder.id }] : [];
  await context.state.write([{ kind: 'put-folder', record: finished }, ...settled]);
  count(context, { pages: 1 });
  return finished;
}

/** The listing has reached its end: what it did not show is gone from this folder. */
async function releaseUnseen(context: StoreContext, folder: FolderRecord): Promise<void> {
  for await (const items of context.state.scanItems(folder.id)) {
    await releaseItems(
      context,
      items.filter(({ listing }) => listing < folder.listing),
    );
  }
  if (!context.progress.failuresKnown) return;
  for await (const failures of context.state.scanFailures()) {
    const unseen = failures.filter(
      ({ folderId, listing }) => folderId === folder.id && listing !== undefined && listing < folder.listing,
    );
    await forgetFailures(
      context,
      folder,
      unseen.map(({ itemId }) => itemId),
    );
  }
}
