import {
  blocks,
  dropped,
  headElements,
  impliedEnds,
  kept,
  keptAttributes,
  rawElements,
  voidElements,
} from './html-elements.ts';
import { type BoundedHtml, boundedHtml, escapeHtml } from './html-writer.ts';
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
    const cleaner = createCleaner(boundedHtml(room), hiding);
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
  const endsHead = (name: string): boolean => hidden?.root === 'head' && !headElements.has(name) && name !== 'head';
  return {
    attributes: readAttributes,
    inForeignContent,
    done: () => output.full(),
    hidden: () => (output.full() ? undefined : hidden?.root),
    finish: () => output.finish(),
    open: (tag) => {
      const { name, selfClosing } = tag;
      if (endsHead(name)) hidden = undefined;
      const empty = voidElements.has(name) || (selfClosing && (inForeignContent() || hidesNothing(name)));
      if (hidden !== undefined) {
        if (!empty) hidden.inside.set(name, (hidden.inside.get(name) ?? 0) + 1);
      } else if (hiding.has(name)) {
        if (!empty) hidden = { root: name, inside: new Map([[name, 1]]) };
      } else writeOpening(output, tag);
    },
    close: (name) => {
      if (hidden !== undefined && !endsHidden(hidden, name, output)) return;
      hidden = undefined;
      if (name === 'br') output.empty('<br>');
      else if (kept.has(name)) output.close(name);
      else separate(output, name);
    },
    text: (text) => {
      if (hidden === undefined) output.text(text);
    },
  };
}

/** `<xml/>` is meant to be empty, though HTML says otherwise. What is raw text is raw text to its closing tag. */
function hidesNothing(name: string): boolean {
  return dropped.has(name) && !rawElements.has(name);
}

/** A closing tag ends what is hidden when it is its own, or that of an element around it. */
function endsHidden({ root, inside }: Hidden, name: string, output: BoundedHtml): boolean {
  const count = inside.get(name) ?? 0;
  if (count === 0) return output.isOpen(name);
  inside.set(name, count - 1);
  return name === root && count === 1;
}

function writeOpening(output: BoundedHtml, { name, attributes }: OpeningTag): void {
  if (name === 'img' || name === 'image') output.text(cleanText(attributes.get('alt') ?? ''));
  output.closeInnermost(kept.has(name) ? impliedEnds.get(name) : undefined);
  if (!kept.has(name)) separate(output, name);
  else if (voidElements.has(name)) output.empty(`<${name}>`);
  else if (output.depth() < htmlDepth) output.open(name, attributesOf(name, attributes));
  else separate(output, name);
}

/** What stands for a tag that is lost. */
function separate(output: BoundedHtml, name: string): void {
  if (blocks.has(name)) output.text('\n');
}

function attributesOf(name: string, attributes: OpeningTag['attributes']): string {
  const keys = keptAttributes[name];
  if (keys === undefined || attributes.size === 0) return '';
  return keys
    .flatMap((key) => {
      const value = cleanText(attributes.get(key) ?? '').trim();
      if (value === '' || value.length > linkCharacters) return [];
      return key === 'href' && !linkSchemes.test(value) ? [] : [` ${key}="${escapeHtml(value)}"`];
    })
    .join('');
}
