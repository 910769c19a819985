import type { ContactAddress, ContactFacts } from './contact-facts.ts';
import { addressText } from './contact-lines.ts';
import type { EventFacts } from './event-facts.ts';
import { leafOf } from './folder-leaf.ts';
import type { MailMessage, MailParty } from './mail-message.ts';
import { patternText } from './recurrence-text.ts';
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

/** What documents are made of: mail, events, contacts, and what is attached to any of them. */
export type Carrier = 'message' | 'event' | 'contact' | 'attachment';

export type FieldType = 'STRING' | 'STRING_LIST' | 'DATE' | 'NUMBER';

/** One attribute of our documents. */
export interface AttributeField {
  readonly name: string;
  readonly type: FieldType;
  /** Reserved names exist in every index; custom fields have to be added to it. */
  readonly reserved: boolean;
  /** The documents it is set on. */
  readonly on: readonly Carrier[];
  readonly doc: string;
  readonly value: (source: AttributeSource) => RawValue;
}

const everywhere: readonly Carrier[] = ['message', 'event', 'contact', 'attachment'];
const mailAndAttachments: readonly Carrier[] = ['message', 'attachment'];
const mail: readonly Carrier[] = ['message'];
const mailAndEvents: readonly Carrier[] = ['message', 'event'];
const attachments: readonly Carrier[] = ['attachment'];

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
    everywhere,
    'Opens the message or event in Outlook on the web; contacts have none.',
    ({ message }) => message.webLink,
  ),
  reserved(
    '_created_at',
    'DATE',
    everywhere,
    'When the message was sent; when it was created if it was never sent, as events and contacts are.',
    ({ message }) => usableDate(message.sentAt, message.createdAt),
  ),
  reserved(
    '_last_updated_at',
    'DATE',
    everywhere,
    'When the message was last changed, else received.',
    ({ message, attachment }) =>
      usableDate(attachment === undefined ? message.modifiedAt : undefined, message.receivedAt),
  ),
  reserved(
    '_category',
    'STRING',
    everywhere,
    '`EMAIL`, `MEETING`, `CALENDAR` or `CONTACT`, and `EMAIL_ATTACHMENT` or `CALENDAR_ATTACHMENT`.',
    category,
  ),
  reserved(
    '_authors',
    'STRING_LIST',
    everywhere,
    'Who the message is from; the organizer of an event.',
    ({ message }) => parties([message.from]),
  ),
  reserved(
    '_file_type',
    'STRING',
    attachments,
    'The format the content was recognised as.',
    ({ attachment }) => attachment?.fileType,
  ),
  // A put after a failed one is not indexed "unless you've changed the document or its metadata" (Amazon Q Business user
  // guide, troubleshooting-data-sources).
  reserved(
    '_version',
    'STRING',
    everywhere,
    'On documents that are sent again because they failed: when they did.',
    ({ version }) => version,
  ),
  custom(
    'xchng_title',
    'STRING',
    everywhere,
    'Subject of the message or event, name of the attachment or contact.',
    ({ message, attachment }) => (attachment === undefined ? message.subject : attachment.title),
  ),
  custom('xchng_from', 'STRING', mailAndAttachments, 'Address of the sender.', ({ message }) =>
    addressOf(message.from),
  ),
  custom('xchng_to', 'STRING_LIST', mail, 'Addresses of the recipients.', ({ message }) => parties(message.to)),
  custom('xchng_ccRecipient', 'STRING_LIST', mail, 'Addresses of copy recipients.', ({ message }) =>
    parties(message.cc),
  ),
  custom('xchng_bccRecipient', 'STRING_LIST', mail, 'Addresses of blind copy recipients.', ({ message }) =>
    parties(message.bcc),
  ),
  custom('xchng_replyTo', 'STRING', mail, 'Addresses that replies go to.', ({ message }) =>
    parties(message.replyTo).join(', '),
  ),
  custom(
    'xchng_folder',
    'STRING',
    everywhere,
    'Path of the folder, names joined by `/`; of events and contacts the name of the calendar or folder alone.',
    ({ message, folderPath }) =>
      message.event === undefined && message.contact === undefined ? folderPath : leafOf(folderPath),
  ),
  custom(
    'xchng_importance',
    'STRING',
    mailAndEvents,
    '`low`, `normal` or `high`.',
    ({ message }) => message.importance,
  ),
  custom(
    'xchng_flagStatus',
    'STRING',
    mail,
    '`notFlagged`, `flagged` or `complete`.',
    ({ message }) => message.flagStatus,
  ),
  custom(
    'xchng_hasAttachment',
    'STRING',
    mailAndEvents,
    '`true` or `false`; inline images do not count.',
    ({ message }) => String(message.attachments.some(({ isInline }) => !isInline)),
  ),
  custom(
    'xchng_sendDateTime',
    'DATE',
    mailAndAttachments,
    'When the message was sent.',
    ({ message }) => message.sentAt,
  ),
  custom(
    'xchng_receivedDateTime',
    'DATE',
    mailAndAttachments,
    'When the message was received.',
    ({ message }) => message.receivedAt,
  ),
  custom('xchng_accountOwner', 'STRING', everywhere, 'Address of the mailbox.', ({ owner }) => owner),
  custom(
    'xchng_messageId',
    'STRING',
    mailAndAttachments,
    'Internet message id.',
    ({ message }) => message.internetMessageId,
  ),
  custom(
    'xchng_parentDocument',
    'STRING',
    attachments,
    "Id of the message's document.",
    ({ attachment }) => attachment?.parentId,
  ),
  custom('xchng_size', 'NUMBER', attachments, 'Bytes of the attachment.', ({ attachment }) => attachment?.bytes),
  custom(
    'email_thread_topic',
    'STRING',
    mail,
    'Subject of the thread, without prefixes like `RE:`.',
    ({ message }) => message.conversationTopic,
  ),
  custom(
    'email_categories',
    'STRING_LIST',
    ['message', 'event', 'contact'],
    "The owner's categories.",
    ({ message }) => message.categories,
  ),
  ofEvent('xchng_subject', 'STRING', 'Title of the event.', (_event, message) => message.subject),
  ofEvent('xchng_eventStartTime', 'DATE', 'When the event begins; a series: its first event.', ({ start }) => start),
  ofEvent('xchng_eventEndTime', 'DATE', 'When the event ends; a series: its first event.', ({ end }) => end),
  ofEvent('xchng_location', 'STRING', 'Where the event is.', ({ location }) => location),
  ofEvent('xchng_organizer', 'STRING', 'Address of the organizer.', (_event, { from }) => addressOf(from)),
  ofEvent('xchng_attendees', 'STRING', 'Addresses of the attendees, joined by commas.', (_event, { to, cc }) =>
    parties([...to, ...cc]).join(', '),
  ),
  ofEvent('xchng_Recurrence', 'STRING', 'The pattern of a series in words.', ({ recurrence }) =>
    recurrence === undefined ? undefined : patternText(recurrence),
  ),
  ofEvent('xchng_isReminderOn', 'STRING', '`true` or `false`.', ({ isReminderOn }) => String(isReminderOn)),
  ofEvent('xchng_isOnlineMeeting', 'STRING', '`true` or `false`.', ({ isOnlineMeeting }) => String(isOnlineMeeting)),
  ofEvent('xchng_isCancelled', 'STRING', '`false`: cancelled events are left out.', ({ isCancelled }) =>
    String(isCancelled),
  ),
  ofEvent(
    'xchng_sensitivity',
    'STRING',
    '`normal`, `personal`, `private` or `confidential`.',
    (_event, { sensitivity }) => sensitivity,
  ),
  ofContact('xchng_contactName', 'Name of the person.', (_contact, message) => message.subject),
  ofContact('xchng_email', 'Addresses of the person, joined by commas.', ({ emails }) => emails.join(', ')),
  ofContact('xchng_companyName', 'Company.', ({ companyName }) => companyName),
  ofContact('xchng_department', 'Department.', ({ department }) => department),
  ofContact('xchng_jobtitle', 'Job title.', ({ jobTitle }) => jobTitle),
  ofContact('xchng_profession', 'Profession.', ({ profession }) => profession),
  ofContact('xchng_manager', 'Manager.', ({ manager }) => manager),
  ofContact('xchng_officeLocation', 'Office.', ({ officeLocation }) => officeLocation),
  ofContact('xchng_mobile', 'Number of the mobile telephone.', mobileOf),
  ofContact('xchng_businessAddress', 'Address at work.', (contact) => addressOfKind(contact, 'business')),
  ofContact('xchng_homeAddress', 'Address at home.', (contact) => addressOfKind(contact, 'home')),
  custom('xchng_birthday', 'DATE', ['contact'], 'Birthday.', ({ message }) => message.contact?.birthday),
];

/** A field of an index. */
export interface CustomField {
  readonly name: string;
  readonly type: FieldType;
}

/** The fields an index has to have for all attributes to be sent, with their types. */
export const customFields: readonly CustomField[] = fieldsOf(['message', 'event', 'contact', 'attachment']);

/** Those that documents of these kinds carry. */
export function fieldsOf(carriers: readonly Carrier[]): readonly CustomField[] {
  return attributeFields
    .filter(({ reserved, on }) => !reserved && on.some((carrier) => carriers.includes(carrier)))
    .map(({ name, type }) => ({ name, type }));
}

function reserved(...parts: FieldParts): AttributeField {
  return field(true, parts);
}

function custom(...parts: FieldParts): AttributeField {
  return field(false, parts);
}

type FieldParts = [name: string, type: FieldType, on: readonly Carrier[], doc: string, value: AttributeField['value']];

function field(isReserved: boolean, [name, type, on, doc, value]: FieldParts): AttributeField {
  return { name, type, reserved: isReserved, on, doc, value };
}

function ofEvent(
  name: string,
  type: FieldType,
  doc: string,
  value: (event: EventFacts, message: MailMessage) => RawValue,
): AttributeField {
  return custom(name, type, ['event'], doc, ({ message }) =>
    message.event === undefined ? undefined : value(message.event, message),
  );
}

function ofContact(
  name: string,
  doc: string,
  value: (contact: ContactFacts, message: MailMessage) => string | undefined,
): AttributeField {
  return custom(name, 'STRING', ['contact'], doc, ({ message }) =>
    message.contact === undefined ? undefined : value(message.contact, message),
  );
}

function mobileOf({ phones }: ContactFacts): string | undefined {
  return phones.find(({ kind }) => kind === 'mobile')?.number;
}

function addressOfKind({ addresses }: ContactFacts, kind: ContactAddress['kind']): string | undefined {
  const address = addresses.find((each) => each.kind === kind);
  return address === undefined ? undefined : addressText(address);
}

/** The kind of document that a message becomes. */
export function carrierOf({ message, attachment }: AttributeSource): Carrier {
  if (attachment !== undefined) return 'attachment';
  if (message.contact !== undefined) return 'contact';
  return message.event === undefined ? 'message' : 'event';
}

function category(source: AttributeSource): string {
  const { message } = source;
  const carrier = carrierOf(source);
  if (carrier === 'attachment') return message.event === undefined ? 'EMAIL_ATTACHMENT' : 'CALENDAR_ATTACHMENT';
  if (carrier !== 'message') return carrier === 'event' ? 'CALENDAR' : 'CONTACT';
  return /^IPM\.(Schedule\.Meeting|Appointment)/i.test(message.itemClass) ? 'MEETING' : 'EMAIL';
}

function addressOf(party: MailParty | undefined): string | undefined {
  return party?.address ?? party?.name;
}

function parties(all: readonly (MailParty | undefined)[]): readonly string[] {
  return [...new Set(all.flatMap((party) => addressOf(party) ?? []).map(cleanLine))].filter((text) => text !== '');
}
