import { ConnectorError, type Failure, toFailure } from '../errors.ts';
import type { EventSink } from '../sync/events.ts';
import type { MailboxReader, MailSource } from '../sync/ports/index.ts';

/** A source that serves some of the stores, beside the one that serves most. */
export interface SideSourceOptions {
  /** Closed with it. */
  readonly source: MailSource;
  /** For the message of a failure that shuts a store out: what is read there, and what to do. One or more sentences. */
  readonly about: string;
  readonly emit: EventSink;
}

/**
 * A source whose failures stop its own stores alone. The bug class it prevents: wrong credentials or a closed network end a
 * run, as nothing can be read; here everything else can.
 */
export function createSideSource({ source, about, emit }: SideSourceOptions): MailSource {
  let unreachable: Failure | undefined;
  return {
    /** Never fails: what it finds is told as a warning, and no reader asks again before the next probe. */
    probe: async (signal) => {
      unreachable = undefined;
      try {
        await source.probe(signal);
      } catch (thrown) {
        const failure = toFailure(thrown);
        if (failure.kind === 'cancelled') throw thrown;
        unreachable = ofOneStore({ ...failure, kind: 'configuration' }, about);
        emit({ type: 'warning', code: failure.code, message: unreachable.message });
      }
    },
    open: (mailbox) => {
      const reader = source.open(mailbox);
      const guarded = async <T>(ask: () => Promise<T>): Promise<T> => {
        if (unreachable !== undefined) throw new ConnectorError(unreachable);
        try {
          return await ask();
        } catch (thrown) {
          throw new ConnectorError(ofOneStore(toFailure(thrown), about), { cause: thrown });
        }
      };
      return guardedReader(reader, guarded);
    },
    close: () => source.close(),
  };
}

function guardedReader(reader: MailboxReader, guarded: <T>(ask: () => Promise<T>) => Promise<T>): MailboxReader {
  return {
    messageBatchSize: reader.messageBatchSize,
    isOwnCursor: (cursor) => reader.isOwnCursor(cursor),
    listFolderChanges: (cursor, signal, known) => guarded(() => reader.listFolderChanges(cursor, signal, known)),
    lookAtFolders: (folders, signal) => guarded(() => reader.lookAtFolders(folders, signal)),
    listItemChanges: (folderId, cursor, signal) => guarded(() => reader.listItemChanges(folderId, cursor, signal)),
    fetchMessages: (itemIds, signal) => guarded(() => reader.fetchMessages(itemIds, signal)),
    fetchAttachment: (attachmentId, signal, size) => guarded(() => reader.fetchAttachment(attachmentId, signal, size)),
  };
}

/** What would stop everything stops this store, and nothing of it is deleted. */
function ofOneStore(failure: Failure, about: string): Failure {
  if (failure.kind !== 'configuration' && failure.kind !== 'mailbox') return failure;
  return { ...failure, kind: 'mailbox', message: `${failure.message.replace(/\.?$/, '.')} ${about}` };
}
