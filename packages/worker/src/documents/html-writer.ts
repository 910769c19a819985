import { cut, cutBytes } from './text.ts';

/** HTML that is well-formed and never larger than it may be, whatever is written. */
export class BoundedHtml {
  readonly #isBounded: boolean;
  readonly #open: string[] = [];
  #html = '';
  #room: number;
  #full = false;

  /** @param bytes most bytes of UTF-8, closing tags included; `Infinity` where nothing can be too long, which saves counting */
  constructor(bytes: number) {
    this.#isBounded = bytes !== Number.POSITIVE_INFINITY;
    this.#room = bytes;
  }

  /** Opens an element. */
  open(name: string, attributes: string): void {
    // Room for its closing tag as well: once opened, an element can always be closed.
    if (this.#write(`<${name}${attributes}>`, name.length + '</>'.length)) this.#open.push(name);
  }

  /** Closes the innermost open element of this name with everything in it. One that is not open is ignored. */
  close(name: string): void {
    const position = this.#open.lastIndexOf(name);
    if (position !== -1 && !this.#full) this.#closeTo(position);
  }

  /** Closes the innermost elements as long as they are one of these. */
  closeInnermost(names: ReadonlySet<string> | undefined): void {
    while (!this.#full && names?.has(this.#open.at(-1) ?? '') === true) this.#closeTo(this.#open.length - 1);
  }

  /** Writes a tag that needs no closing tag. */
  empty(tag: string): void {
    this.#write(tag);
  }

  /** Writes text, escaped; as much of it as there is room for. */
  text(text: string): void {
    if (!this.#isBounded) {
      this.#html += escapeHtml(text);
      return;
    }
    // No character takes less than a byte: so much is too much already, and the rest need not even be escaped.
    const escaped = escapeHtml(cut(text, this.#room + 2));
    if (!this.#full && !this.#write(escaped)) this.#html += cutEscaped(escaped, this.#room);
  }

  isOpen(name: string): boolean {
    return this.#open.includes(name);
  }

  depth(): number {
    return this.#open.length;
  }

  /** Something did not fit: nothing more is written. */
  full(): boolean {
    return this.#full;
  }

  finish(): { readonly html: string; readonly truncated: boolean } {
    this.#closeTo(0);
    return { html: this.#html, truncated: this.#full };
  }

  /** @param later bytes that have to be left for what closes it */
  #write(text: string, later = 0): boolean {
    if (this.#full) return false;
    if (this.#isBounded) {
      const needed = Buffer.byteLength(text) + later;
      if (needed > this.#room) {
        this.#full = true;
        return false;
      }
      this.#room -= needed;
    }
    this.#html += text;
    return true;
  }

  #closeTo(depth: number): void {
    while (this.#open.length > depth) this.#html += `</${this.#open.pop()}>`;
  }
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
