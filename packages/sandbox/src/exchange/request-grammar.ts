import { children, namespaces, type XmlElement } from './xml.ts';

/** Whether a text is one of a type's values. */
export type Test = (text: string) => boolean;

/** What an element of a request may hold; neither text nor parts: nothing. */
export interface Rule {
  readonly attributes?: Readonly<Record<string, { readonly test: Test; readonly required: boolean }>>;
  readonly text?: Test;
  /** Children, in this order. */
  readonly parts?: readonly Part[];
  /** Everything is let through; for what the stand-in does not look at. */
  readonly open?: boolean;
}

/** Between `min` and `max` children in a row, each of one of these names (`m:` and `t:` stand for the namespaces). */
export interface Part {
  readonly of: Readonly<Record<string, Rule>>;
  readonly min: number;
  readonly max: number;
}

/** What is wrong with an element, in the words of Exchange's schema validation; undefined when nothing is. */
export function violation(element: XmlElement, rule: Rule): string | undefined {
  if (rule.open === true) return undefined;
  return attributeViolation(element, rule) ?? textViolation(element, rule) ?? childViolation(element, rule);
}

function attributeViolation(element: XmlElement, { attributes = {} }: Rule): string | undefined {
  for (const { name, value, prefix } of [...element.attributes]) {
    if (name === 'xmlns' || prefix === 'xmlns' || prefix === 'xsi') continue;
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (attribute === undefined) return `The '${name}' attribute is not declared.`;
    if (!attribute.test(value)) return `The '${name}' attribute is invalid - The value '${value}' is invalid.`;
  }
  const missing = Object.entries(attributes).find(([name, { required }]) => required && !element.hasAttribute(name));
  return missing === undefined ? undefined : `The required attribute '${missing[0]}' is missing.`;
}

function textViolation(element: XmlElement, { text, parts }: Rule): string | undefined {
  if (text !== undefined && children(element).length === 0) {
    const value = element.textContent ?? '';
    return text(value) ? undefined : `The '${element.localName}' element is invalid - The value '${value}' is invalid.`;
  }
  const isBare = [...element.childNodes].every(({ nodeType, nodeValue }) => nodeType !== 3 || nodeValue?.trim() === '');
  if (isBare) return undefined;
  return `The element '${element.localName}' cannot contain text${parts === undefined ? '' : ' beside its elements'}.`;
}

function childViolation(element: XmlElement, { parts = [] }: Rule): string | undefined {
  const left = [...children(element)];
  for (const { of, min, max } of parts) {
    for (let count = 0; count < max; count += 1) {
      const next = left[0];
      const rule = next === undefined ? undefined : ruleOf(of, next);
      if (next === undefined || rule === undefined) {
        if (count < min) return incomplete(element, next);
        break;
      }
      const wrong = violation(next, rule);
      if (wrong !== undefined) return wrong;
      left.shift();
    }
  }
  return left[0] === undefined ? undefined : incomplete(element, left[0]);
}

function ruleOf(rules: Readonly<Record<string, Rule>>, element: XmlElement): Rule | undefined {
  const name = `${prefixes[element.namespaceURI ?? ''] ?? '?'}:${element.localName}`;
  return Object.hasOwn(rules, name) ? rules[name] : undefined;
}

const prefixes: Readonly<Record<string, string>> = { [namespaces.messages]: 'm', [namespaces.types]: 't' };

function incomplete(element: XmlElement, next: XmlElement | undefined): string {
  return next === undefined
    ? `The element '${element.localName}' has incomplete content.`
    : `The element '${element.localName}' has invalid child element '${next.localName}'.`;
}
