import { type Failure, toFailure } from '../errors.ts';
import { underThisSource } from './change-of-source.ts';
import type { StoreContext } from './context.ts';
import type { MailboxResult } from './events.ts';
import { stopsStore } from './failure-policy.ts';
import { type FolderTask, isSettled, syncFolder } from './folder-pass.ts';
import { folderTree } from './folder-tree.ts';
import { readFolders } from './folders.ts';
import { foreignUpTo } from './foreign-listing.ts';
import { hasFailure } from './has-failure.ts';
import { settleable, settleKept } from './kept-items.ts';
import { lookAtFolders, mayGoByLook } from './look.ts';
import type { FolderRecord, MailboxRecord } from './ports/index.ts';
import { recoverInFlight } from './recovery.ts';
import { releaseFolder } from './release-folder.ts';
import { type Outstanding, outstandingFailures, retryFailures } from './retry-failures.ts';
import { deleteUnderSafeguard, mayHaveToDelete } from './safeguard.ts';
import { troubleMonitor } from './trouble.ts';

/** So many folders in a row failing in a way that may pass mean that the source is down. */
const foldersInARow = 3;
/** Failures reported by name; the rest is in the counts. */
const reportedFailures = 10;

/** Syncs one store of one mailbox. Never throws: what went wrong is in the result. */
export async function syncStore(context: StoreContext): Promise<MailboxResult> {
  const begun = context.clock.monotonic();
  const finish = (
    outcome: MailboxResult['outcome'],
    failures: readonly Failure[],
    outstanding: Outstanding['byCode'],
  ) => ({
    outcome,
    counts: context.progress.counts,
    failures: failures.slice(0, reportedFailures),
    outstanding,
    ...(context.progress.completedAt === undefined ? {} : { completedAt: context.progress.completedAt }),
    durationMs: context.clock.monotonic() - begun,
  });
  try {
    const { outcome, outstanding } = await pass(context);
    return finish(outcome, context.progress.failures, outstanding);
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'no-archive') return finish('absent', [], {});
    if (failure.kind === 'cancelled') return finish('stopped', context.progress.failures, {});
    return finish('incomplete', [failure, ...context.progress.failures], {});
  }
}

interface PassResult {
  readonly outcome: 'complete' | 'incomplete' | 'stopped';
  readonly outstanding: Outstanding['byCode'];
}

async function pass(context: StoreContext): Promise<PassResult> {
  const { state } = context;
  await recoverInFlight(context);
  context.progress.failuresKnown = await hasFailure(context);
  const before = await state.readMailbox();
  if (before?.completedAt !== undefined) context.progress.completedAt = before.completedAt;
  const record = beginRun(context, before);
  const listing = await readFolders(
    context,
    record.fullRun === before?.fullRun ? ownCursor(context, before) : undefined,
  );
  const current = { ...record, folderCursor: listing.cursor };
  if (changed(before, current)) await state.write([{ kind: 'put-mailbox', record: current }]);

  const tree = folderTree(listing.folders.values(), context.scope);
  const folders = [...listing.folders.values()];
  const interrupted = new Map((await state.readOpenPages()).map((page) => [page.folderId, page]));
  const wanted = await underThisSource(
    context,
    folders.filter((folder) => tree.inScope(folder)),
    interrupted,
  );
  const { unlisted } = listing;
  // Failures in folders that are out of scope stay until those are let go of: they may come back before.
  const others = new Set([...unlisted, ...folders.map(({ id }) => id)]);
  await retryFailures(context, { folders: new Map(wanted.map((folder) => [folder.id, folder])), unlisted: others });
  const tasks = wanted.map((folder) => ({
    folder,
    path: tree.pathOf(folder),
    fullRun: record.fullRun,
    // One of a folder that was taken up anew is settled, and another listing may have its number by now.
    interrupted: listing.folders.get(folder.id)?.listing === folder.listing ? interrupted.get(folder.id) : undefined,
  }));
  const looking = mayGoByLook(context, record);
  const watched = tasks.map((task) => ({ folder: task.folder, isSettled: looking && isSettled(context, task) }));
  const { unchanged, marks } = await lookAtFolders(context, watched);
  const read = (some: typeof tasks) =>
    syncFolders(
      context,
      some.map((task) => ({ ...task, mark: marks.get(task.folder.id) })),
    );
  const skipped = tasks.filter(({ folder }) => unchanged.has(folder.id));
  if (!(await read(tasks.filter(({ folder }) => !unchanged.has(folder.id)))))
    return { outcome: 'stopped', outstanding: {} };
  const unwanted = folders.filter((folder) => !tree.inScope(folder) && (folder.removed || folder.listing > 0));
  for (const folder of unwanted) {
    if (!(await releaseFolder(context, folder))) return { outcome: 'stopped', outstanding: {} };
  }
  const conclusion = {
    before: current,
    wanted,
    unlisted,
    skipped: skipped.length > 0,
    readSkipped: () => read(skipped),
  };
  return conclude(context, { ...current, looks: looking ? (current.looks ?? 0) + 1 : 0 }, conclusion);
}

/** The tree is listed again through another source, at once and as a whole: there is nothing to go on with should it come back. */
function ownCursor({ reader }: StoreContext, { folderCursor }: MailboxRecord): string | undefined {
  return folderCursor !== undefined && reader.isOwnCursor(folderCursor) ? folderCursor : undefined;
}

/** The numbers this run works under. An interrupted full run is continued, not begun again. */
function beginRun(context: StoreContext, before: MailboxRecord | undefined): MailboxRecord {
  const record = before ?? { fullRun: 0, fullRunDone: true };
  if (context.mode !== 'full' || !record.fullRunDone) return record;
  return { ...record, fullRun: record.fullRun + 1, fullRunDone: false };
}

function changed(before: MailboxRecord | undefined, current: MailboxRecord): boolean {
  return before?.folderCursor !== current.folderCursor || before?.fullRun !== current.fullRun;
}

/** Returns false when asked to stop. One folder's failure does not stop the others. */
async function syncFolders(context: StoreContext, tasks: readonly FolderTask[]): Promise<boolean> {
  const trouble = troubleMonitor(foldersInARow);
  for (const task of tasks) {
    if (context.drain.aborted) return false;
    const { path } = task;
    context.emit({ type: 'folder-started', mailbox: context.mailbox, folder: path });
    try {
      if (!(await syncFolder(context, task))) return false;
      trouble.succeeded();
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (stopsStore(failure)) throw thrown;
      context.progress.failures.push(failure);
      context.emit({ type: 'folder-failed', mailbox: context.mailbox, folder: path, failure });
      if (failure.kind === 'transient') trouble.failed(failure);
    }
  }
  return true;
}

/** What is left to do about the folders when they are read. */
interface Conclusion {
  /** The store as it is on file. */
  readonly before: MailboxRecord;
  readonly wanted: readonly FolderRecord[];
  /** Ids of those that could not be listed. */
  readonly unlisted: ReadonlySet<string>;
  /** Some were not read, as a look told that nothing had happened. */
  readonly skipped: boolean;
  /** Reads them. False: asked to stop. */
  readonly readSkipped: () => Promise<boolean>;
}

async function conclude(
  context: StoreContext,
  record: MailboxRecord,
  { before, wanted, unlisted, skipped, readSkipped }: Conclusion,
): Promise<PassResult> {
  await retryInFresh(context, wanted, unlisted);
  // A look proves nothing: before anything is let go of, every folder is read, as the message may have moved there.
  if (skipped && ((await mayHaveToDelete(context)) || (await toSettle(context, wanted)).length > 0)) {
    if (!(await readSkipped())) return { outcome: 'stopped', outstanding: {} };
    // They may have told of messages that are in folders which were read before.
    await retryInFresh(context, wanted, unlisted);
  }
  const isEveryFolderRead = context.progress.failures.length === 0 && !context.progress.treeDoubtful;
  const settling = isEveryFolderRead ? await toSettle(context, wanted) : [];
  if (settling.length > 0) {
    await settleKept(context, settling);
    // The copy that a document shows may be among what went: it is rendered from another one in this very run.
    await retryInFresh(context, wanted, unlisted);
  }
  const reached = context.progress.treeDoubtful ? withoutTree(record) : record;
  const { byCode, retryable, blocking } = await outstandingFailures(context, { unlisted });
  if (context.drain.aborted) return { outcome: 'stopped', outstanding: byCode };
  if (context.progress.failures.length > 0) {
    // A folder that always fails must not keep the others from being read in one of ten runs.
    if (record.looks !== before.looks) await context.state.write([{ kind: 'put-mailbox', record: reached }]);
    return { outcome: 'incomplete', outstanding: byCode };
  }
  // What the safeguard holds back is no reason to call the run incomplete, nor is what waits for the tree: a message may have
  // moved into the folder that was not read.
  const deleted = !blocking && (context.progress.treeDoubtful || (await deleteUnderSafeguard(context)) !== 'refused');
  const completedAt = context.clock.now();
  const done: MailboxRecord = {
    ...reached,
    fullRunDone: record.fullRunDone || context.mode === 'full',
    completedAt,
  };
  await context.state.write([
    ...(context.progress.inFlightWritten && !context.progress.inFlightUnsettled
      ? [{ kind: 'put-in-flight', documents: [] } as const]
      : []),
    { kind: 'put-mailbox', record: done },
  ]);
  context.progress.completedAt = completedAt;
  return { outcome: deleted && !retryable ? 'complete' : 'incomplete', outstanding: byCode };
}

/** The folders in which something was kept of another source that can go by now. */
async function toSettle(context: StoreContext, wanted: readonly FolderRecord[]): Promise<readonly FolderRecord[]> {
  // Otherwise nothing was kept in this run: what is on record need not be read again.
  return wanted.every((folder) => foreignUpTo(folder) === undefined) ? [] : settleable(context);
}

function withoutTree({ folderCursor: _forgotten, ...record }: MailboxRecord): MailboxRecord {
  return record;
}

/** Listings may have moved on since the folders were read: the records on file are the ones that count. */
async function retryInFresh(
  context: StoreContext,
  wanted: readonly FolderRecord[],
  unlisted: ReadonlySet<string>,
): Promise<void> {
  // Only a run with failures has anything to try.
  if (!context.progress.failuresKnown) return;
  const ids = new Set(wanted.map(({ id }) => id));
  const fresh = (await context.state.readFolders()).filter(({ id }) => ids.has(id));
  await retryFailures(context, { folders: new Map(fresh.map((folder) => [folder.id, folder])), unlisted });
}
