import { count, type StoreContext } from './context.ts';
import { releaseCopy, sameCopy } from './copies.ts';
import { refreshRecord } from './failure-policy.ts';
import type { CopyRef, DocumentRecord, ItemRecord, StateWrite } from './ports/index.ts';

/**
 * Lets go of items that the source removed or that a complete listing did not show. Deletes nothing from the index:
 * a move is a removal here and an arrival there, in any order, so documents without a copy wait for the end of a
 * complete run (`deleteOrphans`).
 */
export async function releaseItems(context: StoreContext, items: readonly ItemRecord[]): Promise<void> {
  if (items.length === 0) return;
  const { state } = context;
  const known = new Map(await state.readDocuments([...new Set(items.map(({ documentId }) => documentId))]));
  const releases = new Map<string, ReleasedDocument>();
  for (const item of items) {
    const record = known.get(item.documentId);
    // Nothing to release: an earlier run got this far and was killed before it forgot the item.
    if (record === undefined) continue;
    const release = releaseCopy(record, item);
    known.set(item.documentId, release.record);
    releases.set(item.documentId, release);
  }
  await state.write(releaseWrites(context, [...releases.values()], items));
  count(context, { removed: items.length });
}

interface ReleasedDocument {
  readonly record: DocumentRecord;
  readonly orphaned: boolean;
  readonly refreshFrom?: CopyRef;
}

/** What others depend on comes first: a crash in between repeats the release, and never forgets a document. */
function releaseWrites(
  context: StoreContext,
  releases: readonly ReleasedDocument[],
  items: readonly ItemRecord[],
): StateWrite[] {
  const refreshes = releases.flatMap(({ refreshFrom }) => (refreshFrom === undefined ? [] : [refreshFrom]));
  if (refreshes.length > 0) context.progress.failuresKnown = true;
  return [
    ...releases
      .filter(({ orphaned }) => orphaned)
      .map(({ record }): StateWrite => ({ kind: 'put-orphan', documentId: record.documentId })),
    ...refreshes.map((copy): StateWrite => ({ kind: 'put-failure', record: refreshRecord(copy, context.clock.now()) })),
    ...releases.map(({ record }): StateWrite => ({ kind: 'put-document', record })),
    ...items.map(({ folderId, itemId }): StateWrite => ({ kind: 'delete-item', folderId, itemId })),
    ...staleFailures(context, items, refreshes),
  ];
}

/** Failures of items that no longer exist. */
function staleFailures(
  context: StoreContext,
  items: readonly CopyRef[],
  refreshes: readonly CopyRef[],
): readonly StateWrite[] {
  if (!context.progress.failuresKnown) return [];
  return items
    .filter((item) => !refreshes.some((copy) => sameCopy(copy, item)))
    .map(({ folderId, itemId }): StateWrite => ({ kind: 'delete-failure', folderId, itemId }));
}
