import { Mutex } from 'async-mutex';
import { count, type StoreContext } from './context.ts';
import type { DocumentOutcome, IndexDocument } from './ports/index.ts';

/** Documents are handed to the index when this many bytes wait: two full requests of Amazon Q Business. */
const flushBytes = 14 * 1024 * 1024;

/** Collects documents and puts them in few requests, holding no more than one flush in memory. */
export interface PutBuffer {
  add(document: IndexDocument): Promise<void>;
  /** Puts what waits. Afterwards `outcome` knows every document that was added. */
  flush(): Promise<void>;
  /** The latest outcome for a document; undefined when it was not added. */
  outcome(documentId: string): DocumentOutcome | undefined;
}

/** @throws ConnectorError from `add` and `flush` when the index cannot be used at all. */
export function putBuffer(context: StoreContext): PutBuffer {
  let waiting: IndexDocument[] = [];
  let bytes = 0;
  /** Bytes of what is on its way. */
  let sending = 0;
  const outcomes = new Map<string, DocumentOutcome>();

  // Of two writes to one document the later counts: while documents are on their way, no others are sent.
  const underWay = new Mutex();
  const put = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const documents = waiting;
    waiting = [];
    sending = bytes;
    bytes = 0;
    const results = await context.index.put(documents, context.abort);
    sending = 0;
    for (const outcome of results) outcomes.set(outcome.id, outcome);
    count(context, { documentsPut: results.filter(({ accepted }) => accepted).length });
  };

  let broken: { readonly thrown: unknown } | undefined;
  // After a failure nothing more is sent: whoever adds further documents hears of it at once.
  const flush = () =>
    underWay.runExclusive(async () => {
      if (broken !== undefined) throw broken.thrown;
      try {
        await put();
      } catch (thrown) {
        broken = { thrown };
        throw thrown;
      }
    });
  return {
    flush,
    outcome: (documentId) => outcomes.get(documentId),
    add: async (document) => {
      if (broken !== undefined) throw broken.thrown;
      waiting.push(document);
      bytes += document.content.byteLength;
      if (sending + bytes >= flushBytes) await flush();
    },
  };
}
