import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

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
  /** Decoded text; stretches between two tags may come in several pieces. */
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
      name = source.slice(start, end).toLowerCase();
      tagStart = start - 1;
      attributes = undefined;
    },
    onattribname: (start, end) => {
      attribute = source.slice(start, end).toLowerCase();
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
      reader.close(source.slice(start, end).toLowerCase(), close === -1 ? source.length : close + 1);
      told();
    },
    ontext: (start, end) => text(source.slice(start, end)),
    ontextentity: (codepoint) => text(String.fromCodePoint(codepoint)),
    isInForeignContext: () => reader.inForeignContent(),
    oncdata: () => {},
    oncomment: () => {},
    ondeclaration: () => {},
    onprocessinginstruction: () => {},
    onend: () => {},
  };
}
