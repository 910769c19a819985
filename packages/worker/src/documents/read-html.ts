import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { cleanText } from './text.ts';

/** An opening tag. */
export interface OpeningTag {
  readonly name: string;
  /** Where the tag begins in the source. */
  readonly start: number;
  /** Values by lower-case name; the first of each. */
  readonly attributes: ReadonlyMap<string, string>;
  /** `<a/>`. HTML gives that a meaning inside SVG and MathML alone. */
  readonly selfClosing: boolean;
}

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

/**
 * Reads HTML tag by tag. Keeps no record of what is open: the parser of htmlparser2 does, on a stack without bound that it
 * searches and shifts for each tag, so that some MB of unclosed tags take minutes. Each tag and text is told once.
 */
export function readHtml(source: string, reader: HtmlReader): void {
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    callbacks(source, reader, () => {
      if (reader.done()) tokenizer.pause();
    }),
  );
  tokenizer.write(source);
  tokenizer.end();
}

const none: ReadonlyMap<string, string> = new Map();

function callbacks(source: string, reader: HtmlReader, told: () => void): TokenizerCallbacks {
  let name = '';
  let tagStart = 0;
  let attributes: Map<string, string> | undefined;
  let attribute = '';
  let isWanted = false;
  let value = '';
  let entity = '';
  const nameAt = (start: number, end: number): string => {
    const name = source.slice(start, end);
    return hasCapitals(name) ? name.toLowerCase() : name;
  };
  const opened = (selfClosing: boolean): void => {
    reader.open({ name, start: tagStart, attributes: attributes ?? none, selfClosing });
    told();
  };
  const text = (piece: string): void => {
    reader.text(piece);
    told();
  };
  return {
    onopentagname: (start, end) => {
      name = nameAt(start, end);
      tagStart = start - 1;
      attributes = undefined;
    },
    onattribname: (start, end) => {
      attribute = nameAt(start, end);
      isWanted = reader.attributes?.has(attribute) ?? true;
      value = '';
    },
    onattribdata: (start, end) => {
      if (isWanted) value += source.slice(start, end);
    },
    onattribentity: (codepoint) => {
      if (isWanted) value += String.fromCodePoint(codepoint);
    },
    onattribend: () => {
      if (!isWanted) return;
      attributes ??= new Map();
      if (!attributes.has(attribute)) attributes.set(attribute, value);
    },
    onopentagend: () => opened(false),
    onselfclosingtag: () => opened(true),
    onclosetag: (start, end) => {
      const close = source.indexOf('>', end);
      reader.close(nameAt(start, end), close === -1 ? source.length : close + 1);
      told();
    },
    ontext: (start, end) => text(source.slice(start, end)),
    ontextentity: (codepoint) => {
      entity += String.fromCodePoint(codepoint);
      // Of `&Afr;` and the like the two halves come one by one.
      if (codepoint >= 0xd800 && codepoint <= 0xdbff) return;
      text(cleanText(entity));
      entity = '';
    },
    isInForeignContext: () => reader.inForeignContent(),
    oncdata: () => {},
    oncomment: () => {},
    ondeclaration: () => {},
    onprocessinginstruction: () => {},
    onend: () => {},
  };
}

/** Names of tags and attributes hardly ever have some, and are all that is asked of some texts. */
function hasCapitals(name: string): boolean {
  for (let position = 0; position < name.length; position += 1) {
    const unit = name.charCodeAt(position);
    if ((unit >= 0x41 && unit <= 0x5a) || unit > 0x7f) return true;
  }
  return false;
}
