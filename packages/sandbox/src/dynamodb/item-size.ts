import type { Item } from './transact-items.ts';

/** Bytes of an item: names and values in UTF-8 (DynamoDB developer guide, item sizes and formats). */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

/** Of a list or map each, and of each of its members one more. */
const containerBytes = 3;

function valueBytes(value: Readonly<Record<string, unknown>>): number {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  if (Array.isArray(content)) {
    return content.reduce<number>((sum, member) => sum + 1 + memberBytes(type, member), containerBytes);
  }
  if (type === 'M') return containerBytes + itemBytes(content as Item) + Object.keys(content as Item).length;
  return memberBytes(type, content);
}

/** Of a plain value, or of a member of a set or list. */
function memberBytes(type: string, content: unknown): number {
  if (typeof content === 'object' && content !== null) return valueBytes(content as Record<string, unknown>);
  const text = String(content);
  if (type.startsWith('S')) return Buffer.byteLength(text);
  if (type.startsWith('B') && type !== 'BOOL') return Buffer.from(text, 'base64').byteLength;
  return type.startsWith('N') && type !== 'NULL' ? Math.ceil(text.length / 2) + 1 : 1;
}
