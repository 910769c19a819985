import { count, type StoreContext } from './context.ts';
import type { DocumentRecord, StateWrite } from './ports/index.ts';

/**
 * Deletes documents whose last copy is gone. Call it only after a complete run of the store: before that, the message
 * may have been moved to a folder that has not been read yet.
 * @returns false when the index refused some: they stay on record and are deleted next time.
 */
export async function deleteOrphans(context: StoreContext): Promise<boolean> {
  let complete = true;
  for await (const documentIds of context.state.scanOrphans()) {
    const records = await context.state.readDocuments(documentIds);
    const adopted = documentIds.filter((id) => records.get(id)?.copies.length !== 0);
    const orphans = [...records.values()].filter(({ copies }) => copies.length === 0);
    const deleted = await deleteDocuments(context, orphans);
    complete &&= deleted.length === orphans.length;
    await context.state.write([
      ...deleted.map(({ documentId }): StateWrite => ({ kind: 'delete-document', documentId })),
      ...[...adopted, ...deleted.map(({ documentId }) => documentId)].map(
        (documentId): StateWrite => ({ kind: 'delete-orphan', documentId }),
      ),
    ]);
  }
  return complete;
}

/** The records of which the index deleted everything: the message's document and its attachments'. */
async function deleteDocuments(
  context: StoreContext,
  records: readonly DocumentRecord[],
): Promise<readonly DocumentRecord[]> {
  const ids = records.flatMap(({ documentId, attachmentIds }) => [documentId, ...attachmentIds]);
  if (ids.length === 0) return [];
  await context.state.confirm();
  const outcomes = await context.index.delete(ids, context.abort);
  const refused = new Set(outcomes.filter(({ accepted }) => !accepted).map(({ id }) => id));
  count(context, { documentsDeleted: ids.length - refused.size });
  return records.filter(({ documentId, attachmentIds }) =>
    [documentId, ...attachmentIds].every((id) => !refused.has(id)),
  );
}
