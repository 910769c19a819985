import {
  type Attachment,
  BodyType,
  type DateTime,
  type EmailMessage,
  Importance,
  ItemAttachment,
  ItemFlagStatus,
  type MeetingRequest,
  Sensitivity,
} from 'ews-javascript-api';
import type { MailAttachment, MailBody, MailMessage, MailParty, MeetingFacts } from '../../../src/sync/ports/index.ts';
import { given, givenText } from './given.ts';

/** Items come as the classes of the library; those of a message have all that is read here, others lack some. */
export type MessageSource = EmailMessage & Partial<Pick<MeetingRequest, 'Start' | 'End' | 'Location' | 'Organizer'>>;

/** A message of the library as plain data; whatever it lacks is absent. */
export function toMailMessage(item: MessageSource, itemId: string, link?: string): MailMessage {
  return compact({
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
    importance: lower(
      given(() => Importance[item.Importance]),
      ['low', 'normal', 'high'] as const,
    ),
    sensitivity: lower(
      given(() => Sensitivity[item.Sensitivity]),
      ['normal', 'personal', 'private', 'confidential'] as const,
    ),
    isRead: given(() => item.IsRead),
    flagStatus: flagOf(item),
    categories: given(() => item.Categories.GetEnumerator().map(String)) ?? [],
    conversationTopic: givenText(() => item.ConversationTopic),
    meeting: meetingOf(item),
    body: bodyOf(item),
    attachments: given(() => item.Attachments.GetEnumerator().map(toAttachment)) ?? [],
    webLink: link,
  });
}

/** The object without members that are undefined. */
function compact(members: { readonly [K in keyof MailMessage]: MailMessage[K] | undefined }): MailMessage {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as unknown as MailMessage;
}

interface Collection<T> {
  GetEnumerator(): T[];
}

interface Address {
  readonly Name: string;
  readonly Address: string;
}

function parties(read: () => Collection<Address>): readonly MailParty[] {
  return (given(() => read().GetEnumerator()) ?? []).flatMap((address) => toParty(address) ?? []);
}

function toParty(source: Address | null | undefined): MailParty | undefined {
  const name = givenText(() => source?.Name);
  const address = givenText(() => source?.Address);
  if (name === undefined && address === undefined) return undefined;
  return { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}

/** The library has dates of its own; one that is impossible, or the zero it has for a missing one, is absent. */
function dateOf(read: () => DateTime | undefined): Date | undefined {
  const ms = given(() => read()?.TotalMilliSeconds);
  if (ms === undefined || !Number.isFinite(ms)) return undefined;
  const date = new Date(ms);
  return date.getUTCFullYear() > 1 ? date : undefined;
}

function lower<W extends string>(word: string | undefined, allowed: readonly W[]): W | undefined {
  return allowed.find((candidate) => candidate === word?.toLowerCase());
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

function bodyOf(item: MessageSource): MailBody | undefined {
  const content = given(() => item.Body.Text as unknown);
  if (typeof content !== 'string' || content === '') return undefined;
  return { format: item.Body.BodyType === BodyType.Text ? 'text' : 'html', content };
}

/** Binary values come as an array-like object of bytes. */
function searchKeyOf(item: MessageSource): string | undefined {
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
  return {
    id: source.Id,
    kind: source instanceof ItemAttachment ? 'message' : 'file',
    isInline: given(() => source.IsInline) === true,
    ...(name === undefined ? {} : { name }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(size === undefined ? {} : { size }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  };
}
