import { blocks, rawElements } from './html-elements.ts';
import { type OpeningTag, readHtml } from './read-html.ts';

/** A line as a reader sees it. All lines of a body together are its source, from the first character to the last. */
export interface QuoteLine {
  /** The beginning of its text: no form of a quote is longer. */
  readonly text: string;
  /** Its own form says that it repeats an earlier message. In HTML one such line is a whole quote. */
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** Characters of a line that are looked at. */
const lineCharacters = 1000;

/** Lines that are looked at: no person writes more, and each costs memory. Blank ones in a row are one. */
const mostLines = 100_000;

/** Adds a line. */
function push(lines: QuoteLine[], line: QuoteLine): void {
  const last = lines.at(-1);
  const isBlank = !line.quoted && line.text.trim() === '';
  if (isBlank && last !== undefined && !last.quoted && last.text.trim() === '') {
    lines[lines.length - 1] = { ...last, end: line.end };
  } else lines.push(line);
}

/**
 * The lines of plain text; undefined when there are too many of them. `>From` is no quote: mailboxes in files write it so.
 */
export function textLines(source: string): readonly QuoteLine[] | undefined {
  const lines: QuoteLine[] = [];
  for (let start = 0; start < source.length; ) {
    const lineBreak = source.indexOf('\n', start);
    const end = lineBreak === -1 ? source.length : lineBreak + 1;
    const text = source.slice(start, Math.min(end, start + lineCharacters));
    push(lines, { text, quoted: /^ {0,3}>(?!From )/.test(text), start, end });
    if (lines.length > mostLines) return undefined;
    start = end;
  }
  return lines;
}

/** Classes of elements in which mail programs put earlier messages: Gmail, Yahoo, Thunderbird, Proton, Zoho. */
const quoteClasses =
  /(?:^|\s)(?:gmail_quote|gmail_quote_container|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra)(?:\s|$)/i;

/** What `isQuote` looks at. */
const quoteAttributes: ReadonlySet<string> = new Set(['type', 'class']);

function isQuote({ name, attributes }: OpeningTag): boolean {
  if (name === 'blockquote' && attributes.get('type')?.toLowerCase() === 'cite') return true;
  return (name === 'blockquote' || name === 'div') && quoteClasses.test(attributes.get('class') ?? '');
}

/** A quote that is being read. */
interface OpenQuote {
  readonly name: string;
  readonly start: number;
  /** Elements of its name that are open, itself included. */
  open: number;
}

/**
 * The lines of HTML, by the elements that browsers begin a line for. One pass that remembers no element but the quote it
 * is in. A quote that never ends is none, as nobody knows what is in it. Undefined when there are too many lines.
 */
export function htmlLines(source: string): readonly QuoteLine[] | undefined {
  const lines: QuoteLine[] = [];
  let start = 0;
  let text = '';
  let quote: OpenQuote | undefined;
  let raw: string | undefined;
  const endLine = (end: number, quoted = false): void => {
    if (end > start) push(lines, { text, quoted, start, end });
    start = end;
    text = '';
  };
  const add = (piece: string): void => {
    if (text.length < lineCharacters) text += piece.slice(0, lineCharacters - text.length);
  };
  readHtml(source, {
    attributes: quoteAttributes,
    inForeignContent: () => false,
    done: () => lines.length > mostLines,
    open: (tag) => {
      const { name } = tag;
      if (raw !== undefined) return;
      if (rawElements.has(name)) raw = name;
      else if (quote?.name === name) quote.open += 1;
      else if (quote === undefined && isQuote(tag)) {
        endLine(tag.start);
        quote = { name, start: tag.start, open: 1 };
      } else if (name === 'br' || blocks.has(name)) {
        if (quote === undefined) endLine(tag.start);
        else add('\n');
      }
    },
    close: (name, end) => {
      if (raw === name) raw = undefined;
      else if (quote?.name === name) {
        quote.open -= 1;
        if (quote.open > 0) return;
        quote = undefined;
        endLine(end, true);
      } else if (quote === undefined && blocks.has(name)) endLine(end);
    },
    text: (piece) => {
      if (raw === undefined) add(piece.replace(/\s+/g, ' '));
    },
  });
  if (lines.length > mostLines) return undefined;
  endLine(source.length);
  return lines;
}
