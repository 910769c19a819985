import { ConnectorError } from '../../src/errors.ts';
import type { DocumentIndex, DocumentOutcome, IndexDocument, IndexSession } from '../../src/sync/ports/index.ts';
import type { FaultHook } from './memory-source.ts';

/** An index in memory that keeps what it is given and can be told to fail. */
export interface MemoryIndex extends DocumentIndex {
  readonly documents: Map<string, IndexDocument>;
  readonly puts: string[];
  readonly deletes: string[];
  /** Sessions opened and not ended. */
  openSessions: number;
}

/**
 * `fault('put', id)` rejects one document; `fault('put-lost', id)` accepts it and reports a failure;
 * `fault('open', '')` throws.
 */
export function memoryIndex(fault?: FaultHook): MemoryIndex {
  const documents = new Map<string, IndexDocument>();
  const puts: string[] = [];
  const deletes: string[] = [];
  const outcome = (id: string, operation: string, act: () => void): DocumentOutcome => {
    const failure = fault?.(operation, id);
    if (failure?.kind === 'configuration' || failure?.kind === 'cancelled') throw new ConnectorError(failure);
    if (failure !== undefined) return { id, accepted: false, failure };
    act();
    const lost = fault?.(`${operation}-lost`, id);
    return lost === undefined ? { id, accepted: true } : { id, accepted: false, failure: lost };
  };
  const index: MemoryIndex = {
    documents,
    puts,
    deletes,
    openSessions: 0,
    close: async () => {},
    open: async () => {
      const failure = fault?.('open', '');
      if (failure !== undefined) throw new ConnectorError(failure);
      index.openSessions += 1;
      let isOpen = true;
      const end = async (): Promise<void> => {
        if (isOpen) index.openSessions -= 1;
        isOpen = false;
      };
      return { ...session, end };
    },
  };
  const session: Omit<IndexSession, 'end'> = {
    fields: new Set(['xchng_folder', 'xchng_title', 'xchng_accountOwner', 'xchng_parentDocument']),
    put: async (batch) =>
      batch.map((document) =>
        outcome(document.id, 'put', () => {
          documents.set(document.id, document);
          puts.push(document.id);
        }),
      ),
    delete: async (ids) =>
      ids.map((id) =>
        outcome(id, 'delete', () => {
          documents.delete(id);
          deletes.push(id);
        }),
      ),
    jobs: async () => [],
    listDocuments: async function* () {
      yield [...documents.keys()].map((id) => ({ id, deleted: false }));
    },
  };
  return index;
}
