import type { WorldItem, WorldMailbox } from '../mail/index.ts';
import { contactProperties } from './contact-properties.ts';
import { noProperty } from './errors.ts';
import { eventItemProperties } from './event-properties.ts';
import { readResourceExpansions } from './expand.ts';
import { messageExtended } from './extended-properties.ts';
import { messageId } from './ids.ts';
import type { MessageProperty } from './message-properties.ts';
import type { Preferences } from './preferences.ts';
import type { Query } from './query.ts';
import { expandedAttachments, type MessageWishes } from './render-message.ts';

/** Events and contacts: what is no mail. */
export type OtherType = 'event' | 'contact';

const properties: Readonly<Record<OtherType, Readonly<Record<string, MessageProperty>>>> = {
  event: eventItemProperties,
  contact: contactProperties,
};

/** How a request wants items of a type shown. @throws GraphError */
export function otherWishes(type: OtherType, query: Query, preferences: Preferences): MessageWishes {
  const known = properties[type];
  const names = query['$select']?.split(',').map((name) => name.trim()) ?? Object.keys(known);
  const unknown = names.find((name) => name !== 'id' && !Object.hasOwn(known, name));
  if (unknown !== undefined) throw noProperty(unknown, type);
  const expansions = readResourceExpansions(query['$expand'], type);
  return { selected: names.filter((name) => name !== 'id'), expansions, preferences };
}

/** An event or a contact as JSON; its id and its ETag always come. */
export async function renderOther(
  type: OtherType,
  item: WorldItem,
  { mailbox, wishes }: { readonly mailbox: WorldMailbox; readonly wishes: MessageWishes },
): Promise<Readonly<Record<string, unknown>>> {
  const { selected, expansions, preferences } = wishes;
  const message = () => item.content();
  const source = { message, item, preferences, folder: () => mailbox.primary.folder(item.folderId) };
  const extended = expansions.propertyIds.length === 0 ? [] : messageExtended(message(), expansions.propertyIds);
  const { attachments } = expansions;
  return {
    '@odata.etag': `W/"${item.changeKey}"`,
    id: messageId(item, preferences),
    ...Object.fromEntries(selected.map((name) => [name, properties[type][name]?.(source)])),
    ...(extended.length === 0 ? {} : { singleValueExtendedProperties: extended }),
    ...(attachments === undefined
      ? {}
      : { attachments: await expandedAttachments(item, message(), attachments.options, preferences) }),
  };
}
