import { sameCopy } from './copies.ts';
import type { DocumentRecord, ItemRecord, MailboxView } from './ports/index.ts';

/**
 * The documents that items are copies of. An item that is a copy of none was about to be let go of when the process died: that
 * it is on record says nothing of the index.
 */
export async function readDocumentsOf(
  { state }: { readonly state: Pick<MailboxView, 'readDocuments'> },
  items: readonly ItemRecord[],
): Promise<ReadonlyMap<ItemRecord, DocumentRecord>> {
  if (items.length === 0) return new Map();
  const documents = await state.readDocuments([...new Set(items.map(({ documentId }) => documentId))]);
  return new Map(
    items.flatMap((item) => {
      const document = documents.get(item.documentId);
      return document?.copies.some((copy) => sameCopy(copy, item)) === true ? [[item, document] as const] : [];
    }),
  );
}
