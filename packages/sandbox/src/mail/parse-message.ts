import type { AddressObject, Attachment, ParsedMail } from 'mailparser';
import { searchKeyOf } from './ids.ts';
import { type MeetingMessage, meetingOf } from './meeting-of.ts';
import type { WorldAttachment, WorldMessage, WorldParty } from './model.ts';

/**
 * Makes a message of its MIME text. One that cannot be parsed is kept as plain text: whatever arrives has to be shown.
 * @param name subject of a message that cannot be parsed
 */
export async function parseMessage(source: Buffer, name = 'message'): Promise<WorldMessage> {
  // Generated mail needs no parser, and this one takes long to load.
  const { simpleParser } = await import('mailparser');
  try {
    return await fromParsed(await simpleParser(source, { skipImageLinks: true }), source);
  } catch {
    return { ...emptyMessage(source), subject: name, body: { type: 'Text', text: source.toString('latin1') } };
  }
}

const epoch = new Date(Date.UTC(2026, 0, 1));

function emptyMessage(source: Buffer): WorldMessage {
  return {
    itemClass: 'IPM.Note',
    searchKey: searchKeyOf(source.toString('base64')),
    internetMessageId: undefined,
    inReplyTo: undefined,
    references: undefined,
    subject: undefined,
    from: undefined,
    sender: undefined,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    sentAt: undefined,
    receivedAt: undefined,
    createdAt: epoch,
    modifiedAt: epoch,
    importance: 'Normal',
    sensitivity: 'Normal',
    flagStatus: 'NotFlagged',
    categories: [],
    conversationTopic: undefined,
    body: { type: 'Text', text: '' },
    attachments: [],
  };
}

async function fromParsed(mail: ParsedMail, source: Buffer): Promise<WorldMessage> {
  const sentAt = mail.date !== undefined && Number.isFinite(mail.date.getTime()) ? mail.date : undefined;
  return {
    ...emptyMessage(source),
    ...meetingMessage(mail),
    internetMessageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: [mail.references ?? []].flat().join(' ') || undefined,
    subject: mail.subject,
    from: parties(mail.from)[0],
    sender: parties(mail.from)[0],
    to: parties(mail.to),
    cc: parties(mail.cc),
    bcc: parties(mail.bcc),
    replyTo: parties(mail.replyTo),
    sentAt,
    receivedAt: sentAt,
    conversationTopic: mail.subject?.replace(/^(re|fwd?|aw):\s*/i, ''),
    body: mail.html ? { type: 'HTML', text: mail.html } : { type: 'Text', text: mail.text ?? '' },
    attachments: await Promise.all(mail.attachments.map(toAttachment)),
  };
}

/** A calendar part with a method makes a message an invitation or what answers one. */
function meetingMessage({ attachments }: ParsedMail): MeetingMessage | undefined {
  const calendar = attachments.find(({ contentType }) => contentType === 'text/calendar');
  if (calendar === undefined) return undefined;
  const header = calendar.headers.get('content-type') as { params?: Readonly<Record<string, string>> } | undefined;
  const method = header?.params?.['method'];
  return method === undefined ? undefined : meetingOf(calendar.content.toString(), method);
}

function parties(addresses: AddressObject | AddressObject[] | undefined): readonly WorldParty[] {
  return [addresses ?? []]
    .flat()
    .flatMap(({ value }) => value)
    .flatMap((entry) => [entry, ...(entry.group ?? [])])
    .map(({ name, address }) => ({ name: name || undefined, address: address || undefined }))
    .filter(({ name, address }) => name !== undefined || address !== undefined);
}

async function toAttachment(attachment: Attachment): Promise<WorldAttachment> {
  const { content, contentType, filename, cid, contentDisposition, related } = attachment;
  if (contentType === 'message/rfc822') {
    const message = await parseMessage(content);
    return { kind: 'message', name: message.subject ?? filename, size: content.byteLength, message };
  }
  return {
    kind: 'file',
    name: filename || undefined,
    contentType: contentType || undefined,
    contentId: cid || undefined,
    isInline: related || contentDisposition === 'inline',
    size: content.byteLength,
    content: async () => content,
  };
}
