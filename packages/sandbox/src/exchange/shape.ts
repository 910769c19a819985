import { child, children, textOf, type XmlElement } from './xml.ts';

/** What a request wants to see of items or folders. */
export interface Shape {
  readonly base: string;
  /** Field URIs such as `item:Subject`. */
  readonly fields: ReadonlySet<string>;
  /** Field URIs that are not shown although the base shape has them. */
  readonly hidden: ReadonlySet<string>;
  readonly extended: readonly ExtendedField[];
  /** `HTML`, `Text` or `Best`. */
  readonly bodyType: string;
  readonly uniqueBodyType: string;
}

/** A MAPI property by its tag. */
export interface ExtendedField {
  readonly tag: number;
  readonly type: string;
}

/** Reads an ItemShape, FolderShape or AttachmentShape that follows the rules. */
export function readShape(element: XmlElement | undefined): Shape {
  const additional = child(element, 'AdditionalProperties');
  const fields = children(additional, 'FieldURI').flatMap((field) => field.getAttribute('FieldURI') ?? []);
  const mime = ['true', '1'].includes(textOf(child(element, 'IncludeMimeContent'))?.trim() ?? '');
  const bodyType = textOf(child(element, 'BodyType')) ?? 'Best';
  return {
    base: textOf(child(element, 'BaseShape')) ?? 'IdOnly',
    fields: new Set(mime ? [...fields, 'item:MimeContent'] : fields),
    hidden: new Set(),
    extended: children(additional, 'ExtendedFieldURI').map((field) => ({
      tag: Number(field.getAttribute('PropertyTag') || Number.NaN),
      type: field.getAttribute('PropertyType') ?? '',
    })),
    bodyType,
    uniqueBodyType: textOf(child(element, 'UniqueBodyType')) ?? bodyType,
  };
}

/** The same shape without some fields. */
export function without(shape: Shape, fields: readonly string[]): Shape {
  const kept = [...shape.fields].filter((field) => !fields.includes(field));
  return { ...shape, fields: new Set(kept), hidden: new Set(fields) };
}

/** Nothing but the id is wanted. */
export function isBare({ base, fields, extended }: Shape): boolean {
  return base === 'IdOnly' && fields.size === 0 && extended.length === 0;
}

/** Whether a field is shown: asked for, or part of the base shape. */
export function shows({ base, fields, hidden }: Shape, field: string, defaults: ReadonlySet<string>): boolean {
  if (fields.has(field)) return true;
  return !hidden.has(field) && (base === 'AllProperties' || (base === 'Default' && defaults.has(field)));
}

/** An extended property, if it is asked for by its tag and type. */
export function extendedProperty({ extended }: Shape, tag: number, type: string, value: () => string): string {
  if (!extended.some((field) => field.tag === tag && field.type === type)) return '';
  const uri = `<t:ExtendedFieldURI PropertyTag="0x${tag.toString(16)}" PropertyType="${type}"/>`;
  return `<t:ExtendedProperty>${uri}<t:Value>${value()}</t:Value></t:ExtendedProperty>`;
}
