import type { MailMessage, MailParty } from './mail-message.ts';
import { cleanLine } from './text.ts';
import { usableDate } from './usable-date.ts';

/** What an attribute's value is worked out from. */
export interface AttributeSource {
  readonly message: MailMessage;
  readonly folderPath: string;
  readonly owner: string;
  /** Set when a document is sent again because it failed. */
  readonly version?: string | undefined;
  /** Set for an attachment's document. */
  readonly attachment?: AttachmentFacts;
}

/** What is known of an attachment once its content is. */
export interface AttachmentFacts {
  readonly parentId: string;
  readonly title: string;
  readonly fileType: string;
  readonly bytes: number;
}

export type FieldType = 'STRING' | 'STRING_LIST' | 'DATE' | 'NUMBER';

/** One attribute of our documents. */
export interface AttributeField {
  readonly name: string;
  readonly type: FieldType;
  /** Reserved names exist in every index; custom fields have to be added to it. */
  readonly reserved: boolean;
  /** Set on the documents of messages, of attachments or of both. */
  readonly on: 'message' | 'attachment' | 'both';
  readonly doc: string;
  readonly value: (source: AttributeSource) => RawValue;
}

/** A value before limits are applied; undefined when the message lacks it. */
export type RawValue = string | readonly string[] | number | Date | undefined;

/**
 * All attributes, by the names of the native Exchange connector where it has one, so that filters written for it go on
 * working. The read flag is left out on purpose: it changes with every look at a message, and each change would put the
 * document again.
 */
export const attributeFields: readonly AttributeField[] = [
  reserved(
    '_source_uri',
    'STRING',
    'both',
    'Opens the message in Outlook on the web.',
    ({ message }) => message.webLink,
  ),
  reserved(
    '_created_at',
    'DATE',
    'both',
    'When the message was sent; when it was created if it was never sent.',
    ({ message }) => usableDate(message.sentAt, message.createdAt),
  ),
  reserved(
    '_last_updated_at',
    'DATE',
    'both',
    'When the message was last changed, else received.',
    ({ message, attachment }) =>
      usableDate(attachment === undefined ? message.modifiedAt : undefined, message.receivedAt),
  ),
  reserved('_category', 'STRING', 'both', '`EMAIL`, `MEETING` or `EMAIL_ATTACHMENT`.', category),
  reserved('_authors', 'STRING_LIST', 'both', 'Who the message is from.', ({ message }) => parties([message.from])),
  reserved(
    '_file_type',
    'STRING',
    'attachment',
    'The format the content was recognised as.',
    ({ attachment }) => attachment?.fileType,
  ),
  // A put after a failed one is not indexed "unless you've changed the document or its metadata" (Amazon Q Business user
  // guide, troubleshooting-data-sources).
  reserved(
    '_version',
    'STRING',
    'both',
    'On documents that are sent again because they failed: when they did.',
    ({ version }) => version,
  ),
  custom(
    'xchng_title',
    'STRING',
    'both',
    'Subject of the message, name of the attachment.',
    ({ message, attachment }) => (attachment === undefined ? message.subject : attachment.title),
  ),
  custom('xchng_from', 'STRING', 'both', 'Address of the sender.', ({ message }) => addressOf(message.from)),
  custom('xchng_to', 'STRING_LIST', 'message', 'Addresses of the recipients.', ({ message }) => parties(message.to)),
  custom('xchng_ccRecipient', 'STRING_LIST', 'message', 'Addresses of copy recipients.', ({ message }) =>
    parties(message.cc),
  ),
  custom('xchng_bccRecipient', 'STRING_LIST', 'message', 'Addresses of blind copy recipients.', ({ message }) =>
    parties(message.bcc),
  ),
  custom('xchng_replyTo', 'STRING', 'message', 'Addresses that replies go to.', ({ message }) =>
    parties(message.replyTo).join(', '),
  ),
  custom('xchng_folder', 'STRING', 'both', 'Path of the folder, names joined by `/`.', ({ folderPath }) => folderPath),
  custom('xchng_importance', 'STRING', 'message', '`low`, `normal` or `high`.', ({ message }) => message.importance),
  custom(
    'xchng_flagStatus',
    'STRING',
    'message',
    '`notFlagged`, `flagged` or `complete`.',
    ({ message }) => message.flagStatus,
  ),
  custom('xchng_hasAttachment', 'STRING', 'message', '`true` or `false`; inline images do not count.', ({ message }) =>
    String(message.attachments.some(({ isInline }) => !isInline)),
  ),
  custom('xchng_sendDateTime', 'DATE', 'both', 'When the message was sent.', ({ message }) => message.sentAt),
  custom(
    'xchng_receivedDateTime',
    'DATE',
    'both',
    'When the message was received.',
    ({ message }) => message.receivedAt,
  ),
  custom('xchng_accountOwner', 'STRING', 'both', 'Address of the mailbox.', ({ owner }) => owner),
  custom('xchng_messageId', 'STRING', 'both', 'Internet message id.', ({ message }) => message.internetMessageId),
  custom(
    'xchng_parentDocument',
    'STRING',
    'attachment',
    "Id of the message's document.",
    ({ attachment }) => attachment?.parentId,
  ),
  custom('xchng_size', 'NUMBER', 'attachment', 'Bytes of the attachment.', ({ attachment }) => attachment?.bytes),
  custom(
    'email_thread_topic',
    'STRING',
    'message',
    'Subject of the thread, without prefixes like `RE:`.',
    ({ message }) => message.conversationTopic,
  ),
  custom('email_categories', 'STRING_LIST', 'message', "The owner's categories.", ({ message }) => message.categories),
];

/** The fields an index has to have for all attributes to be sent, with their types. */
export const customFields: readonly { readonly name: string; readonly type: FieldType }[] = attributeFields
  .filter((field) => !field.reserved)
  .map(({ name, type }) => ({ name, type }));

function reserved(...parts: FieldParts): AttributeField {
  return field(true, parts);
}

function custom(...parts: FieldParts): AttributeField {
  return field(false, parts);
}

type FieldParts = [
  name: string,
  type: FieldType,
  on: AttributeField['on'],
  doc: string,
  value: AttributeField['value'],
];

function field(isReserved: boolean, [name, type, on, doc, value]: FieldParts): AttributeField {
  return { name, type, reserved: isReserved, on, doc, value };
}

function category({ message, attachment }: AttributeSource): string {
  if (attachment !== undefined) return 'EMAIL_ATTACHMENT';
  return /^IPM\.(Schedule\.Meeting|Appointment)/i.test(message.itemClass) ? 'MEETING' : 'EMAIL';
}

function addressOf(party: MailParty | undefined): string | undefined {
  return party?.address ?? party?.name;
}

function parties(all: readonly (MailParty | undefined)[]): readonly string[] {
  return [...new Set(all.flatMap((party) => addressOf(party) ?? []).map(cleanLine))].filter((text) => text !== '');
}
