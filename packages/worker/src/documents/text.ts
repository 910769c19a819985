/**
 * Text that JSON, XML and the index take: no control characters but tab and line breaks, no unpaired surrogates, which
 * mail is full of and which make whole requests fail.
 */
export function cleanText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  return text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/g, '');
}

/**
 * One line of clean text: line breaks, tabs and runs of spaces become one space. Invisible characters that shape text stay:
 * without them emoji fall apart and right-to-left names are shown wrong.
 */
export function cleanLine(text: string): string {
  // Most lines are clean: names, addresses, ids.
  if (!/[^ -~]|^ | {2}| $/.test(text)) return text;
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** At most `characters` UTF-16 units, without splitting a surrogate pair. */
export function cut(text: string, characters: number): string {
  const last = text.charCodeAt(characters - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? characters - 1 : characters);
}

/** At most `bytes` bytes of UTF-8, without splitting a character. */
export function cutBytes(text: string, bytes: number): string {
  // No character takes more than three bytes for each UTF-16 unit.
  if (text.length * 3 <= bytes) return text;
  const buffer = new Uint8Array(bytes);
  const { read } = new TextEncoder().encodeInto(text, buffer);
  return text.slice(0, read);
}
