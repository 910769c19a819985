import { isAscii, isUtf8, transcode } from 'node:buffer';

/** UTF-8 as text, like `toString`, which takes four times as long for text that is not all ASCII. */
export function decodeUtf8(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  // What is no UTF-8 has a replacement character here and there.
  return isUtf8(bytes) ? transcode(bytes, 'utf8', 'utf16le').toString('utf16le') : bytes.toString();
}
