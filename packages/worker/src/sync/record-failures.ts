import type { Failure } from '../errors.ts';
import { count, type StoreContext } from './context.ts';
import { readDocumentsOf } from './documents-of.ts';
import { failureRecord, refreshRecord } from './failure-policy.ts';
import type { CopyRef, FolderRecord, StateWrite } from './ports/index.ts';
import type { ChunkItem } from './prepared-message.ts';

/** An item that could not be brought into the index, and why. */
export interface FailedItem {
  readonly item: ChunkItem;
  readonly failure: Failure;
  /** The message itself is in the index all the same; unless said otherwise, when it is on record as a document's copy. */
  readonly indexed?: boolean;
}

/**
 * Puts failures on record, so that the page can be acknowledged and the items are tried again. An item that is gone
 * is no failure: the source's next changes say where it went.
 */
export async function recordFailures(
  context: StoreContext,
  folder: FolderRecord,
  items: readonly FailedItem[],
): Promise<void> {
  await forgetGone(context, folder, items);
  const failed = items.filter(({ failure }) => failure.kind !== 'gone');
  await context.state.write(await failureWrites(context, folder, failed));
  reportFailures(context, failed);
}

/** Failure records, and, for items known before, the proof that this listing showed them. */
export async function failureWrites(
  context: StoreContext,
  folder: FolderRecord,
  failed: readonly FailedItem[],
): Promise<readonly StateWrite[]> {
  if (failed.length > 0) context.progress.failuresKnown = true;
  const now = context.clock.now();
  const documents = await readDocumentsOf(
    context,
    failed.flatMap(({ item: { known } }) => known ?? []),
  );
  const isIndexed = ({ known }: ChunkItem) => known !== undefined && documents.has(known);
  const records = failed.map(({ item, failure, indexed = isIndexed(item) }): StateWrite => {
    const copy = { folderId: folder.id, itemId: item.itemId };
    const { changeKey, earlierFailure: earlier } = item;
    // An item that is no copy was about to be let go of: it goes now, so that the failure goes with the listing that showed it.
    const listing = item.known !== undefined && indexed ? undefined : item.listing;
    return { kind: 'put-failure', record: failureRecord({ copy, failure, changeKey, indexed, listing, now, earlier }) };
  });
  const seen = failed.flatMap(({ item, indexed = isIndexed(item) }): StateWrite[] => {
    const { known, listing, itemId } = item;
    if (known === undefined) return [];
    if (!indexed) return [{ kind: 'delete-item', folderId: folder.id, itemId }];
    return [{ kind: 'put-item', record: { ...known, listing } }];
  });
  return [...records, ...seen];
}

/** Has documents rendered again from these copies, in this very run. */
export function refreshWrites(context: StoreContext, copies: readonly CopyRef[]): readonly StateWrite[] {
  if (copies.length > 0) context.progress.failuresKnown = true;
  const now = context.clock.now();
  return copies.map((copy): StateWrite => ({ kind: 'put-failure', record: refreshRecord(copy, now) }));
}

/** Tells who listens. */
export function reportFailures(context: StoreContext, failed: readonly FailedItem[]): void {
  for (const { item, failure } of failed) {
    context.emit({ type: 'item-failed', mailbox: context.mailbox, itemId: item.itemId, failure });
  }
  if (failed.length > 0) count(context, { failed: failed.length });
}

/** Forgets the failures of items that are gone, if there are any. */
export async function forgetFailures(
  context: StoreContext,
  { id: folderId }: FolderRecord,
  itemIds: readonly string[],
): Promise<void> {
  if (!context.progress.failuresKnown) return;
  await context.state.write(itemIds.map((itemId): StateWrite => ({ kind: 'delete-failure', folderId, itemId })));
}

async function forgetGone(context: StoreContext, folder: FolderRecord, items: readonly FailedItem[]): Promise<void> {
  const gone = items.filter(({ failure }) => failure.kind === 'gone');
  await forgetFailures(
    context,
    folder,
    gone.map(({ item }) => item.itemId),
  );
}
