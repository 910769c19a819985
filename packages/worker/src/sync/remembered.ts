import type { StoreContext } from './context.ts';
import { readDocumentsOf } from './documents-of.ts';
import type { DocumentRecord, FailureRecord, FolderRecord, ItemChange, ItemRecord } from './ports/index.ts';

/** What is remembered of the items on a page. */
export interface Remembered {
  readonly known: ReadonlyMap<string, ItemRecord>;
  readonly failures: ReadonlyMap<string, FailureRecord>;
}

/**
 * What is remembered of the items that a page tells of, as far as it holds. One may be on record that is a copy of no document: it was
 * about to be let go of when the process died, and what its failure says of the index was true before. Another's document may not
 * be whole, and no failure say so: that went with what another source had read. Both are taken for changed, so that they are
 * brought in again.
 */
export async function readRemembered(
  context: StoreContext,
  { id: folderId }: FolderRecord,
  changes: readonly ItemChange[],
): Promise<Remembered> {
  const ids = [...new Set(changes.filter(({ kind }) => kind !== 'read-flag').map(({ itemId }) => itemId))];
  const known = new Map(await context.state.readItems(folderId, ids));
  const failures = new Map(context.progress.failuresKnown ? await context.state.readFailures(folderId, ids) : []);
  // Any other is fetched whatever its document is like.
  const inDoubt = changes.flatMap((change) => {
    const record = change.kind === 'upsert' ? known.get(change.itemId) : undefined;
    if (change.kind !== 'upsert' || record === undefined) return [];
    return change.changeKey === record.changeKey || failures.has(record.itemId) ? [record] : [];
  });
  const documents = await readDocumentsOf(context, inDoubt);
  const owing = await withFailure(
    context,
    [...documents.values()].filter(({ fingerprint }) => fingerprint === ''),
  );
  for (const record of inDoubt) {
    const document = documents.get(record);
    if (document !== undefined && (document.fingerprint !== '' || owing.has(document.documentId))) continue;
    known.set(record.itemId, asChanged(record));
    const failure = failures.get(record.itemId);
    if (failure !== undefined) failures.set(record.itemId, asChanged(failure));
  }
  return { known, failures };
}

function asChanged<T extends { readonly changeKey?: string }>({ changeKey: _was, ...rest }: T): Omit<T, 'changeKey'> {
  return rest;
}

/** Ids of those documents of which a copy has a failure on record, which is what makes them whole in the end. */
async function withFailure(
  { state, progress }: StoreContext,
  documents: readonly DocumentRecord[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (!progress.failuresKnown) return found;
  const copies = documents.flatMap((document) => document.copies.map((copy) => ({ ...copy, ...document })));
  for (const folderId of new Set(copies.map((copy) => copy.folderId))) {
    const inFolder = copies.filter((copy) => copy.folderId === folderId);
    const failures = await state.readFailures(
      folderId,
      inFolder.map(({ itemId }) => itemId),
    );
    for (const { itemId, documentId } of inFolder) if (failures.has(itemId)) found.add(documentId);
  }
  return found;
}
