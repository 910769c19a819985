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
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text holds no NUL, and hardly any other control character. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, 65536);
  if (sample.includes('\u0000')) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is counted
  const controls = sample.match(/[\u0001-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  return controls * 50 > sample.length;
}
