import type { DocumentStore } from '@connector/sandbox';

/** What was done to an index, document by document. */
export interface IndexRecord {
  /** How often each document was put. */
  readonly puts: ReadonlyMap<string, number>;
  /** Ids of the documents that were deleted, in order. */
  readonly deletes: readonly string[];
  /** Resolves at the put with this number, all documents taken together. */
  reached(put: number): Promise<void>;
}

/** Listens to an index of the sandbox; the index works as before. */
export function recordIndex(documents: DocumentStore): IndexRecord {
  const puts = new Map<string, number>();
  const deletes: string[] = [];
  const waiting = new Map<number, () => void>();
  let total = 0;
  const { put, delete: remove } = documents;
  documents.put = (document, terms) => {
    const stored = put(document, terms);
    puts.set(document.id, (puts.get(document.id) ?? 0) + 1);
    total += 1;
    waiting.get(total)?.();
    return stored;
  };
  documents.delete = (documentId) => {
    const removed = remove(documentId);
    if (removed) deletes.push(documentId);
    return removed;
  };
  return {
    puts,
    deletes,
    reached: (number) => (number <= total ? Promise.resolve() : new Promise((resolve) => waiting.set(number, resolve))),
  };
}
