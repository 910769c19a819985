import { dropped, elementOf, type HtmlElement, keptAttributes, rawElements } from './html-elements.ts';
import { BoundedHtml, escapeHtml } from './html-writer.ts';
import { htmlDepth, linkCharacters } from './limits.ts';
import { type HtmlReader, type OpeningTag, readHtml } from './read-html.ts';
import { cleanText } from './text.ts';

/** No character of a source takes more bytes of the result: quotes become `&quot;`, and a tag of three at most one more and its end. */
const bytesOfCharacter = 8;
const linkSchemes = /^(https?|mailto):/i;

/** A cleaned body. */
export interface CleanedHtml {
  /** Every element that is opened is closed, in the right order. */
  readonly html: string;
  /** The body was longer than the limit and ends early. */
  readonly truncated: boolean;
}

/**
 * The content of an HTML body without what is not content: scripts, styles, comments, images, handlers. One pass that
 * remembers no more than `htmlDepth` open elements, so that millions of nested elements cost no more than as many flat
 * ones. Never drops text for how it looks: signatures and quoted history stay.
 * @param bytes most bytes of UTF-8 that the result has; what goes beyond is left out
 */
export function cleanHtml(source: string, bytes: number): CleanedHtml {
  const hiding = new Set(dropped);
  // A form feed is a blank between attributes: what is cleaned of it must not grow together.
  const clean = cleanText(source.replaceAll('\f', ' '));
  const room = source.length * bytesOfCharacter <= bytes ? Number.POSITIVE_INFINITY : bytes;
  for (;;) {
    const cleaner = createCleaner(new BoundedHtml(room), hiding);
    readHtml(clean, cleaner);
    const unclosed = cleaner.hidden();
    // Left open to the end it would hide the rest of the message: then it is read as if it had never been opened. Each
    // kind of element once, so that hostile mail costs a few passes and no more.
    if (unclosed === undefined || rawElements.has(unclosed)) return cleaner.finish();
    hiding.delete(unclosed);
  }
}

/** Those that something is made of. */
const readAttributes: ReadonlySet<string> = new Set(['alt', ...Object.values(keptAttributes).flat()]);

/** What is being left out, from its opening tag to its closing tag. */
interface Hidden {
  readonly root: string;
  /** Elements open inside, by name: their closing tags are none of ours. */
  readonly inside: Map<string, number>;
}

interface Cleaner extends HtmlReader {
  /** The element that is being left out. */
  hidden(): string | undefined;
  finish(): CleanedHtml;
}

function createCleaner(output: BoundedHtml, hiding: ReadonlySet<string>): Cleaner {
  let hidden: Hidden | undefined;
  const inForeignContent = (): boolean => hidden?.root === 'svg' || hidden?.root === 'math';
  const endsHead = ({ name, isOfHead }: HtmlElement): boolean =>
    hidden?.root === 'head' && !isOfHead && name !== 'head';
  return {
    attributes: readAttributes,
    inForeignContent,
    done: () => output.full(),
    hidden: () => (output.full() ? undefined : hidden?.root),
    finish: () => output.finish(),
    open: (tag) => {
      const { name, selfClosing } = tag;
      const element = elementOf(name);
      if (endsHead(element)) hidden = undefined;
      const empty = element.isVoid || (selfClosing && (inForeignContent() || hidesNothing(element)));
      if (hidden !== undefined) {
        if (!empty) hidden.inside.set(name, (hidden.inside.get(name) ?? 0) + 1);
      } else if (element.isDropped && hiding.has(name)) {
        if (!empty) hidden = { root: name, inside: new Map([[name, 1]]) };
      } else writeOpening(output, element, tag.attributes);
    },
    close: (name) => {
      if (hidden !== undefined && !endsHidden(hidden, name, output)) return;
      hidden = undefined;
      const element = elementOf(name);
      if (name === 'br') output.empty('<br>');
      else if (element.isKept) output.close(name);
      else separate(output, element);
    },
    text: (text) => {
      if (hidden === undefined) output.text(text);
    },
  };
}

/** `<xml/>` is meant to be empty, though HTML says otherwise. What is raw text is raw text to its closing tag. */
function hidesNothing({ isDropped, isRaw }: HtmlElement): boolean {
  return isDropped && !isRaw;
}

/** A closing tag ends what is hidden when it is its own, or that of an element around it. */
function endsHidden({ root, inside }: Hidden, name: string, output: BoundedHtml): boolean {
  const count = inside.get(name) ?? 0;
  if (count === 0) return output.isOpen(name);
  inside.set(name, count - 1);
  return name === root && count === 1;
}

function writeOpening(output: BoundedHtml, element: HtmlElement, attributes: OpeningTag['attributes']): void {
  const { name, isKept, isVoid, ends } = element;
  if (name === 'img' || name === 'image') output.text(cleanText(attributes.get('alt') ?? ''));
  if (isKept) output.closeInnermost(ends);
  if (!isKept) separate(output, element);
  else if (isVoid) output.empty(`<${name}>`);
  else if (output.depth() < htmlDepth) output.open(name, attributesOf(element, attributes));
  else separate(output, element);
}

/** What stands for a tag that is lost. */
function separate(output: BoundedHtml, { isBlock }: HtmlElement): void {
  if (isBlock) output.text('\n');
}

function attributesOf({ attributes: keys }: HtmlElement, attributes: OpeningTag['attributes']): string {
  if (keys.length === 0 || attributes.size === 0) return '';
  let written = '';
  for (const key of keys) {
    const value = cleanText(attributes.get(key) ?? '').trim();
    if (value === '' || value.length > linkCharacters) continue;
    if (key !== 'href' || linkSchemes.test(value)) written += ` ${key}="${escapeHtml(value)}"`;
  }
  return written;
}
