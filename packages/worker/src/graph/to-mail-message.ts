import type {
  Attachment,
  DateTimeTimeZone,
  EventMessage,
  FollowupFlag,
  ItemBody,
  Message,
  NullableOption,
  Recipient,
} from '@microsoft/microsoft-graph-types';
import type { MailAttachment, MailBody, MailMessage, MailParty, MeetingFacts } from '../sync/ports/index.ts';
import { toAttachmentId } from './attachment-ids.ts';
import { clean, textOf } from './clean-text.ts';
import { toExchangeId } from './exchange-ids.ts';
import { propertyOf, type WithProperties } from './properties.ts';

/** A message as Graph sends it; whatever it lacks is null or absent. */
export type GraphMessage = Omit<Message, 'singleValueExtendedProperties'> &
  Pick<EventMessage, 'startDateTime' | 'endDateTime' | 'location'> &
  WithProperties;

type Given<T> = NullableOption<T> | undefined;

/** A message of Graph as plain data; whatever it lacks is absent. */
export function toMailMessage(source: GraphMessage, itemId: string): MailMessage {
  const itemClass = textOf(propertyOf(source, 'messageClass')) ?? 'IPM.Note';
  return compact<MailMessage>({
    itemId,
    changeKey: textOf(source.changeKey),
    searchKey: searchKeyOf(source),
    internetMessageId: textOf(source.internetMessageId),
    itemClass,
    subject: textOf(source.subject),
    from: toParty(source.from),
    ...recipientsOf(source, itemClass),
    createdAt: dateOf(source.createdDateTime),
    sentAt: dateOf(source.sentDateTime),
    receivedAt: dateOf(source.receivedDateTime),
    modifiedAt: dateOf(source.lastModifiedDateTime),
    importance: source.importance ?? undefined,
    sensitivity: sensitivityOf(source),
    isRead: source.isRead ?? undefined,
    flagStatus: flagOf(source.flag),
    categories: (source.categories ?? []).map(clean),
    conversationTopic: textOf(propertyOf(source, 'conversationTopic')),
    meeting: meetingOf(source, itemClass),
    body: bodyOf(source.body),
    attachments: attachmentsOf(source.attachments, itemId),
    webLink: webLinkOf(source.webLink),
  });
}

/** The object without members that are undefined, in the order in which they stand. */
export function compact<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as unknown as T;
}

export function attachmentsOf(all: Given<readonly Attachment[]>, itemId: string): readonly MailAttachment[] {
  return (all ?? []).flatMap((attachment) => toAttachment(attachment, itemId) ?? []);
}

export function sensitivityOf(source: WithProperties): MailMessage['sensitivity'] {
  return sensitivities[Number(propertyOf(source, 'sensitivity') ?? 'none')];
}

const sensitivities = ['normal', 'personal', 'private', 'confidential'] as const;

/** Whether the message was written as plain text, which Graph makes HTML of unless it is asked not to. */
export function isPlainText(source: Pick<GraphMessage, 'body'> & WithProperties): boolean {
  return propertyOf(source, 'nativeBody') === '1' && source.body?.contentType === 'html';
}

/** A post is put into a folder and sent to nobody; EWS has no recipients for one. */
function recipientsOf(source: GraphMessage, itemClass: string): Pick<MailMessage, 'to' | 'cc' | 'bcc' | 'replyTo'> {
  if (/^IPM\.Post(\.|$)/i.test(itemClass)) return { to: [], cc: [], bcc: [], replyTo: [] };
  return {
    to: parties(source.toRecipients),
    cc: parties(source.ccRecipients),
    bcc: parties(source.bccRecipients),
    replyTo: parties(source.replyTo),
  };
}

function parties(all: Given<Recipient[]>): readonly MailParty[] {
  return (all ?? []).flatMap((recipient) => toParty(recipient) ?? []);
}

export function toParty(recipient: Given<Recipient>): MailParty | undefined {
  const name = textOf(recipient?.emailAddress?.name);
  const address = textOf(recipient?.emailAddress?.address);
  if (name === undefined && address === undefined) return undefined;
  return { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}

/** A date that is impossible, or the zero that stands for a missing one, is absent. */
export function dateOf(text: Given<string>): Date | undefined {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1 ? undefined : date;
}

/** Times of meetings come in UTC, as no other zone is asked for, and do not say so by themselves. */
export function zonedDate(value: Given<DateTimeTimeZone>): Date | undefined {
  return dateOf(value?.dateTime?.replace(/(?<![zZ])$/, 'Z'));
}

function flagOf(flag: Given<FollowupFlag>): MailMessage['flagStatus'] {
  return flag?.flagStatus ?? undefined;
}

export function searchKeyOf(source: WithProperties): string | undefined {
  const hex = Buffer.from(propertyOf(source, 'searchKey') ?? '', 'base64').toString('hex');
  return hex === '' ? undefined : hex;
}

/** EWS tells the organizer of requests alone: the one they are from. */
function meetingOf(source: GraphMessage, itemClass: string): MeetingFacts | undefined {
  const start = zonedDate(source.startDateTime);
  const end = zonedDate(source.endDateTime);
  if (start === undefined && end === undefined) return undefined;
  const location = textOf(source.location?.displayName);
  const organizer = /^IPM\.Schedule\.Meeting\.Request(\.|$)/i.test(itemClass) ? toParty(source.from) : undefined;
  return {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(location === undefined ? {} : { location }),
    ...(organizer === undefined ? {} : { organizer }),
  };
}

export function bodyOf(body: Given<ItemBody>): MailBody | undefined {
  const content = clean(body?.content ?? '');
  if (content === '') return undefined;
  return { format: body?.contentType === 'text' ? 'text' : 'html', content };
}

/**
 * The link that reading through EWS gives the same message, so that a change of the source changes no document. The item's id
 * stands in it, in an alphabet that fits into paths or in that of EWS; a link of another form stays as it is.
 */
function webLinkOf(given: Given<string>): string | undefined {
  const link = textOf(given);
  if (link === undefined || !URL.canParse(link)) return link;
  const { host, pathname, searchParams } = new URL(link);
  const id = searchParams.get('ItemID');
  if (id === null || !/^\/owa\/?$/i.test(pathname)) return link;
  // A plus sign that was not escaped reads as a blank.
  const itemId = encodeURIComponent(toExchangeId(id.replaceAll(' ', '+')));
  return `https://${host}/owa/?ItemID=${itemId}&exvsurl=1&viewmodel=ReadMessageItem`;
}

const attachmentKinds: Readonly<Record<string, MailAttachment['kind']>> = {
  '#microsoft.graph.fileAttachment': 'file',
  '#microsoft.graph.itemAttachment': 'message',
  '#microsoft.graph.referenceAttachment': 'reference',
};

/** An attachment as Graph sends it. */
export type GraphAttachment = Attachment & { readonly '@odata.type'?: string };

function toAttachment(source: GraphAttachment, itemId: string): MailAttachment | undefined {
  if (source.id === undefined) return undefined;
  const kind = attachmentKinds[source['@odata.type'] ?? ''] ?? 'unknown';
  const name = textOf(source.name);
  // Of a link, and of what there is no name for, EWS gives neither.
  const isKnown = kind === 'file' || kind === 'message';
  const contentType = isKnown ? textOf(source.contentType) : undefined;
  const modifiedAt = isKnown ? dateOf(source.lastModifiedDateTime) : undefined;
  return {
    id: toAttachmentId({ kind, itemId, attachmentId: source.id }),
    kind,
    isInline: source.isInline === true,
    ...(name === undefined ? {} : { name }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(source.size === undefined ? {} : { size: source.size }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  };
}
