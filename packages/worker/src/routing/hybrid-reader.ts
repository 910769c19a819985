import { ConnectorError, type Failure, toFailure } from '../errors.ts';
import type { FolderChangePage, MailboxReader } from '../sync/ports/index.ts';
import type { Place } from './places.ts';

/** Where a mailbox of a hybrid organisation may be. */
export interface HybridPlaces {
  readonly cloud: MailboxReader;
  readonly onPremises: MailboxReader;
  /** Whether this answer of the cloud means that the mailbox is not there. */
  readonly isElsewhere: (failure: Failure) => boolean;
  /** It was found to be on-premises already. */
  readonly isKnownElsewhere: () => boolean;
  readonly found: (place: Place) => void;
}

/**
 * Reads a mailbox where it is. The listing of folders, which every pass begins with, decides; ids and cursors of the one
 * place mean nothing in the other, so that nothing else is asked in both.
 */
export function hybridReader(places: HybridPlaces): MailboxReader {
  const { cloud, onPremises, isKnownElsewhere, found } = places;
  let isKnownHere = false;
  const here = () => (isKnownElsewhere() ? onPremises : cloud);

  /** Asks the cloud; undefined when the mailbox is not there. A cursor of the other server tells it nothing. */
  const listInTheCloud = async (
    cursor: string | undefined,
    signal: AbortSignal,
    known: readonly string[] | undefined,
  ): Promise<FolderChangePage | undefined> => {
    const own = cursor !== undefined && cloud.isOwnCursor(cursor) ? cursor : undefined;
    try {
      const page = await cloud.listFolderChanges(own, signal, known);
      isKnownHere = true;
      found('cloud');
      // A page from the beginning must not be taken for what changed since the cursor.
      if (own !== cursor) throw moved();
      return page;
    } catch (thrown) {
      if (!places.isElsewhere(toFailure(thrown))) throw thrown;
      return undefined;
    }
  };

  return {
    get messageBatchSize() {
      return here().messageBatchSize;
    },
    isOwnCursor: (cursor) => {
      if (isKnownElsewhere() || isKnownHere) return here().isOwnCursor(cursor);
      return cloud.isOwnCursor(cursor) || onPremises.isOwnCursor(cursor);
    },
    listFolderChanges: async (cursor, signal, known) => {
      if (isKnownElsewhere()) return onPremises.listFolderChanges(cursor, signal, known);
      const page = await listInTheCloud(cursor, signal, known);
      if (page !== undefined) return page;
      found('on-premises');
      if (cursor !== undefined && !onPremises.isOwnCursor(cursor)) throw moved();
      return onPremises.listFolderChanges(cursor, signal, known);
    },
    lookAtFolders: (folders, signal) => here().lookAtFolders(folders, signal),
    listItemChanges: (folderId, cursor, signal) => here().listItemChanges(folderId, cursor, signal),
    fetchMessages: (itemIds, signal) => here().fetchMessages(itemIds, signal),
    fetchAttachment: (attachmentId, signal, size) => here().fetchAttachment(attachmentId, signal, size),
  };
}

function moved(): ConnectorError {
  const message = 'the mailbox was moved between Exchange Online and the server on-premises';
  return new ConnectorError({ code: 'routing.moved', kind: 'cursor-invalid', message });
}
