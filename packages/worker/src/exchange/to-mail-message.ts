import { type Attachment, BodyType, type Item, ItemAttachment, ItemFlagStatus } from 'ews-javascript-api';
import type { MailAttachment, MailBody, MailMessage, MeetingFacts } from '../sync/ports/index.ts';
import { given, givenText } from './given.ts';
import type { MessageSource } from './item-source.ts';
import { compact, dateOf, importanceOf, parties, sensitivityOf, toParty } from './read-item.ts';
import { referenceType, unknownType } from './repair-xml.ts';

/** What the item itself does not say in the form that is needed. */
export interface MessageFacts {
  readonly itemId: string;
  readonly link?: string;
}

/** A message of the library as plain data; whatever it lacks is absent. */
export function toMailMessage(item: MessageSource, { itemId, link }: MessageFacts): MailMessage {
  return compact<MailMessage>({
    itemId,
    changeKey: givenText(() => item.Id.ChangeKey),
    searchKey: searchKeyOf(item),
    internetMessageId: givenText(() => item.InternetMessageId),
    itemClass: givenText(() => item.ItemClass) ?? 'IPM.Note',
    subject: givenText(() => item.Subject),
    from: given(() => toParty(item.From)),
    to: parties(() => item.ToRecipients),
    cc: parties(() => item.CcRecipients),
    bcc: parties(() => item.BccRecipients),
    replyTo: parties(() => item.ReplyTo),
    createdAt: dateOf(() => item.DateTimeCreated),
    sentAt: dateOf(() => item.DateTimeSent),
    receivedAt: dateOf(() => item.DateTimeReceived),
    modifiedAt: dateOf(() => item.LastModifiedTime),
    importance: importanceOf(item),
    sensitivity: sensitivityOf(item),
    isRead: given(() => item.IsRead),
    flagStatus: flagOf(item),
    categories: categoriesOf(item),
    conversationTopic: givenText(() => item.ConversationTopic),
    meeting: meetingOf(item),
    body: bodyOf(item),
    attachments: attachmentsOf(item),
    webLink: link,
  });
}

const flags: Readonly<Record<string, 'notFlagged' | 'flagged' | 'complete'>> = {
  NotFlagged: 'notFlagged',
  Flagged: 'flagged',
  Complete: 'complete',
};

function flagOf(item: MessageSource): 'notFlagged' | 'flagged' | 'complete' | undefined {
  const name = given(() => ItemFlagStatus[item.Flag.FlagStatus]);
  return name === undefined ? undefined : flags[name];
}

function meetingOf(item: MessageSource): MeetingFacts | undefined {
  const start = dateOf(() => item.Start);
  const end = dateOf(() => item.End);
  const location = givenText(() => item.Location);
  const organizer = given(() => toParty(item.Organizer));
  const facts = {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(location === undefined ? {} : { location }),
    ...(organizer === undefined ? {} : { organizer }),
  };
  return Object.keys(facts).length === 0 ? undefined : facts;
}

export function categoriesOf(item: Item): readonly string[] {
  return given(() => item.Categories.GetEnumerator().map(String)) ?? [];
}

export function attachmentsOf(item: Item): readonly MailAttachment[] {
  return given(() => item.Attachments.GetEnumerator().map(toAttachment)) ?? [];
}

export function bodyOf(item: Item): MailBody | undefined {
  const content = given(() => item.Body.Text as unknown);
  if (typeof content !== 'string' || content === '') return undefined;
  return { format: item.Body.BodyType === BodyType.Text ? 'text' : 'html', content };
}

/** Binary values come as an array-like object of bytes. */
export function searchKeyOf(item: Item): string | undefined {
  const value = given(() => item.ExtendedProperties.GetEnumerator()[0]?.Value as unknown);
  if (typeof value === 'string') return Buffer.from(value, 'base64').toString('hex') || undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const hex = Buffer.from(Object.values(value as Readonly<Record<string, number>>)).toString('hex');
  return hex === '' ? undefined : hex;
}

function toAttachment(source: Attachment): MailAttachment {
  const contentType = givenText(() => source.ContentType);
  const name = givenText(() => source.Name);
  const size = given(() => source.Size);
  const modifiedAt = dateOf(() => source.LastModifiedTime);
  const kind = kindOf(source, contentType);
  return {
    id: source.Id,
    kind,
    isInline: given(() => source.IsInline) === true,
    ...(name === undefined ? {} : { name }),
    ...(contentType === undefined || kind === 'reference' || kind === 'unknown' ? {} : { contentType }),
    ...(size === undefined ? {} : { size }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  };
}

function kindOf(source: Attachment, contentType: string | undefined): MailAttachment['kind'] {
  if (contentType === referenceType) return 'reference';
  if (contentType === unknownType) return 'unknown';
  return source instanceof ItemAttachment ? 'message' : 'file';
}
