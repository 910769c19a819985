import { withoutForbidden } from './allowed-characters.ts';
import { walkXml, type XmlTag } from './xml-pass.ts';
import { decodeReferences } from './xml-references.ts';

/** An element of an answer. Names are without prefixes: those of EWS are told apart by where they stand. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** What stands in an element without children, without the blanks at its ends; nothing in others. */
  readonly text: string;
}

/**
 * A text as a tree, in one pass that proves it well-formed. Characters that XML forbids go; Exchange sends them at times.
 * @returns the root, or undefined where there is none
 * @throws ConnectorError `ews.malformed-answer`
 */
export function readXml(answer: string): XmlElement | undefined {
  const text = withoutForbidden(withoutCdata(answer));
  const children: XmlElement[] = [];
  const around: { readonly tag: XmlTag; readonly children: XmlElement[] }[] = [{ tag: document, children }];
  walkXml(text, {
    open: (tag) => around.push({ tag, children: [] }),
    close: ({ start }) => {
      const closed = around.pop();
      if (closed === undefined) return;
      const { tag, children } = closed;
      const content = children.length === 0 ? decode(text.slice(tag.end, Math.max(tag.end, start))).trim() : '';
      around.at(-1)?.children.push({ name: tag.name, attributes: tag.attributes, children, text: content });
    },
  });
  return children[0];
}

/** Stands around the root. */
const document: XmlTag = { name: '', attributes: {}, start: 0, end: 0 };

function withoutCdata(text: string): string {
  if (!text.includes('<![CDATA[')) return text;
  return text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, content: string) =>
    content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );
}

/** Well-formed text as the characters it stands for, without comments and what is meant for programs. */
function decode(text: string): string {
  return decodeReferences(text.includes('<') ? text.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '') : text);
}

/** The first child of that name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

/** What stands in the first child of that name; undefined where it is missing or empty. */
export function textIn(element: XmlElement | undefined, name: string): string | undefined {
  const text = child(element, name)?.text;
  return text === '' ? undefined : text;
}
