import { SaxesParser } from 'saxes';
import { ConnectorError } from '../errors.ts';

/** A tag, with its place in the text. */
export interface XmlTag {
  /** Name without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Offset of `<`; the two tags of `<a/>` stand in the same place. */
  readonly start: number;
  /** Offset behind `>`. */
  readonly end: number;
}

/** Told of every tag in order. */
export interface XmlVisitor {
  open(tag: XmlTag): void;
  close(tag: XmlTag): void;
}

/** Characters between two tags that are not worth a parser's walk from one to the next. */
const longText = 256;
const unknownReference = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,10}|#x[0-9a-fA-F]{1,10});)/;

/**
 * Walks a text that has to be well-formed XML without CDATA. Bodies and file contents are most of an answer: they are
 * looked through with one expression and kept from the parser, which makes the walk three times as fast.
 * @throws ConnectorError `ews.malformed-answer` where the text is not well-formed
 */
export function walkXml(text: string, visitor: XmlVisitor): void {
  const parser = new SaxesParser();
  let skipped = 0;
  const tagAt = (name: string, attributes: XmlTag['attributes']): XmlTag => {
    const end = parser.position + skipped;
    return { name: name.slice(name.indexOf(':') + 1), attributes, start: text.lastIndexOf('<', end - 1), end };
  };
  parser.on('opentag', ({ name, attributes }) => visitor.open(tagAt(name, attributes)));
  parser.on('closetag', ({ name }) => visitor.close(tagAt(name, {})));
  parser.on('error', () => {
    throw malformed(parser.position + skipped);
  });
  let from = 0;
  for (const { start, end } of longTexts(text)) {
    if (unknownReference.test(text.slice(start, end))) throw malformed(start);
    parser.write(text.slice(from, start));
    from = end;
    skipped += end - start;
  }
  parser.write(text.slice(from)).close();
}

/**
 * Long stretches between a `>` and the next `<` that hold neither. An expression for them would need a stack as deep as
 * the stretch is long.
 */
function* longTexts(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let before = 0;
  for (let next = text.indexOf('<'); next !== -1; next = text.indexOf('<', next + 1)) {
    const start = before + text.slice(before, next).lastIndexOf('>') + 1;
    if (start > before && next - start >= longText) yield { start, end: next };
    before = next;
  }
}

/** Says where and not what: the answer holds mail. */
function malformed(offset: number): ConnectorError {
  const message = `the answer of Exchange is not well-formed XML at character ${offset}`;
  return new ConnectorError({ code: 'ews.malformed-answer', kind: 'transient', message });
}
