import { conversationOf, isInline, uniqueBody, type WorldItem, type WorldMessage } from '../mail/index.ts';
import { itemElement } from './item-elements.ts';
import { type AttachmentPlace, renderAttachments } from './render-attachment.ts';
import { renderBody } from './render-body.ts';
import { partsOfKind } from './render-kind.ts';
import { extendedProperty, type Shape, shows } from './shape.ts';
import { escapeXml, typed, utc } from './xml.ts';

const defaults: ReadonlySet<string> = new Set([
  'item:Subject',
  'item:Sensitivity',
  'item:Size',
  'item:DateTimeSent',
  'item:DateTimeCreated',
  'item:HasAttachments',
  'message:From',
  'message:IsRead',
  'calendar:Start',
  'calendar:End',
  'calendar:Location',
  'calendar:Organizer',
]);

/** Fields that come only when they are asked for by name. */
const onDemand: ReadonlySet<string> = new Set(['item:MimeContent', 'item:UniqueBody', 'item:TextBody']);

/** An item with what an answer has to say of it beside its content. */
export interface ShownItem {
  readonly item: WorldItem;
  readonly message: WorldMessage;
  /** The whole message in base64, where that is asked for. */
  readonly mime?: string | undefined;
}

export function itemId({ id, changeKey }: WorldItem): string {
  return `<t:ItemId Id="${escapeXml(id)}" ChangeKey="${escapeXml(changeKey)}"/>`;
}

/** An item with nothing but its id, as the element of its kind. */
export function emptyItem(item: WorldItem): string {
  const element = itemElement(item.itemClass);
  return `<t:${element}>${itemId(item)}</t:${element}>`;
}

/** An item as its shape wants it, with elements in the schema's order. */
export function renderItem({ item, message, mime }: ShownItem, shape: Shape): string {
  return render({ message, mime, item, place: { itemId: item.id, path: [] } }, shape);
}

/** An attached message: an item without an id of its own, shown whole. */
export function renderNested(
  { message, mime, itemId: id, path }: Pick<ShownItem, 'message' | 'mime'> & AttachmentPlace,
  shape: Shape,
): string {
  const whole = { ...shape, base: 'AllProperties' };
  return render({ message, mime, item: undefined, place: { itemId: id, path } }, whole);
}

/** What is shown, and where it stands; an attached message has no item. */
interface Subject {
  readonly message: WorldMessage;
  readonly mime: string | undefined;
  readonly item: WorldItem | undefined;
  readonly place: AttachmentPlace;
}

function render(subject: Subject, shape: Shape): string {
  const { message, item } = subject;
  const element = itemElement(message.itemClass);
  const show = (field: string, text: () => string): string => {
    const shown = onDemand.has(field) ? shape.fields.has(field) : shows(shape, field, defaults);
    return shown ? text() : '';
  };
  const parts = [...itemParts(subject, shape, show), ...partsOfKind(element, { message, item, show })];
  return `<t:${element}>${parts.join('')}</t:${element}>`;
}

function itemParts(
  { message, mime, item, place }: Subject,
  shape: Shape,
  show: (field: string, text: () => string) => string,
): readonly string[] {
  const { attachments } = message;
  const field = (name: string, value: () => string | undefined) => show(`item:${name}`, () => typed(name, value()));
  return [
    show('item:MimeContent', () =>
      mime === undefined ? '' : `<t:MimeContent CharacterSet="UTF-8">${mime}</t:MimeContent>`,
    ),
    item === undefined ? '' : itemId(item),
    show('item:ParentFolderId', () =>
      item === undefined ? '' : `<t:ParentFolderId Id="${escapeXml(item.folderId)}"/>`,
    ),
    field('ItemClass', () => message.itemClass),
    field('Subject', () => message.subject),
    field('Sensitivity', () => message.sensitivity),
    show('item:Body', () => renderBody('Body', message.body, shape.bodyType)),
    show('item:Attachments', () => renderAttachments(attachments, place)),
    field('DateTimeReceived', () => utc(message.receivedAt)),
    field('Size', () => String(message.body.text.length + attachments.reduce((sum, { size }) => sum + size, 0))),
    show('item:Categories', () => strings('Categories', message.categories)),
    field('Importance', () => message.importance),
    field('InReplyTo', () => message.inReplyTo),
    field('DateTimeSent', () => utc(message.sentAt)),
    field('DateTimeCreated', () => utc(message.createdAt)),
    show('item:ReminderIsSet', () =>
      message.event === undefined ? '' : typed('ReminderIsSet', String(message.event.isReminderOn)),
    ),
    // Inline attachments do not count (Microsoft: HasAttachments).
    field('HasAttachments', () => String(attachments.some((attachment) => !isInline(attachment)))),
    extendedProperty(shape, 0x300b, 'Binary', () => Buffer.from(message.searchKey).toString('base64')),
    field('LastModifiedTime', () => utc(message.modifiedAt)),
    show('item:ConversationId', () =>
      item === undefined ? '' : `<t:ConversationId Id="${conversationOf(message)}"/>`,
    ),
    show('item:UniqueBody', () => renderBody('UniqueBody', uniqueBody(message.body), shape.uniqueBodyType)),
    show('item:Flag', () => `<t:Flag><t:FlagStatus>${message.flagStatus}</t:FlagStatus></t:Flag>`),
    show('item:TextBody', () => renderBody('TextBody', message.body, 'Text')),
  ];
}

function strings(name: string, values: readonly string[]): string {
  return values.length === 0 ? '' : `<t:${name}>${values.map((value) => typed('String', value)).join('')}</t:${name}>`;
}
