import type { AnswerBody } from './transport.ts';

/** An answer from which the content of a file is taken while it arrives. */
export interface LiftedContent extends AnswerBody {
  /** What was taken out so far. Empty where the answer held no content. */
  readonly bytes: () => Buffer;
}

const openingTag = /<(?:[\w-]+:)?Content>/;
/** Characters that may be the beginning of the tag: it is looked for again when more has come. */
const tagLength = 64;

/**
 * The text of an answer without the base64 of its `Content` element, which is decoded piece by piece: as text, and as one
 * string among others, it would take several times the size of the file. The element is left, and empty.
 */
export function liftContent(): LiftedContent {
  const decoder = new TextDecoder();
  const pieces: Buffer[] = [];
  let text = '';
  let searched = 0;
  let state: 'before' | 'inside' | 'after' = 'before';
  let rest = '';

  const decode = (base64: string): void => {
    const characters = rest + base64.replace(/\s+/g, '');
    const whole = characters.length - (characters.length % 4);
    pieces.push(Buffer.from(characters.slice(0, whole), 'base64'));
    rest = characters.slice(whole);
  };
  /** Takes what is inside the element, and gives what follows it. */
  const take = (piece: string): string => {
    const end = piece.indexOf('<');
    decode(end === -1 ? piece : piece.slice(0, end));
    if (end === -1) return '';
    state = 'after';
    return piece.slice(end);
  };
  const add = (piece: string): void => {
    text += state === 'inside' ? take(piece) : piece;
    if (state !== 'before') return;
    const tag = openingTag.exec(text.slice(searched));
    if (tag === null) {
      searched = Math.max(searched, text.length - tagLength);
      return;
    }
    const start = searched + tag.index + tag[0].length;
    const behind = text.slice(start);
    text = text.slice(0, start);
    state = 'inside';
    text += take(behind);
  };
  return {
    write: (chunk) => add(decoder.decode(chunk, { stream: true })),
    end: () => {
      add(decoder.decode());
      return text;
    },
    bytes: () => {
      const all = Buffer.concat([...pieces, Buffer.from(rest, 'base64')]);
      pieces.length = 0;
      return all;
    },
  };
}
