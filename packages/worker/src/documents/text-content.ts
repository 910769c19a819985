/** Decodes a text file. Undefined when the bytes are no text. */
export function decodeText(bytes: Uint8Array, mediaType: string | undefined): string | undefined {
  const declared = mediaType?.match(/charset\s*=\s*"?([^\s";]+)/i)?.[1];
  const text = byMark(bytes) ?? decode(bytes, 'utf-8') ?? decode(bytes, declared) ?? decode(bytes, 'windows-1252');
  return text === undefined || looksBinary(text) ? undefined : text;
}

/** Files in UTF-16 begin with a byte order mark; that of UTF-8 needs no look, as UTF-8 is tried anyway. */
function byMark(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decode(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return decode(bytes, 'utf-16be');
  return undefined;
}

/** The text, or undefined when the bytes are invalid in this encoding or the encoding is not known. */
function decode(bytes: Uint8Array, encoding: string | undefined): string | undefined {
  if (encoding === undefined) return undefined;
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    const text = decoder.decode(bytes);
    return decoder.encoding === 'windows-1252' ? withWindowsCharacters(text) : text;
  } catch {
    return undefined;
  }
}

/** What the bytes 0x80 to 0x9F are in windows-1252; five of them are nothing. */
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Node 20 decodes windows-1252 as if it were Latin 1 (nodejs/node#56542, #60888): quotation marks and the euro sign would go. */
function withWindowsCharacters(text: string): string {
  return text.replace(/[\u0080-\u009F]/g, (control) => windowsCharacters.charAt(control.charCodeAt(0) - 0x80));
}

/** Text holds no NUL, and hardly any other control character. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, 65536);
  if (sample.includes('\u0000')) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is counted
  const controls = sample.match(/[\u0001-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  return controls * 50 > sample.length;
}
