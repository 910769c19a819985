import type { WorldAttachment, WorldItem, WorldMessage, WorldParty } from '../mail/index.ts';
import { attachmentId } from './attachment-id.ts';
import { isSearchKey, type Shape, shows } from './shape.ts';
import { escapeXml, typed } from './xml.ts';

const defaults: ReadonlySet<string> = new Set([
  'item:Subject',
  'item:Sensitivity',
  'item:Size',
  'item:DateTimeSent',
  'item:DateTimeCreated',
  'item:HasAttachments',
  'message:From',
  'message:IsRead',
]);

/** An item with what an answer has to say of it beside its content. */
export interface ShownItem {
  readonly item: WorldItem;
  readonly message: WorldMessage;
}

export function itemId({ id, changeKey }: WorldItem): string {
  return `<t:ItemId Id="${escapeXml(id)}" ChangeKey="${escapeXml(changeKey)}"/>`;
}

/** The element that items of this class are sent as. */
export function itemElement(itemClass: string): string {
  return itemClass.startsWith('IPM.Schedule.Meeting.Request') ? 'MeetingRequest' : 'Message';
}

/** An item as its shape wants it, with elements in the schema's order. */
export function renderItem({ item, message }: ShownItem, shape: Shape): string {
  const element = itemElement(message.itemClass);
  const body = [itemId(item), ...messageParts(message, shape, item)].join('');
  return `<t:${element}>${body}</t:${element}>`;
}

/** An attached message: an item without an id of its own. */
export function renderNested(message: WorldMessage, shape: Shape): string {
  const element = itemElement(message.itemClass);
  return `<t:${element}>${messageParts(message, { ...shape, base: 'AllProperties' }, undefined).join('')}</t:${element}>`;
}

function messageParts(message: WorldMessage, shape: Shape, item: WorldItem | undefined): readonly string[] {
  const field = (name: string, render: () => string) => (shows(shape, `item:${name}`, defaults) ? render() : '');
  const mail = (name: string, render: () => string) => (shows(shape, `message:${name}`, defaults) ? render() : '');
  const { attachments } = message;
  return [
    field('ParentFolderId', () => (item === undefined ? '' : `<t:ParentFolderId Id="${escapeXml(item.folderId)}"/>`)),
    field('ItemClass', () => typed('ItemClass', message.itemClass)),
    field('Subject', () => typed('Subject', message.subject)),
    field('Sensitivity', () => typed('Sensitivity', message.sensitivity)),
    field('Body', () => renderBody(message, shape)),
    field('Attachments', () => renderAttachments(attachments, item)),
    field('DateTimeReceived', () => typed('DateTimeReceived', date(message.receivedAt))),
    field('Size', () =>
      typed('Size', String(message.body.text.length + attachments.reduce((sum, { size }) => sum + size, 0))),
    ),
    field('Categories', () => strings('Categories', message.categories)),
    field('Importance', () => typed('Importance', message.importance)),
    field('InReplyTo', () => typed('InReplyTo', message.inReplyTo)),
    field('DateTimeSent', () => typed('DateTimeSent', date(message.sentAt))),
    field('DateTimeCreated', () => typed('DateTimeCreated', date(message.createdAt))),
    // Inline attachments do not count (Microsoft: HasAttachments).
    field('HasAttachments', () => typed('HasAttachments', String(attachments.some((a) => !isInline(a))))),
    shape.extended.some(isSearchKey) ? searchKey(message) : '',
    field('LastModifiedTime', () => typed('LastModifiedTime', date(message.modifiedAt))),
    field('Flag', () => `<t:Flag><t:FlagStatus>${message.flagStatus}</t:FlagStatus></t:Flag>`),
    mail('Sender', () => single('Sender', message.sender)),
    mail('ToRecipients', () => several('ToRecipients', message.to)),
    mail('CcRecipients', () => several('CcRecipients', message.cc)),
    mail('BccRecipients', () => several('BccRecipients', message.bcc)),
    mail('ConversationTopic', () => typed('ConversationTopic', message.conversationTopic)),
    mail('From', () => single('From', message.from)),
    mail('InternetMessageId', () => typed('InternetMessageId', message.internetMessageId)),
    mail('IsRead', () => (item === undefined ? '' : typed('IsRead', String(item.isRead)))),
    mail('References', () => typed('References', message.references)),
    mail('ReplyTo', () => several('ReplyTo', message.replyTo)),
  ];
}

function date(value: Date | undefined): string | undefined {
  return value?.toISOString().replace(/\.\d+Z$/, 'Z');
}

function renderBody({ body }: WorldMessage, { bodyType }: Shape): string {
  if (bodyType === 'Text' && body.type === 'HTML') return bodyElement('Text', body.text.replace(/<[^>]*>/g, ''));
  if (bodyType === 'HTML' && body.type === 'Text') {
    // Exchange makes HTML of text on request.
    return bodyElement('HTML', `<html><body><pre>${escapeXml(body.text)}</pre></body></html>`);
  }
  return bodyElement(body.type, body.text);
}

function bodyElement(type: string, text: string): string {
  return `<t:Body BodyType="${type}" IsTruncated="false">${escapeXml(text)}</t:Body>`;
}

function strings(name: string, values: readonly string[]): string {
  return values.length === 0 ? '' : `<t:${name}>${values.map((value) => typed('String', value)).join('')}</t:${name}>`;
}

function searchKey({ searchKey: key }: WorldMessage): string {
  return (
    '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x300b" PropertyType="Binary"/>' +
    `<t:Value>${Buffer.from(key).toString('base64')}</t:Value></t:ExtendedProperty>`
  );
}

function mailbox({ name, address }: WorldParty): string {
  const routing = address?.startsWith('/') ? 'EX' : 'SMTP';
  const parts = [
    typed('Name', name),
    typed('EmailAddress', address),
    address === undefined ? '' : typed('RoutingType', routing),
  ];
  return `<t:Mailbox>${parts.join('')}</t:Mailbox>`;
}

function single(name: string, party: WorldParty | undefined): string {
  return party === undefined ? '' : `<t:${name}>${mailbox(party)}</t:${name}>`;
}

function several(name: string, all: readonly WorldParty[]): string {
  return all.length === 0 ? '' : `<t:${name}>${all.map(mailbox).join('')}</t:${name}>`;
}

function isInline(attachment: WorldAttachment): boolean {
  return attachment.kind === 'file' && attachment.isInline;
}

function renderAttachments(attachments: readonly WorldAttachment[], item: WorldItem | undefined): string {
  if (attachments.length === 0) return '';
  const all = attachments.map((attachment, position) =>
    renderAttachment(attachment, attachmentId(item?.id ?? '', position)),
  );
  return `<t:Attachments>${all.join('')}</t:Attachments>`;
}

const attachmentElements = {
  file: 'FileAttachment',
  message: 'ItemAttachment',
  reference: 'ReferenceAttachment',
} as const;

/** An attachment's metadata; `content` is what GetAttachment adds. */
export function renderAttachment(attachment: WorldAttachment, id: string, content = ''): string {
  const element = attachmentElements[attachment.kind];
  const parts = [
    `<t:AttachmentId Id="${escapeXml(id)}"/>`,
    typed('Name', attachment.name),
    typed('ContentType', attachment.kind === 'file' ? attachment.contentType : undefined),
    typed('ContentId', attachment.kind === 'file' ? attachment.contentId : undefined),
    typed('Size', String(attachment.size)),
    typed('LastModifiedTime', '2026-01-01T00:00:00Z'),
    typed('IsInline', String(isInline(attachment))),
    attachment.kind === 'reference' ? typed('AttachLongPathName', attachment.url) : '',
    content,
  ];
  return `<t:${element}>${parts.join('')}</t:${element}>`;
}
