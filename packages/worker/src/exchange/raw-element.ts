import type { PropertyDefinition, ServiceObject } from 'ews-javascript-api';

/** An element as the library reads XML: text, or an object of its children and attributes. */
export type RawElement = string | { readonly [name: string]: RawElement };

/** What stands in a property of `calendarProperties`; undefined when the item has none. */
export function rawOf(item: ServiceObject, definition: PropertyDefinition): RawElement | undefined {
  const out: { outValue: RawElement | null } = { outValue: null };
  try {
    item.TryGetProperty(definition, out as never);
  } catch {
    return undefined;
  }
  return out.outValue ?? undefined;
}

export function rawText(item: ServiceObject, definition: PropertyDefinition): string | undefined {
  const value = rawOf(item, definition);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A child of an element; undefined when it has no such child. */
export function childOf(element: RawElement | undefined, name: string): RawElement | undefined {
  return typeof element === 'object' && Object.hasOwn(element, name) ? element[name] : undefined;
}

export function childText(element: RawElement | undefined, name: string): string | undefined {
  const child = childOf(element, name);
  return typeof child === 'string' && child.trim() !== '' ? child.trim() : undefined;
}
