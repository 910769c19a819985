import { type Failure, toFailure } from '../../errors.ts';
import type { FolderChange, MailboxReader, MailFolder } from '../../sync/ports/index.ts';

/** Folders that are looked into for a message to try; the inbox first, which seldom is empty. */
const mostFolders = 5;

/** What came of reading one message with its body. */
export type TriedMessage =
  | { readonly kind: 'read' }
  /** None was found to try. */
  | { readonly kind: 'none' }
  /** This one alone: who asks may read others. */
  | { readonly kind: 'unreadable'; readonly failure: Failure }
  /** Whoever asks may list messages, and not read them. */
  | { readonly kind: 'refused'; readonly failure: Failure };

/**
 * Reads one message of a mailbox, as a permission to list is none to read (Mail.ReadBasic).
 * @param changes folders of the mailbox, or some of them
 * @throws ConnectorError when the folders cannot be listed
 */
export async function tryMessage(
  reader: MailboxReader,
  changes: readonly FolderChange[],
  signal: AbortSignal,
): Promise<TriedMessage> {
  for (const { id } of mailFolders(changes).slice(0, mostFolders)) {
    const page = await reader.listItemChanges(id, undefined, signal);
    const found = page.changes.find(({ kind }) => kind === 'upsert');
    if (found !== undefined) return read(reader, found.itemId, signal);
  }
  return { kind: 'none' };
}

function mailFolders(changes: readonly FolderChange[]): readonly MailFolder[] {
  const folders = changes.flatMap((change) => (change.kind === 'upsert' ? [change.folder] : []));
  const mail = folders.filter(({ folderClass = 'IPF.Note' }) => /^IPF\.Note(\.|$)/.test(folderClass));
  const isInbox = ({ wellKnownName }: MailFolder) => wellKnownName === 'inbox';
  return [...mail.filter(isInbox), ...mail.filter((folder) => !isInbox(folder))];
}

async function read(reader: MailboxReader, itemId: string, signal: AbortSignal): Promise<TriedMessage> {
  try {
    const [outcome] = await reader.fetchMessages([itemId], signal);
    return outcome?.ok === false ? { kind: 'unreadable', failure: outcome.failure } : { kind: 'read' };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind !== 'mailbox') throw thrown;
    return { kind: 'refused', failure };
  }
}
