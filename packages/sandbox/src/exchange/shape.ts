import { SoapFault } from './soap.ts';
import { child, children, descend, textOf, type XmlElement } from './xml.ts';

/** What a request wants to see of items or folders. */
export interface Shape {
  readonly base: 'IdOnly' | 'Default' | 'AllProperties';
  /** Field URIs such as `item:Subject`. */
  readonly fields: ReadonlySet<string>;
  readonly extended: readonly ExtendedField[];
  readonly bodyType: 'HTML' | 'Text' | 'Best';
}

/** A MAPI property by its tag. */
export interface ExtendedField {
  /** As it was written, for example `0x300B`. */
  readonly tag: string;
  readonly type: string;
}

/** Reads an ItemShape, FolderShape or AttachmentShape. */
export function readShape(element: XmlElement | undefined): Shape {
  const base = textOf(child(element, 'BaseShape')) ?? 'IdOnly';
  if (base !== 'IdOnly' && base !== 'Default' && base !== 'AllProperties') {
    throw new SoapFault('ErrorSchemaValidation', `The request failed schema validation: BaseShape ${base}.`);
  }
  const additional = descend(element, 'AdditionalProperties');
  const fields = children(additional, 'FieldURI').flatMap((field) => field.getAttribute('FieldURI') ?? []);
  const extended = children(additional, 'ExtendedFieldURI').map((field) => ({
    tag: field.getAttribute('PropertyTag') ?? '',
    type: field.getAttribute('PropertyType') ?? '',
  }));
  const bodyType = textOf(child(element, 'BodyType')) ?? 'Best';
  if (bodyType !== 'HTML' && bodyType !== 'Text' && bodyType !== 'Best') {
    throw new SoapFault('ErrorSchemaValidation', `The request failed schema validation: BodyType ${bodyType}.`);
  }
  return { base, fields: new Set(fields), extended, bodyType };
}

/** Whether a field is shown: asked for, or part of the base shape. */
export function shows({ base, fields }: Shape, field: string, defaults: ReadonlySet<string>): boolean {
  return base === 'AllProperties' || fields.has(field) || (base === 'Default' && defaults.has(field));
}

/** Property 0x300B whatever way its number is written. */
export function isSearchKey({ tag, type }: ExtendedField): boolean {
  return Number(tag) === 0x300b && type === 'Binary';
}
