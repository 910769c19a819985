import type { MailAttachment, MailBody, MailMessage, MeetingFacts } from '../sync/ports/index.ts';
import { compact, dateIn, flagIn, importanceIn, partiesIn, partyIn, sensitivityIn, wordIn } from './read-item.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';

/** What the item itself does not say in the form that is needed. */
export interface MessageFacts {
  readonly itemId: string;
  readonly link?: string;
}

/** An item of an answer as plain data; whatever it lacks is absent. */
export function toMailMessage(item: XmlElement, { itemId, link }: MessageFacts): MailMessage {
  return compact<MailMessage>({
    itemId,
    changeKey: child(item, 'ItemId')?.attributes['ChangeKey'],
    searchKey: searchKeyOf(item),
    internetMessageId: textIn(item, 'InternetMessageId'),
    itemClass: textIn(item, 'ItemClass') ?? 'IPM.Note',
    subject: textIn(item, 'Subject'),
    from: partyIn(item, 'From'),
    to: partiesIn(item, 'ToRecipients'),
    cc: partiesIn(item, 'CcRecipients'),
    bcc: partiesIn(item, 'BccRecipients'),
    replyTo: partiesIn(item, 'ReplyTo'),
    createdAt: dateIn(item, 'DateTimeCreated'),
    sentAt: dateIn(item, 'DateTimeSent'),
    receivedAt: dateIn(item, 'DateTimeReceived'),
    modifiedAt: dateIn(item, 'LastModifiedTime'),
    importance: importanceIn(item),
    sensitivity: sensitivityIn(item),
    isRead: flagIn(item, 'IsRead'),
    flagStatus: wordIn(child(item, 'Flag'), 'FlagStatus', ['notFlagged', 'flagged', 'complete'] as const),
    categories: categoriesOf(item),
    conversationTopic: textIn(item, 'ConversationTopic'),
    meeting: meetingOf(item),
    body: bodyOf(item),
    attachments: attachmentsOf(item),
    webLink: link,
  });
}

function meetingOf(item: XmlElement): MeetingFacts | undefined {
  const start = dateIn(item, 'Start');
  const end = dateIn(item, 'End');
  const location = textIn(item, 'Location');
  const organizer = partyIn(item, 'Organizer');
  const facts = {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(location === undefined ? {} : { location }),
    ...(organizer === undefined ? {} : { organizer }),
  };
  return Object.keys(facts).length === 0 ? undefined : facts;
}

export function categoriesOf(item: XmlElement): readonly string[] {
  return (child(item, 'Categories')?.children ?? []).map(({ text }) => text);
}

export function attachmentsOf(item: XmlElement): readonly MailAttachment[] {
  return (child(item, 'Attachments')?.children ?? []).map(toAttachment);
}

export function bodyOf(item: XmlElement): MailBody | undefined {
  const body = child(item, 'Body');
  if (body === undefined || body.text === '') return undefined;
  return { format: body.attributes['BodyType'] === 'Text' ? 'text' : 'html', content: body.text };
}

/** PidTagSearchKey (MS-OXPROPS), the only extended property that is asked for. */
export function searchKeyOf(item: XmlElement): string | undefined {
  const value = textIn(child(item, 'ExtendedProperty'), 'Value');
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('hex') || undefined;
}

/** Kinds of attachments; any other is one that nobody knew when this was written. */
const kinds: ReadonlyMap<string, MailAttachment['kind']> = new Map([
  ['FileAttachment', 'file'],
  ['ItemAttachment', 'message'],
  ['ReferenceAttachment', 'reference'],
]);

function toAttachment(attachment: XmlElement): MailAttachment {
  const kind = kinds.get(attachment.name) ?? 'unknown';
  // Of other kinds there is no content that these could be of.
  const hasContent = kind === 'file' || kind === 'message';
  const contentType = hasContent ? textIn(attachment, 'ContentType') : undefined;
  const modifiedAt = hasContent ? dateIn(attachment, 'LastModifiedTime') : undefined;
  const name = textIn(attachment, 'Name');
  const size = Number(textIn(attachment, 'Size') ?? Number.NaN);
  return {
    id: child(attachment, 'AttachmentId')?.attributes['Id'] ?? '',
    kind,
    isInline: flagIn(attachment, 'IsInline') === true,
    ...(name === undefined ? {} : { name }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(Number.isFinite(size) ? { size } : {}),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  };
}
