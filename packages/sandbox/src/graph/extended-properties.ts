import type { WorldFolder, WorldMessage } from '../mail/index.ts';
import { badRequest } from './errors.ts';

const sensitivities = ['Normal', 'Personal', 'Private', 'Confidential'];

type Values<Thing> = Readonly<Record<string, (thing: Thing) => string | undefined>>;

/** By type and tag, in the way Exchange writes ids back: in small letters and without leading zeros. */
const messageValues: Values<WorldMessage> = {
  'String 0x1a': ({ itemClass }) => itemClass,
  'Integer 0x36': ({ sensitivity }) => String(sensitivities.indexOf(sensitivity)),
  'String 0x70': ({ conversationTopic }) => conversationTopic,
  'Integer 0xe08': ({ body, attachments }) =>
    String(body.text.length + attachments.reduce((sum, { size }) => sum + size, 0)),
  // PidTagNativeBody: 1 plain text, 3 HTML.
  'Integer 0x1016': ({ body }) => (body.type === 'Text' ? '1' : '3'),
  'String 0x1039': ({ references }) => references,
  'String 0x1042': ({ inReplyTo }) => inReplyTo,
  'Binary 0x300b': ({ searchKey }) => Buffer.from(searchKey).toString('base64'),
};

const folderValues: Values<WorldFolder> = {
  'String 0x3613': ({ folderClass }) => folderClass,
  'SystemTime 0x670a': ({ committedAt }) => committedAt.toISOString().replace(/\.\d+Z$/, 'Z'),
  'Integer 0x670b': ({ deletedCount }) => String(deletedCount),
};

export interface ExtendedProperty {
  readonly id: string;
  readonly value: string;
}

export function messageExtended(message: WorldMessage, ids: readonly string[]): readonly ExtendedProperty[] {
  return valuesOf(messageValues, message, ids);
}

export function folderExtended(folder: WorldFolder, ids: readonly string[]): readonly ExtendedProperty[] {
  return valuesOf(folderValues, folder, ids);
}

/** Properties that a thing does not have are left out. */
function valuesOf<Thing>(values: Values<Thing>, thing: Thing, ids: readonly string[]): readonly ExtendedProperty[] {
  return ids.flatMap((id) => {
    const value = values[id]?.(thing);
    return value === undefined ? [] : [{ id, value }];
  });
}

/** The ids in `$filter=id eq '…' or id eq '…'` of an expansion. @throws GraphError */
export function readPropertyIds(filter: string | undefined): readonly string[] {
  if (filter === undefined) throw badRequest('The expansion singleValueExtendedProperties needs a $filter by id.');
  return filter.split(/\s+or\s+/i).map((part) => {
    const id = /^\(?\s*id\s+eq\s+'([^']+)'\s*\)?$/i.exec(part.trim())?.[1];
    if (id === undefined) throw badRequest(`Invalid filter clause: '${part}'.`);
    return normal(id);
  });
}

const types = ['Binary', 'Boolean', 'Double', 'Integer', 'Long', 'Short', 'String', 'SystemTime'];

function normal(id: string): string {
  const [, type = '', tag = ''] = /^(\w+) 0x([0-9a-f]{1,4})$/i.exec(id) ?? [];
  const known = types.find((name) => name.toLowerCase() === type.toLowerCase());
  // Named properties are well formed too; nothing here has one.
  if (/^\w+ \{[0-9a-f-]{36}\} (?:Name|Id) \S+$/i.test(id)) return id;
  if (known === undefined) throw badRequest(`The property id '${id}' is invalid.`, 'ErrorInvalidProperty');
  return `${known} 0x${Number.parseInt(tag, 16).toString(16)}`;
}
