import { type Failure, toFailure } from '../errors.ts';
import type { MailboxReader } from '../sync/ports/index.ts';

/** Where a mailbox of a hybrid organisation may be. */
export interface HybridPlaces {
  readonly cloud: MailboxReader;
  readonly onPremises: MailboxReader;
  /** Whether this answer of the cloud means that the mailbox is not there. */
  readonly isElsewhere: (failure: Failure) => boolean;
  /** It was found to be on-premises already. */
  readonly isKnownElsewhere: () => boolean;
  readonly foundElsewhere: () => void;
}

/**
 * Reads a mailbox where it is. The listing of folders, which every pass begins with, decides; ids and cursors of the one
 * place mean nothing in the other, so that nothing else is asked in both.
 */
export function hybridReader(places: HybridPlaces): MailboxReader {
  const { cloud, onPremises, isKnownElsewhere, foundElsewhere } = places;
  const here = () => (isKnownElsewhere() ? onPremises : cloud);
  return {
    get messageBatchSize() {
      return here().messageBatchSize;
    },
    listFolderChanges: async (cursor, signal) => {
      if (isKnownElsewhere()) return onPremises.listFolderChanges(cursor, signal);
      try {
        return await cloud.listFolderChanges(cursor, signal);
      } catch (thrown) {
        if (!(await isElsewhere(places, { thrown, cursor, signal }))) throw thrown;
        foundElsewhere();
        return onPremises.listFolderChanges(cursor, signal);
      }
    },
    lookAtFolders: (folders, signal) => here().lookAtFolders(folders, signal),
    listItemChanges: (folderId, cursor, signal) => here().listItemChanges(folderId, cursor, signal),
    fetchMessages: (itemIds, signal) => here().fetchMessages(itemIds, signal),
    fetchAttachment: (attachmentId, signal) => here().fetchAttachment(attachmentId, signal),
  };
}

/** How the cloud refused a listing. */
interface Refusal {
  readonly thrown: unknown;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

/** A cursor of the other server is refused without a word of where the mailbox is; a listing from the beginning tells. */
async function isElsewhere(places: HybridPlaces, { thrown, cursor, signal }: Refusal): Promise<boolean> {
  const failure = toFailure(thrown);
  if (failure.kind !== 'cursor-invalid' || cursor === undefined) return places.isElsewhere(failure);
  try {
    await places.cloud.listFolderChanges(undefined, signal);
    return false;
  } catch (again) {
    if (places.isElsewhere(toFailure(again))) return true;
    throw again;
  }
}
