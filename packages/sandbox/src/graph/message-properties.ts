import {
  bodyAs,
  conversationOf,
  isInline,
  uniqueBody,
  type WorldFolder,
  type WorldItem,
  type WorldMessage,
  type WorldParty,
} from '../mail/index.ts';
import { restId } from './ids.ts';
import { meetingMessageType } from './message-types.ts';
import type { Preferences } from './preferences.ts';

/** What a property is read from. An attached message has neither item nor folder. */
export interface MessageSource {
  readonly message: () => WorldMessage;
  readonly item?: WorldItem;
  readonly folder?: () => WorldFolder | undefined;
  readonly preferences: Preferences;
}

export type MessageProperty = (source: MessageSource) => unknown;

const utc = (value: Date | undefined) => value?.toISOString().replace(/\.\d+Z$/, 'Z') ?? null;
const recipient = ({ name, address }: WorldParty) => ({ emailAddress: { name, address } });
const optional = (party: WorldParty | undefined) => (party === undefined ? undefined : recipient(party));
const lower = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** Properties of v1.0, by name. The class, the sensitivity and the search key of a message are extended ones. */
export const messageProperties: Readonly<Record<string, MessageProperty>> = {
  createdDateTime: ({ message }) => utc(message().createdAt),
  lastModifiedDateTime: ({ message }) => utc(message().modifiedAt),
  changeKey: ({ item }) => item?.changeKey,
  categories: ({ message }) => message().categories,
  receivedDateTime: ({ message }) => utc(message().receivedAt),
  sentDateTime: ({ message }) => utc(message().sentAt),
  // Inline attachments do not count (Microsoft: hasAttachments).
  hasAttachments: ({ message }) => message().attachments.some((attachment) => !isInline(attachment)),
  internetMessageId: ({ message }) => message().internetMessageId ?? null,
  subject: ({ message }) => message().subject ?? null,
  bodyPreview: ({ message }) => bodyAs(message().body, 'Text').text.trim().slice(0, 255),
  importance: ({ message }) => lower(message().importance),
  parentFolderId: ({ item }) => (item === undefined ? undefined : restId(item.folderId)),
  conversationId: ({ message }) => restId(conversationOf(message())),
  isDeliveryReceiptRequested: () => false,
  isReadReceiptRequested: () => false,
  isRead: ({ item }) => item?.isRead ?? true,
  isDraft: ({ folder }) => folder?.()?.distinguishedId === 'drafts',
  webLink: ({ item }) => (item === undefined ? null : webLink(item.id)),
  inferenceClassification: () => 'focused',
  body: ({ message, preferences }) => body(message().body, preferences),
  sender: ({ message }) => optional(message().sender),
  from: ({ message }) => optional(message().from),
  toRecipients: ({ message }) => message().to.map(recipient),
  ccRecipients: ({ message }) => message().cc.map(recipient),
  bccRecipients: ({ message }) => message().bcc.map(recipient),
  replyTo: ({ message }) => message().replyTo.map(recipient),
  flag: ({ message }) => ({ flagStatus: lower(message().flagStatus) }),
  internetMessageHeaders: ({ message }) => headers(message()),
  uniqueBody: ({ message, preferences }) => body(uniqueBody(message().body), preferences),
};

/** With the id that the item has where it stands, whatever kind of id is preferred (Microsoft: message, `webLink`). */
function webLink(id: string): string {
  return `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ReadMessageItem`;
}

/** Properties that come only when they are selected. */
export const onRequest: ReadonlySet<string> = new Set(['internetMessageHeaders', 'uniqueBody']);

/** What messages about meetings have beside it. */
export const eventProperties: Readonly<Record<string, MessageProperty>> = {
  meetingMessageType: ({ message }) => meetingMessageType(message().itemClass),
  startDateTime: ({ message }) => zoned(message().meeting?.start),
  endDateTime: ({ message }) => zoned(message().meeting?.end),
  location: ({ message }) => ({ displayName: message().meeting?.location ?? '' }),
};

/** HTML without a preference; scripts are taken out unless they are wanted. */
function body(given: WorldMessage['body'], { bodyType = 'html', unsafeHtml }: Preferences) {
  const { text } = bodyAs(given, bodyType === 'html' ? 'HTML' : 'Text');
  const safe = bodyType === 'text' || unsafeHtml ? text : text.replace(/<script\b[\s\S]*?<\/script\s*>/gi, '');
  return { contentType: bodyType, content: safe };
}

function headers({ internetMessageId, inReplyTo, references }: WorldMessage) {
  const all = { 'Message-ID': internetMessageId, 'In-Reply-To': inReplyTo, References: references };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function zoned(value: Date | undefined) {
  return value === undefined ? null : { dateTime: value.toISOString().replace('Z', '0000'), timeZone: 'UTC' };
}
