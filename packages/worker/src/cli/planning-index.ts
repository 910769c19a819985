import type { DocumentIndex, DocumentOutcome, IndexDocument, IndexSession } from '../sync/ports/index.ts';

/** What a dry run listens to. */
export interface PlanListener {
  /** Documents that would be put in one go. */
  put(documents: readonly IndexDocument[]): Promise<void>;
}

/** An index that is asked what it has, and told nothing: it accepts whatever a dry run would put or delete. */
export function planningIndex(real: DocumentIndex, listener: PlanListener): DocumentIndex {
  return {
    close: () => real.close(),
    open: async (signal): Promise<IndexSession> => ({
      ...(await real.open(signal)),
      put: async (documents) => {
        await listener.put(documents);
        return documents.map(({ id }) => accepted(id));
      },
      delete: async (ids) => ids.map(accepted),
      end: async () => {},
    }),
  };
}

function accepted(id: string): DocumentOutcome {
  return { id, accepted: true };
}
