import { DecodingMode, EntityDecoder, htmlDecodeTree } from 'entities/decode';
import { endOfName, nameAt, nextUnit, type OpeningTag, type ReadTag, readTag } from './html-tag.ts';
import { cleanText } from './text.ts';

/** Told of what an HTML text holds, in order. */
export interface HtmlReader {
  /** Attributes that are of interest, in lower case; all of them when it is left out. Most of them style the text. */
  readonly attributes?: ReadonlySet<string>;
  open(tag: OpeningTag): void;
  /** @param end where the tag ends in the source */
  close(name: string, end: number): void;
  /** Decoded text, without references to characters that are none; stretches between two tags may come in several pieces. */
  text(text: string): void;
  /** Inside SVG or MathML other rules apply. */
  inForeignContent(): boolean;
  /** Nothing further is of interest. */
  done(): boolean;
}

/** Elements whose content is text up to their closing tag; references stand for characters in some of them. */
const textElements: ReadonlyMap<string, 'raw' | 'decoded'> = new Map([
  ['title', 'decoded'],
  ['textarea', 'decoded'],
  ['script', 'raw'],
  ['style', 'raw'],
  ['xmp', 'raw'],
  ['iframe', 'raw'],
  ['noembed', 'raw'],
  ['noframes', 'raw'],
  ['plaintext', 'raw'],
]);

const bang = 0x21;
const slash = 0x2f;
const less = 0x3c;
const greater = 0x3e;
const question = 0x3f;

/**
 * Reads HTML tag by tag, by the rules of browsers (HTML: tokenization). Bodies are most of what there is to do for a message: a
 * tokenizer that goes through a state for each character takes twice as long, and a parser that keeps what is open on a stack
 * takes minutes for some MB of unclosed tags. Each tag and text is told once; a tag that the source ends within is left out.
 */
export function readHtml(source: string, reader: HtmlReader): void {
  const tell = textTeller(source, reader);
  let told = 0;
  let position = 0;
  while (!reader.done()) {
    const start = nextUnit(source, less, position);
    if (start === -1) break;
    tell(told, start);
    if (reader.done()) return;
    const kind = source.charCodeAt(start + 1);
    if (isLetter(kind)) position = readOpening(source, start, { reader, tell });
    else if (kind === slash && start + 2 < source.length) position = readClosing(source, start, reader);
    else if (kind === bang || kind === question) position = endOfMarkup(source, start);
    else {
      // No tag: it is text as everything else.
      told = start;
      position = start + 1;
      continue;
    }
    told = position;
  }
  if (!reader.done()) tell(told, source.length);
}

/** Tells of a stretch of the source that is text. */
type TellText = (start: number, end: number) => void;

function textTeller(source: string, reader: HtmlReader): TellText {
  let characters = '';
  const decoder = new EntityDecoder(htmlDecodeTree, (codepoint) => {
    characters += String.fromCodePoint(codepoint);
  });
  /** Length of the reference at an ampersand; 0 when there is none. */
  const decode = (ampersand: number): number => {
    characters = '';
    decoder.startEntity(DecodingMode.Legacy);
    const length = decoder.write(source, ampersand + 1);
    return length === -1 ? decoder.end() : length;
  };
  // The next one, wherever it stands: nobody looks twice through what lies before it.
  let ampersand = source.indexOf('&');
  return (start, end) => {
    let told = start;
    if (ampersand !== -1 && ampersand < start) ampersand = source.indexOf('&', start);
    while (ampersand !== -1 && ampersand < end) {
      const length = decode(ampersand);
      if (length > 0) {
        if (ampersand > told) reader.text(source.slice(told, ampersand));
        reader.text(cleanText(characters));
        told = ampersand + length;
      }
      ampersand = source.indexOf('&', Math.max(told, ampersand + 1));
    }
    if (told < end) reader.text(source.slice(told, end));
  };
}

/** What is told, and how text is. */
interface Telling {
  readonly reader: HtmlReader;
  readonly tell: TellText;
}

/** Tells of an opening tag, and of its content where that is text whatever it looks like. Returns where to go on. */
function readOpening(source: string, start: number, { reader, tell }: Telling): number {
  const isForeign = reader.inForeignContent();
  const tag = readTag(source, start, reader.attributes);
  if (tag === undefined) return source.length;
  reader.open(tag);
  const form = isForeign ? undefined : textElements.get(tag.name);
  if (form === undefined || reader.done()) return tag.end;
  const end = endOfText(source, tag);
  if (form === 'decoded') tell(tag.end, end);
  else if (end > tag.end) reader.text(source.slice(tag.end, end));
  return end;
}

/** Where the content of an element ends that is text up to its closing tag; nothing closes `plaintext`. */
function endOfText(source: string, { name, end }: ReadTag): number {
  if (name === 'plaintext') return source.length;
  const closing = new RegExp(`</${name}(?=[ \\t\\r\\n\\f/>])`, 'gi');
  closing.lastIndex = end;
  return closing.exec(source)?.index ?? source.length;
}

/** Tells of a closing tag. `</` before anything but a letter is a comment. */
function readClosing(source: string, start: number, reader: HtmlReader): number {
  if (!isLetter(source.charCodeAt(start + 2))) return behind(source, '>', start + 2);
  const nameEnd = endOfName(source, start + 2);
  if (nameEnd === source.length) return nameEnd;
  const last = nextUnit(source, greater, nameEnd);
  const end = last === -1 ? source.length : last + 1;
  reader.close(nameAt(source, start + 2, nameEnd), end);
  return end;
}

/** Where a comment, declaration or instruction ends that begins at `<`. */
function endOfMarkup(source: string, start: number): number {
  if (source.startsWith('<!--', start)) return endOfComment(source, start + '<!--'.length);
  return behind(source, source.startsWith('<![CDATA[', start) ? ']]>' : '>', start + 2);
}

function endOfComment(source: string, start: number): number {
  // `<!-->` and `<!--->` are whole comments.
  if (source.startsWith('>', start)) return start + 1;
  if (source.startsWith('->', start)) return start + 2;
  const closing = /--!?>/g;
  closing.lastIndex = start;
  return closing.exec(source) === null ? source.length : closing.lastIndex;
}

/** Where the first of these texts ends; the end of the source when there is none. */
function behind(source: string, text: string, from: number): number {
  const position = source.indexOf(text, from);
  return position === -1 ? source.length : position + text.length;
}

function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}
