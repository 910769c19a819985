import { type Failure, toFailure } from '../errors.ts';
import type { MailboxReader } from '../sync/ports/index.ts';

/** Where a mailbox of a hybrid organisation is. */
export type Place = 'cloud' | 'on-premises';

/** Where mailboxes are, as far as that was found out. */
export type Places = Map<string, Place>;

interface Question {
  readonly places: Places;
  readonly address: string;
  /** Reads the mailbox in the cloud. */
  readonly mailbox: MailboxReader;
  /** Whether this answer of the cloud means that the mailbox is not there. */
  readonly isElsewhere: (failure: Failure) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Where a mailbox is. It is asked for its folders unless that is known. One that the cloud refuses for another reason counts as
 * being there, and nothing is remembered of it.
 * @throws ConnectorError when the answer may be another one later
 */
export async function placeOf({ places, address, mailbox, isElsewhere, signal }: Question): Promise<Place> {
  const known = places.get(address);
  if (known !== undefined) return known;
  try {
    await mailbox.listFolderChanges(undefined, signal);
    places.set(address, 'cloud');
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (isElsewhere(failure)) places.set(address, 'on-premises');
    else if (failure.kind !== 'mailbox') throw thrown;
  }
  return places.get(address) ?? 'cloud';
}
