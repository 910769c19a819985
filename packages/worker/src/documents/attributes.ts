import { type AttributeSource, attributeFields, carrierOf, type RawValue } from './attribute-fields.ts';
import type { DocumentAttribute, DocumentAttributeValue } from './index-document.ts';
import { attributeCharacters, listElements } from './limits.ts';
import { cleanLine, cut } from './text.ts';
import { usableDate } from './usable-date.ts';

/**
 * The attributes of a document: those its message has a value for. Omitted rather than empty, because the API refuses
 * empty dates and list elements, and one refused member spoils a whole request.
 * @param fields custom fields that the index has; attributes without their field are left out
 */
export function attributesOf(source: AttributeSource, fields: ReadonlySet<string>): readonly DocumentAttribute[] {
  const carrier = carrierOf(source);
  return attributeFields
    .filter(({ on }) => on.includes(carrier))
    .filter(({ name, reserved }) => reserved || fields.has(name))
    .flatMap(({ name, value }) => {
      const within = withinLimits(value(source));
      return within === undefined ? [] : [{ name, value: within }];
    });
}

/** The value within its limits; undefined when nothing of it is left. */
function withinLimits(raw: RawValue): DocumentAttributeValue | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw === 'string') return stringWithinLimits(raw);
  if (typeof raw === 'number') return { kind: 'number', value: raw };
  if (raw instanceof Date) return usableDate(raw) === undefined ? undefined : { kind: 'date', value: raw };
  const [first, ...rest] = raw.map(shorten).filter((text) => text !== '');
  return first === undefined ? undefined : { kind: 'strings', value: [first, ...rest.slice(0, listElements - 1)] };
}

function stringWithinLimits(raw: string): DocumentAttributeValue | undefined {
  const value = shorten(raw);
  return value === '' ? undefined : { kind: 'string', value };
}

function shorten(text: string): string {
  return cut(cleanLine(text), attributeCharacters).trimEnd();
}
