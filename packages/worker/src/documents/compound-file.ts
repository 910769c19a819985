/** Streams of compound files (MS-CFB) that say what the file is: their names stand in its directory as UTF-16. */
const streams = [
  // A file of today's Office behind a password (MS-OFFCRYPTO).
  ['EncryptedPackage', 'protected'],
  ['WordDocument', 'MS_WORD'],
  ['PowerPoint Document', 'PPT'],
  ['Workbook', 'MS_EXCEL'],
  ['Book', 'MS_EXCEL'],
] as const;

/** What a compound file is, as Office wrote them before 2007; undefined when it does not say. */
export function compoundFormat(bytes: Uint8Array): (typeof streams)[number][1] | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return streams.find(([name]) => file.includes(Buffer.from(`${name}\0`, 'utf16le')))?.[1];
}
