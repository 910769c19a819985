import type { MailAttachment, MailBody, MailMessage, MailParty, MeetingFacts } from '../sync/ports/index.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';

/** What the item itself does not say in the form that is needed. */
export interface MessageFacts {
  readonly itemId: string;
  readonly link?: string;
}

/** An item of an answer as plain data; whatever it lacks is absent. */
export function toMailMessage(item: XmlElement, { itemId, link }: MessageFacts): MailMessage {
  return compact({
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
    importance: wordIn(item, 'Importance', ['low', 'normal', 'high'] as const),
    sensitivity: wordIn(item, 'Sensitivity', ['normal', 'personal', 'private', 'confidential'] as const),
    isRead: flagIn(item, 'IsRead'),
    flagStatus: wordIn(child(item, 'Flag'), 'FlagStatus', ['notFlagged', 'flagged', 'complete'] as const),
    categories: (child(item, 'Categories')?.children ?? []).map(({ text }) => text),
    conversationTopic: textIn(item, 'ConversationTopic'),
    meeting: meetingOf(item),
    body: bodyOf(item),
    attachments: (child(item, 'Attachments')?.children ?? []).map(toAttachment),
    webLink: link,
  });
}

/** The object without members that are undefined. */
function compact(members: { readonly [K in keyof MailMessage]: MailMessage[K] | undefined }): MailMessage {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as unknown as MailMessage;
}

function partiesIn(item: XmlElement, name: string): readonly MailParty[] {
  return (child(item, name)?.children ?? []).flatMap((mailbox) => toParty(mailbox) ?? []);
}

function partyIn(item: XmlElement, name: string): MailParty | undefined {
  return toParty(child(child(item, name), 'Mailbox'));
}

function toParty(mailbox: XmlElement | undefined): MailParty | undefined {
  const name = textIn(mailbox, 'Name');
  const address = textIn(mailbox, 'EmailAddress');
  if (name === undefined && address === undefined) return undefined;
  return { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}

/**
 * Exchange writes instants in UTC, and at times without saying so. One that is impossible, or the zero that stands for a
 * missing one, is absent.
 */
function dateIn(item: XmlElement, name: string): Date | undefined {
  const text = textIn(item, name);
  if (text === undefined) return undefined;
  const date = new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return date.getUTCFullYear() > 1 ? date : undefined;
}

function wordIn<W extends string>(element: XmlElement | undefined, name: string, allowed: readonly W[]): W | undefined {
  const word = textIn(element, name)?.toLowerCase();
  return allowed.find((candidate) => candidate.toLowerCase() === word);
}

function flagIn(item: XmlElement, name: string): boolean | undefined {
  const text = textIn(item, name);
  return text === undefined ? undefined : text === 'true' || text === '1';
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

function bodyOf(item: XmlElement): MailBody | undefined {
  const body = child(item, 'Body');
  if (body === undefined || body.text === '') return undefined;
  return { format: body.attributes['BodyType'] === 'Text' ? 'text' : 'html', content: body.text };
}

/** PidTagSearchKey (MS-OXPROPS), the only extended property that is asked for. */
function searchKeyOf(item: XmlElement): string | undefined {
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
