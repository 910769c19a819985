import { count, type StoreContext } from './context.ts';
import { releaseCopy, sameCopy } from './copies.ts';
import { foreignUpTo } from './foreign-listing.ts';
import type { CopyRef, DocumentRecord, ItemRecord, StateWrite } from './ports/index.ts';
import type { PreparedMessage } from './prepared-message.ts';
import { refreshWrites } from './record-failures.ts';

/**
 * Lets go of items that the source removed or that a complete listing did not show. Deletes nothing from the index:
 * a move is a removal here and an arrival there, in any order, so documents without a copy wait for the end of a
 * complete run (`deleteOrphans`).
 */
export async function releaseItems(context: StoreContext, items: readonly ItemRecord[]): Promise<void> {
  if (items.length === 0) return;
  const { writes, refreshes } = await releaseCopies(context, items);
  await context.state.write([
    ...writes,
    ...items.map(({ folderId, itemId }): StateWrite => ({ kind: 'delete-item', folderId, itemId })),
    ...staleFailures(context, items, refreshes),
  ]);
  count(context, { removed: items.length });
}

/**
 * The writes that let go of documents that items had before; an edit can make a message another document's copy.
 * @param newer records that are about to be written: what is on file of these documents is old already
 */
export async function releaseFormerDocuments(
  context: StoreContext,
  messages: readonly PreparedMessage[],
  newer: ReadonlyMap<string, DocumentRecord>,
): Promise<readonly StateWrite[]> {
  const former = messages.flatMap(({ item: { known }, documentId }) =>
    known === undefined || known.documentId === documentId ? [] : [known],
  );
  return former.length === 0 ? [] : (await releaseCopies(context, former, newer)).writes;
}

interface ReleasedDocument {
  readonly record: DocumentRecord;
  readonly orphaned: boolean;
  readonly refreshFrom?: CopyRef;
}

/**
 * What letting go of these copies means for their documents. What others depend on comes first: a crash in between
 * repeats the release, and never forgets a document.
 */
async function releaseCopies(
  context: StoreContext,
  items: readonly ItemRecord[],
  newer: ReadonlyMap<string, DocumentRecord> = new Map(),
): Promise<{ readonly writes: readonly StateWrite[]; readonly refreshes: readonly CopyRef[] }> {
  const ids = [...new Set(items.map(({ documentId }) => documentId))];
  const known = new Map([...(await context.state.readDocuments(ids)), ...newer]);
  const released = new Map<string, ReleasedDocument>();
  for (const item of items) {
    const record = known.get(item.documentId);
    // Nothing to release: an earlier run got this far and was killed before it forgot the item.
    if (record === undefined) continue;
    const release = releaseCopy(record, item);
    known.set(item.documentId, release.record);
    released.set(item.documentId, release);
  }
  const releases = [...released.values()];
  const refreshes = await readableCopies(context, releases);
  const writes = [
    ...releases
      .filter(({ orphaned }) => orphaned)
      .map(({ record }): StateWrite => ({ kind: 'put-orphan', documentId: record.documentId })),
    ...refreshWrites(context, refreshes),
    ...releases.map(({ record }): StateWrite => ({ kind: 'put-document', record })),
  ];
  return { writes, refreshes };
}

/** The copies to render documents from again: of several, one that the source that reads now has an id for. */
async function readableCopies(
  { state }: StoreContext,
  releases: readonly ReleasedDocument[],
): Promise<readonly CopyRef[]> {
  const wanted = releases.flatMap(({ record: { copies }, refreshFrom }) =>
    refreshFrom === undefined ? [] : [{ refreshFrom, others: copies.filter((copy) => !sameCopy(copy, refreshFrom)) }],
  );
  if (wanted.every(({ others }) => others.length === 0)) return wanted.map(({ refreshFrom }) => refreshFrom);
  const foreignIn = new Map((await state.readFolders()).map((folder) => [folder.id, foreignUpTo(folder)]));
  const isReadable = async ({ folderId, itemId }: CopyRef): Promise<boolean> => {
    const upTo = foreignIn.get(folderId);
    if (upTo === undefined) return true;
    const item = (await state.readItems(folderId, [itemId])).get(itemId);
    return item !== undefined && item.listing > upTo;
  };
  const found: CopyRef[] = [];
  for (const { refreshFrom, others } of wanted) {
    let copy: CopyRef | undefined = refreshFrom;
    const left = [...others];
    while (copy !== undefined && !(await isReadable(copy))) copy = left.shift();
    found.push(copy ?? refreshFrom);
  }
  return found;
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
