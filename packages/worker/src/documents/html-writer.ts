import { cut, cutBytes } from './text.ts';

/** HTML that is well-formed and never larger than it may be, whatever is written. */
export interface BoundedHtml {
  /** Opens an element. */
  open(name: string, attributes: string): void;
  /** Closes the innermost open element of this name with everything in it. One that is not open is ignored. */
  close(name: string): void;
  /** Closes the innermost elements as long as they are one of these. */
  closeInnermost(names: ReadonlySet<string> | undefined): void;
  /** Writes a tag that needs no closing tag. */
  empty(tag: string): void;
  /** Writes text, escaped; as much of it as there is room for. */
  text(text: string): void;
  isOpen(name: string): boolean;
  depth(): number;
  /** Something did not fit: nothing more is written. */
  full(): boolean;
  finish(): { readonly html: string; readonly truncated: boolean };
}

/** @param bytes most bytes of UTF-8, closing tags included; `Infinity` where nothing can be too long, which saves counting */
export function boundedHtml(bytes: number): BoundedHtml {
  const output: string[] = [];
  const open: string[] = [];
  let room = bytes;
  let full = false;

  /** Takes room for closing tags as well: once opened, an element can always be closed. */
  const write = (text: string, later = 0): boolean => {
    if (full) return false;
    const needed = bytes === Number.POSITIVE_INFINITY ? 0 : Buffer.byteLength(text) + later;
    if (needed > room) full = true;
    else {
      output.push(text);
      room -= needed;
    }
    return !full;
  };
  const closeTo = (depth: number): void => {
    while (open.length > depth) output.push(`</${open.pop()}>`);
  };

  return {
    open: (name, attributes) => {
      if (write(`<${name}${attributes}>`, name.length + '</>'.length)) open.push(name);
    },
    close: (name) => {
      const position = open.lastIndexOf(name);
      if (position !== -1 && !full) closeTo(position);
    },
    closeInnermost: (names) => {
      while (!full && names?.has(open.at(-1) ?? '') === true) closeTo(open.length - 1);
    },
    empty: (tag) => {
      write(tag);
    },
    text: (text) => {
      // No character takes less than a byte: so much is too much already, and the rest need not even be escaped.
      const escaped = escapeHtml(cut(text, room + 2));
      if (!full && !write(escaped)) output.push(cutEscaped(escaped, room));
    },
    isOpen: (name) => open.includes(name),
    depth: () => open.length,
    full: () => full,
    finish: () => {
      closeTo(0);
      return { html: output.join(''), truncated: full };
    },
  };
}

/** Cuts no entity in two. */
function cutEscaped(escaped: string, bytes: number): string {
  return cutBytes(escaped, bytes).replace(/&[a-z]*$/, '');
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  // Most pieces of text hold none of them.
  if (!/[&<>"]/.test(text)) return text;
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}
