import { customFields } from '../../src/documents/index.ts';
import { ConnectorError } from '../../src/errors.ts';
import type { DocumentIndex, DocumentOutcome, IndexDocument, IndexSession } from '../../src/sync/ports/index.ts';
import type { FaultHook } from './memory-source.ts';

/** An index in memory that keeps what it is given and can be told to fail. */
export interface MemoryIndex extends DocumentIndex {
  readonly documents: Map<string, IndexDocument>;
  /** Custom fields of the index. */
  readonly fields: Set<string>;
  /** Bytes of the largest content that it takes. */
  contentBytes: number;
  readonly puts: string[];
  readonly deletes: string[];
  /** Sessions opened and not ended. */
  openSessions: number;
  /** The same index with faults of its own. */
  via(fault: FaultHook | undefined): DocumentIndex;
}

/**
 * `fault('put', id)` rejects one document; `fault('put-lost', id)` accepts it and reports a failure;
 * `fault('open', '')` throws.
 */
export function memoryIndex(fault?: FaultHook): MemoryIndex {
  const index: MemoryIndex = {
    documents: new Map(),
    fields: new Set(['xchng_folder', 'xchng_title', 'xchng_accountOwner', 'xchng_parentDocument']),
    contentBytes: 7_000_000,
    puts: [],
    deletes: [],
    openSessions: 0,
    close: async () => {},
    open: (signal) => index.via(fault).open(signal),
    via: (hook) => seenThrough(index, hook),
  };
  return index;
}

/** An index in memory with every custom field of the connector, as a set-up leaves it. */
export function completeIndex(): MemoryIndex {
  const index = memoryIndex();
  for (const { name } of customFields) index.fields.add(name);
  return index;
}

/** The same index as one worker sees it. */
function seenThrough(index: MemoryIndex, fault: FaultHook | undefined): DocumentIndex {
  const outcome = (id: string, operation: string, act: () => void): DocumentOutcome => {
    const failure = fault?.(operation, id);
    if (failure?.kind === 'configuration' || failure?.kind === 'cancelled') throw new ConnectorError(failure);
    if (failure !== undefined) return { id, accepted: false, failure };
    act();
    const lost = fault?.(`${operation}-lost`, id);
    return lost === undefined ? { id, accepted: true } : { id, accepted: false, failure: lost };
  };
  const session: Omit<IndexSession, 'contentBytes' | 'end'> = {
    fields: index.fields,
    put: async (batch) =>
      batch.map((document) =>
        outcome(document.id, 'put', () => {
          index.documents.set(document.id, document);
          index.puts.push(document.id);
        }),
      ),
    delete: async (ids) =>
      ids.map((id) =>
        outcome(id, 'delete', () => {
          index.documents.delete(id);
          index.deletes.push(id);
        }),
      ),
    jobs: async () => [],
    listDocuments: async function* () {
      yield [...index.documents.keys()].map((id) => ({ id, deleted: false }));
    },
  };
  return {
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
      return { ...session, contentBytes: index.contentBytes, end };
    },
  };
}
