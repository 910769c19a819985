import { toFailure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import { blocksDeletion, isDue, isResting, stopsStore } from './failure-policy.ts';
import { foreignUpTo } from './foreign-listing.ts';
import { indexItems } from './index-items.ts';
import { releaseFoundLate } from './kept-items.ts';
import type { FailureRecord, FolderRecord, ItemRecord, StateWrite } from './ports/index.ts';
import type { ChunkItem } from './prepared-message.ts';
import { troubleMonitor } from './trouble.ts';

/** Failure records that remain. */
export interface Outstanding {
  readonly byCode: Readonly<Record<string, number>>;
  /** Some of them may still come right: the run is not complete. */
  readonly retryable: boolean;
  /** Some of them may be messages on the move: nothing may be deleted yet. */
  readonly blocking: boolean;
}

/** So many failures of known bad items say nothing of the source: they are taken for an outage much later. */
const failuresInARow = 200;

/** The folders of a run. */
export interface RetryScope {
  /** Those that are indexed. */
  readonly folders: ReadonlyMap<string, FolderRecord>;
  /** Ids of those that could not be listed, so that nothing is known of them. */
  readonly unlisted: ReadonlySet<string>;
}

/**
 * Tries the items on record as failed whose time has come, and forgets those whose folder is no longer indexed.
 * @throws ConnectorError when the store as a whole cannot go on.
 */
export async function retryFailures(context: StoreContext, scope: RetryScope): Promise<void> {
  if (!context.progress.failuresKnown) return;
  const patient: StoreContext = {
    ...context,
    sourceTrouble: troubleMonitor(failuresInARow),
    indexTrouble: troubleMonitor(failuresInARow),
  };
  try {
    for await (const failures of context.state.scanFailures()) {
      if (context.drain.aborted) return;
      await forgetOutOfScope(context, failures, scope);
      for (const folder of scope.folders.values()) await retryFolder(patient, folder, failures);
    }
  } catch (thrown) {
    // So many in a row that the service is down: they stay on record, and the rest of the store's work goes on.
    if (stopsStore(toFailure(thrown))) throw thrown;
  }
}

async function retryFolder(
  context: StoreContext,
  folder: FolderRecord,
  failures: readonly FailureRecord[],
): Promise<void> {
  const now = context.clock.now();
  const due = failures.filter((failure) => failure.folderId === folder.id && isDue(failure, now));
  if (due.length === 0) return;
  const known = await context.state.readItems(
    folder.id,
    due.map(({ itemId }) => itemId),
  );
  const items = due.map((failure) => chunkItem(folder, failure, known.get(failure.itemId)));
  // What another source calls by its own ids waits for it, or goes with what it had read.
  const own = items.filter(({ listing }) => listing > (foreignUpTo(folder) ?? -1));
  await indexItems(context, folder, own);
  await releaseFoundLate(
    context,
    folder,
    own.map(({ itemId }) => itemId),
  );
}

function chunkItem(folder: FolderRecord, earlierFailure: FailureRecord, known: ItemRecord | undefined): ChunkItem {
  const { itemId, changeKey } = earlierFailure;
  return {
    itemId,
    listing: known?.listing ?? earlierFailure.listing ?? folder.listing,
    earlierFailure,
    ...(changeKey === undefined ? {} : { changeKey }),
    ...(known === undefined ? {} : { known }),
  };
}

async function forgetOutOfScope(
  context: StoreContext,
  failures: readonly FailureRecord[],
  { folders, unlisted }: RetryScope,
): Promise<void> {
  await context.state.write(
    failures
      .filter(({ folderId }) => !folders.has(folderId) && !unlisted.has(folderId))
      .map(({ folderId, itemId }): StateWrite => ({ kind: 'delete-failure', folderId, itemId })),
  );
}

/** What is on record as failed at the end of a run. What is in folders that could not be listed holds nothing up: it is not tried. */
export async function outstandingFailures(
  context: StoreContext,
  { unlisted }: Pick<RetryScope, 'unlisted'>,
): Promise<Outstanding> {
  const byCode: Record<string, number> = {};
  let retryable = false;
  let blocking = false;
  if (!context.progress.failuresKnown) return { byCode, retryable, blocking };
  for await (const failures of context.state.scanFailures()) {
    for (const failure of failures) {
      byCode[failure.code] = (byCode[failure.code] ?? 0) + 1;
      if (unlisted.has(failure.folderId)) continue;
      retryable ||= !isResting(failure);
      blocking ||= blocksDeletion(failure);
    }
  }
  return { byCode, retryable, blocking };
}
