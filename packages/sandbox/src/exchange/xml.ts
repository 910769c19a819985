import { DOMParser, type Element as XmlElement } from '@xmldom/xmldom';

/** Namespaces of Exchange Web Services. */
export const namespaces = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  messages: 'http://schemas.microsoft.com/exchange/services/2006/messages',
  types: 'http://schemas.microsoft.com/exchange/services/2006/types',
} as const;

export type { XmlElement };

/** The document element of an XML text. @throws Error when it is not well-formed */
export function parseXml(text: string): XmlElement {
  const parser = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(message);
    },
  });
  const root = parser.parseFromString(text, 'text/xml').documentElement;
  if (root === null) throw new Error('the document is empty');
  return root;
}

/** Child elements, by local name if one is given. */
export function children(element: XmlElement | undefined, name?: string): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = element?.firstChild ?? null; node !== null; node = node.nextSibling) {
    if (node.nodeType === 1 && (name === undefined || (node as XmlElement).localName === name))
      found.push(node as XmlElement);
  }
  return found;
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return children(element, name)[0];
}

/** The first descendant along a path of names. */
export function descend(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>((found, name) => child(found, name), element);
}

export function textOf(element: XmlElement | undefined): string | undefined {
  return element?.textContent ?? undefined;
}

/** Text inside XML: what XML 1.0 cannot hold is left out, as Exchange leaves it out. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}

/** `<t:name>text</t:name>`, or nothing when there is no text. */
export function typed(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<t:${name}>${escapeXml(text)}</t:${name}>`;
}

/** A time as Exchange writes it: UTC, whole seconds. */
export function utc(value: Date | undefined): string | undefined {
  return value?.toISOString().replace(/\.\d+Z$/, 'Z');
}
