import { ConnectorError, toFailure } from '../errors.ts';
import { leaveAbsent, withoutAbsences } from './absent-folder.ts';
import { count, type StoreContext } from './context.ts';
import { releaseFound } from './kept-items.ts';
import { beginAnew, forgetListedFailures, outdated, releaseListedItems, withoutWayBack } from './listing.ts';
import { releaseUnshown } from './open-page.ts';
import { applyPage } from './page.ts';
import type { FolderRecord, ItemChangePage, OpenPage, StateWrite } from './ports/index.ts';
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
  /** What a look at the folder told just before. */
  readonly mark: string | undefined;
}

/**
 * Reads one folder's changes page by page and applies them. The cursor moves only after everything on its page is in
 * the index or on record as a failure. A folder that says that it is gone is left to the listing of the tree.
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
      folder = await beginAnew(context, folder, { refetch: folder.refetch });
    } else if (page.folderGone === true) {
      await leaveAbsent(context, folder);
      return true;
    } else {
      await releaseUnshown(context, folder, { interrupted: task.interrupted, changes: page.changes });
      await applyPage(context, folder, page.changes);
      folder = await commit(context, folder, { page, ...task });
      done = page.complete;
    }
  }
  return true;
}

/** Nothing but a change of its items gives reason to read the folder. */
export function isSettled(context: StoreContext, { folder, path, interrupted }: Omit<FolderTask, 'mark'>): boolean {
  const isSame = folder.path === path && folder.scope === folderScope(context, folder.folderClass);
  const isAsItWas = isSame && folder.absences === undefined;
  return isAsItWas && folder.cursor !== undefined && !folder.listingOpen && interrupted === undefined;
}

/** Lists afresh when the folder is new, a full run has begun, its documents carry another path, or settings changed. */
async function beginListing(context: StoreContext, task: FolderTask): Promise<FolderRecord> {
  const { path, fullRun } = task;
  const scope = folderScope(context, task.folder.folderClass);
  const folder = { ...task.folder, path, scope };
  // What another source had read was read under other settings, or another name.
  if (context.mode === 'full' && folder.fullRun < fullRun) {
    return beginAnew(context, outdated({ ...folder, fullRun }), { refetch: true });
  }
  if (folder.listing === 0) return beginAnew(context, folder, { refetch: false });
  if (task.folder.path !== path || task.folder.scope !== scope) {
    return beginAnew(context, outdated(folder), { refetch: true });
  }
  return folder;
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
  { page, interrupted, mark }: Pick<FolderTask, 'interrupted' | 'mark'> & { page: ItemChangePage },
): Promise<FolderRecord> {
  const seen = page.complete && mark !== undefined ? { mark } : {};
  const isNews =
    page.changes.length > 0 || folder.listingOpen || interrupted !== undefined || folder.absences !== undefined;
  const read = { ...withoutAbsences(folder), ...seen, cursor: page.cursor, pages: folder.pages + 1 };
  // A page without news is not written: the old cursor stays good, and an idle run writes nothing here.
  if (!isNews && read.mark === folder.mark) return { ...folder, cursor: page.cursor };
  const settled: readonly StateWrite[] =
    page.complete && isNews ? [{ kind: 'delete-open-page', folderId: folder.id }] : [];
  const finished = page.complete ? await conclude(context, read) : read;
  await context.state.write([{ kind: 'put-folder', record: finished }, ...settled]);
  count(context, { pages: 1 });
  return finished;
}

/** The listing has reached its end: what it did not show is gone from this folder. */
async function conclude(context: StoreContext, read: FolderRecord): Promise<FolderRecord> {
  const record = withoutWayBack(read);
  const upTo = record.kept;
  const done = { ...record, listingOpen: false, refetch: false };
  if (!record.listingOpen || record.listing === 1) return done;
  // First, so that what another source had read is not gone on from once the first of its items are let go of; and so that
  // a crash in the middle goes on here.
  await context.state.write([
    { kind: 'put-folder', record },
    { kind: 'delete-open-page', folderId: record.id },
  ]);
  const isOld = (listing: number) => listing < record.listing;
  await forgetListedFailures(context, record, isOld);
  // What another source had read goes at the end of a run that read every folder: it may be a message in one that comes later.
  await releaseListedItems(context, record, (listing) => isOld(listing) && listing > (upTo ?? -1));
  if (upTo !== undefined) await releaseFound(context, record, upTo);
  return done;
}
