import type { MailboxReader } from '../sync/ports/index.ts';
import type { Place } from './places.ts';

/** Where the archive of a mailbox of a hybrid organisation may be. */
export interface ArchivePlaces {
  readonly cloud: MailboxReader;
  readonly onPremises: MailboxReader;
  /** Where its mailbox is. @throws ConnectorError when that cannot be told now */
  readonly locate: (signal: AbortSignal) => Promise<Place>;
}

/**
 * Reads an archive where its mailbox is, which is asked before the listing of folders that every pass begins with. The bug class
 * it prevents: a mailbox that was not read before, as another worker holds it, says nothing of where its archive is.
 */
export function archiveReader({ cloud, onPremises, locate }: ArchivePlaces): MailboxReader {
  let here = cloud;
  return {
    get messageBatchSize() {
      return here.messageBatchSize;
    },
    // Both are read through Exchange Web Services, whose cursors look alike.
    isOwnCursor: (cursor) => here.isOwnCursor(cursor),
    listFolderChanges: async (cursor, signal, known) => {
      here = (await locate(signal)) === 'cloud' ? cloud : onPremises;
      return here.listFolderChanges(cursor, signal, known);
    },
    lookAtFolders: (folders, signal) => here.lookAtFolders(folders, signal),
    listItemChanges: (folderId, cursor, signal) => here.listItemChanges(folderId, cursor, signal),
    fetchMessages: (itemIds, signal) => here.fetchMessages(itemIds, signal),
    fetchAttachment: (attachmentId, signal, size) => here.fetchAttachment(attachmentId, signal, size),
  };
}
