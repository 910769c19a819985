/** Decodes a text file. Undefined when the bytes are no text. */
export function decodeText(bytes: Uint8Array, mediaType: string | undefined): string | undefined {
  const declared = mediaType?.match(/charset\s*=\s*"?([^\s";]+)/i)?.[1];
  const text = byMark(bytes) ?? decode(bytes, 'utf-8') ?? decode(bytes, declared) ?? decode(bytes, 'windows-1252');
  return text === undefined || looksBinary(text) ? undefined : text;
}

/** Files that begin with a byte order mark say what they are. */
function byMark(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return decode(bytes, 'utf-8');
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
    return decoder.encoding === 'windows-1252' ? withPunctuation(text) : text;
  } catch {
    return undefined;
  }
}

/** What windows-1252 has at 0x80 to 0x9F; five places are not used. */
const punctuation = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Node 20 and 22 decode windows-1252 as Latin-1, which has control characters where the euro sign and quotes are. */
function withPunctuation(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (character) => punctuation[character.charCodeAt(0) - 0x80] ?? character);
}

/** Whether bytes begin with the byte order mark of UTF-16, which programs that go by magic numbers take for audio. */
export function hasWideMark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Text holds no NUL, and hardly any other control character. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, 65536);
  if (sample.includes('\u0000')) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is counted
  const controls = sample.match(/[\u0001-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  return controls * 50 > sample.length;
}
