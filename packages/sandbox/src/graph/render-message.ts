import type { WorldItem, WorldMailbox, WorldMessage } from '../mail/index.ts';
import { noProperty } from './errors.ts';
import type { Expansions } from './expand.ts';
import { messageExtended } from './extended-properties.ts';
import { messageId } from './ids.ts';
import { eventProperties, type MessageProperty, messageProperties, onRequest } from './message-properties.ts';
import { messageType } from './message-types.ts';
import type { Preferences } from './preferences.ts';
import { renderAttachment, selectedAttachmentProperties } from './render-attachment.ts';

/** How messages are shown. */
export interface MessageWishes {
  /** Properties in the order of the data model, the id apart. */
  readonly selected: readonly string[];
  readonly expansions: Expansions;
  readonly preferences: Preferences;
}

const eventPrefix = 'microsoft.graph.eventMessage/';
const all: Readonly<Record<string, MessageProperty>> = {
  ...messageProperties,
  ...Object.fromEntries(Object.entries(eventProperties).map(([name, read]) => [`${eventPrefix}${name}`, read])),
};
/** What Mail.ReadBasic keeps back. */
const content: readonly string[] = ['body', 'bodyPreview', 'uniqueBody', 'internetMessageHeaders'];

/**
 * The properties in `$select`; without it, all but those that have to be asked for.
 * @returns also whether the content of the message is asked for by name, which Mail.ReadBasic does not cover
 * @throws GraphError
 */
export function selectedMessageProperties(select: string | undefined, mayReadContent: boolean) {
  if (select === undefined) {
    const usual = Object.keys(all).filter((name) => !onRequest.has(name));
    return {
      selected: mayReadContent ? usual : usual.filter((name) => !content.includes(name)),
      asksForContent: false,
    };
  }
  const names = select.split(',').map((name) => name.trim());
  const unknown = names.find((name) => name !== 'id' && !Object.hasOwn(all, name));
  if (unknown !== undefined) throw noProperty(unknown, 'message');
  const selected = names.filter((name) => name !== 'id');
  return { selected, asksForContent: selected.some((name) => content.includes(name)) };
}

/** A message as JSON; its id and its ETag always come. Content is read only when a property needs it. */
export async function renderMessage(
  item: WorldItem,
  mailbox: WorldMailbox,
  { selected, expansions, preferences }: MessageWishes,
): Promise<Readonly<Record<string, unknown>>> {
  const message = once(() => item.content());
  const type = messageType(item.itemClass);
  const shown = selected
    .filter((name) => type !== 'message' || !name.startsWith(eventPrefix))
    .map((name) => {
      const value = all[name]?.({ message, item, preferences, folder: () => mailbox.primary.folder(item.folderId) });
      return [name.replace(eventPrefix, ''), value] as const;
    });
  const { propertyIds, attachments } = expansions;
  const extended = propertyIds.length === 0 ? [] : messageExtended(message(), propertyIds);
  return {
    ...(type === 'message' ? {} : { '@odata.type': `#microsoft.graph.${type}` }),
    '@odata.etag': `W/"${item.changeKey}"`,
    id: messageId(item, preferences),
    ...Object.fromEntries(shown),
    ...(extended.length === 0 ? {} : { singleValueExtendedProperties: extended }),
    ...(attachments === undefined
      ? {}
      : { attachments: await expandedAttachments(item, message(), attachments.options, preferences) }),
  };
}

/** Attachments where they are expanded. */
export function expandedAttachments(
  item: WorldItem,
  message: WorldMessage,
  options: Readonly<Record<string, string>>,
  preferences: Preferences,
) {
  const selected = selectedAttachmentProperties(options['$select']);
  const place = { itemId: messageId(item, preferences), path: [] };
  return Promise.all(
    message.attachments.map((attachment, position) =>
      renderAttachment(attachment, { place: { ...place, path: [position] }, selected }),
    ),
  );
}

/** An attached message as JSON: an item without a place and, as Graph sends it, without an id. */
export function renderNestedMessage(message: WorldMessage, preferences: Preferences) {
  const names = Object.keys(messageProperties).filter((name) => !onRequest.has(name) && !placed.has(name));
  const values = names.map((name) => [name, messageProperties[name]?.({ message: () => message, preferences })]);
  return {
    '@odata.type': `#microsoft.graph.${messageType(message.itemClass)}`,
    ...Object.fromEntries(values),
  };
}

const placed: ReadonlySet<string> = new Set(['changeKey', 'parentFolderId']);

function once<T>(read: () => T): () => T {
  let kept: { value: T } | undefined;
  return () => {
    kept ??= { value: read() };
    return kept.value;
  };
}
