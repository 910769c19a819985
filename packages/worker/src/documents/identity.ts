import { createHash } from 'node:crypto';
import type { MailAttachment, MailMessage } from './mail-message.ts';

/** The store a message stands in. */
export interface MailboxIdentity {
  readonly address: string;
  readonly store: 'primary' | 'archive';
}

/**
 * The id of a message's document. It depends on the mailbox and the message, not on folder or item id, so that a move
 * changes nothing, and it can be had through EWS and Microsoft Graph alike: from the search key, else from the internet
 * message id and the sent date. A message that has neither is known by its item id, and a move makes it a new document. An event
 * is known by its iCalendar id, which updates from its organizer keep.
 */
export function documentIdOf(mailbox: MailboxIdentity, message: MailMessage): string {
  return `m-${hash([mailbox.address, mailbox.store, ...messageIdentity(message)])}`;
}

/**
 * The id of a document for a copy that cannot share the document of its message.
 * @param by what tells it apart, for example a digest of its content
 */
export function variantDocumentId(documentId: string, by: string): string {
  return `${documentId}-v-${hash([by]).slice(0, 22)}`;
}

/**
 * The id of an attachment's document. Attachment ids change with a move, names do not; equal names are told apart by
 * their order.
 * @param ordinal position among the attachments of the same name, from 0
 */
export function attachmentDocumentId(documentId: string, attachment: MailAttachment, ordinal: number): string {
  return `${documentId}-a-${hash([attachment.kind, attachment.name ?? '', String(ordinal)]).slice(0, 22)}`;
}

/** Ids as the functions above make them: digests are 43 characters long, parts of them 22. */
const idPattern = /^(m-[\w-]{43}(?:-v-[\w-]{22})?)(?:-a-[\w-]{22})?$/;

/** The id of the document of the message that a document belongs to; undefined when it is no id of ours. */
export function messageDocumentIdOf(documentId: string): string | undefined {
  return idPattern.exec(documentId)?.[1];
}

function messageIdentity(message: MailMessage): readonly string[] {
  const { searchKey, internetMessageId, sentAt, itemId, event } = message;
  if (event?.uid !== undefined) return ['event', event.uid];
  if (searchKey !== undefined) return ['search-key', searchKey];
  if (internetMessageId !== undefined) return ['message-id', internetMessageId, sentAt?.toISOString() ?? ''];
  return ['item-id', itemId];
}

/** JSON keeps the parts apart whatever characters they hold. */
function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
