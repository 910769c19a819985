import { decodeHTMLAttribute } from 'entities/decode';

/** An opening tag. */
export interface OpeningTag {
  readonly name: string;
  /** Where the tag begins in the source. */
  readonly start: number;
  /** Values by lower-case name; the first of each. */
  readonly attributes: ReadonlyMap<string, string>;
  /** `<a/>`. HTML gives that a meaning inside SVG and MathML alone. */
  readonly selfClosing: boolean;
}

/** An opening tag, and where what follows it begins. */
export interface ReadTag extends OpeningTag {
  readonly end: number;
}

const slash = 0x2f;
const equals = 0x3d;
const greater = 0x3e;
const doubleQuote = 0x22;
const singleQuote = 0x27;

const none: ReadonlyMap<string, string> = new Map();

/**
 * The opening tag that begins at `<`; undefined when the source ends within it.
 * @param wanted names of the attributes to read; all of them when it is left out
 */
export function readTag(source: string, start: number, wanted: ReadonlySet<string> | undefined): ReadTag | undefined {
  const nameEnd = endOfName(source, start + 1);
  const name = nameAt(source, start + 1, nameEnd);
  let attributes: Map<string, string> | undefined;
  for (let position = nameEnd; position < source.length; ) {
    const unit = source.charCodeAt(position);
    if (unit === greater) return { name, start, attributes: attributes ?? none, selfClosing: false, end: position + 1 };
    if (isBlank(unit)) position += 1;
    else if (unit === slash) {
      position = endOfBlanks(source, position + 1);
      if (source.charCodeAt(position) === greater) {
        return { name, start, attributes: attributes ?? none, selfClosing: true, end: position + 1 };
      }
    } else {
      const keyEnd = endOfAttributeName(source, position + 1);
      const value = valueAt(source, keyEnd);
      if (value === undefined) return undefined;
      const key = nameAt(source, position, keyEnd);
      if (wanted?.has(key) ?? true) {
        attributes ??= new Map();
        if (!attributes.has(key)) attributes.set(key, decodeHTMLAttribute(source.slice(value.start, value.end)));
      }
      position = value.next;
    }
  }
  return undefined;
}

/** Where an attribute's value stands, without its quotes, and where to go on behind it. */
interface ValuePlace {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** The place of the value behind an attribute's name, empty when there is none; undefined when the source ends within it. */
function valueAt(source: string, nameEnd: number): ValuePlace | undefined {
  const sign = endOfBlanks(source, nameEnd);
  if (source.charCodeAt(sign) !== equals) return { start: sign, end: sign, next: sign };
  const first = endOfBlanks(source, sign + 1);
  const quote = source.charCodeAt(first);
  if (quote !== doubleQuote && quote !== singleQuote) {
    const end = endOfBareValue(source, first);
    return end === -1 ? undefined : { start: first, end, next: end };
  }
  const end = nextUnit(source, quote, first + 1);
  return end === -1 ? undefined : { start: first + 1, end, next: end + 1 };
}

/** Where a character stands next; -1 when it does not. Most are so near that a search takes longer to begin than to end. */
export function nextUnit(source: string, unit: number, from: number): number {
  for (let position = from; position < source.length; position += 1) {
    if (source.charCodeAt(position) === unit) return position;
  }
  return -1;
}

/** Where a value without quotes ends; -1 when the source ends before. */
function endOfBareValue(source: string, start: number): number {
  for (let position = start; position < source.length; position += 1) {
    const unit = source.charCodeAt(position);
    if (unit === greater || isBlank(unit)) return position;
  }
  return -1;
}

function endOfBlanks(source: string, start: number): number {
  let position = start;
  while (isBlank(source.charCodeAt(position))) position += 1;
  return position;
}

/** Where the name of a tag ends: before a blank, `/`, `>` or the end of the source. */
export function endOfName(source: string, start: number): number {
  let position = start;
  while (position < source.length && !endsName(source.charCodeAt(position))) position += 1;
  return position;
}

function endOfAttributeName(source: string, start: number): number {
  for (let position = start; position < source.length; position += 1) {
    const unit = source.charCodeAt(position);
    if (unit === equals || endsName(unit)) return position;
  }
  return source.length;
}

function endsName(unit: number): boolean {
  return unit === greater || unit === slash || isBlank(unit);
}

export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09 || unit === 0x0c;
}

/** A name in lower case. */
export function nameAt(source: string, start: number, end: number): string {
  const name = source.slice(start, end);
  return hasCapitals(name) ? name.toLowerCase() : name;
}

/** Names of tags and attributes hardly ever have some, and are all that is asked of some texts. */
function hasCapitals(name: string): boolean {
  for (let position = 0; position < name.length; position += 1) {
    const unit = name.charCodeAt(position);
    if ((unit >= 0x41 && unit <= 0x5a) || unit > 0x7f) return true;
  }
  return false;
}
