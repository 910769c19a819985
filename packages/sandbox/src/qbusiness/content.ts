/** Bytes of text that are extracted from a document. Service model: 5 MB. */
const textBytes = 5 * 1024 * 1024;

const textTypes: ReadonlySet<string> = new Set(['HTML', 'PLAIN_TEXT', 'CSV', 'JSON', 'XML', 'XSLT', 'MD']);

/** Bytes of text that a document adds to the index. What other formats hold is not extracted here. */
export function extractedBytes(content: Buffer, contentType = 'PLAIN_TEXT'): number {
  return textTypes.has(contentType) ? content.byteLength : 0;
}

/** Failures that show only after a document was accepted. */
export function failureOf(content: Buffer, contentType = 'PLAIN_TEXT'): string | undefined {
  if (!textTypes.has(contentType)) return magicFailure(content, contentType);
  if (content.byteLength > textBytes) return 'the extracted text is larger than 5 MB';
  const text = content.toString();
  if (text.includes('\uFFFD') && !isUtf8(content)) return 'the text is not UTF-8';
  if (contentType === 'HTML' && !/<html[\s>][\s\S]*<\/html>/i.test(text)) return 'HTML has to stand in an html element';
  return looksEncoded(text.trim()) ? 'the text looks base64-encoded' : undefined;
}

/** Text that is nothing but base64 was encoded by the caller and again by its SDK. */
function looksEncoded(text: string): boolean {
  return !/\s/.test(text) && /^[A-Za-z0-9+/]{40,}={0,2}$/.test(text);
}

function isUtf8(content: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

const magic: Readonly<Record<string, readonly string[]>> = {
  PDF: ['25504446'],
  MS_WORD: ['504b0304', 'd0cf11e0'],
  MS_EXCEL: ['504b0304', 'd0cf11e0'],
  PPT: ['504b0304', 'd0cf11e0'],
  RTF: ['7b5c7274'],
};

function magicFailure(content: Buffer, contentType: string): string | undefined {
  const expected = magic[contentType] ?? [];
  const begins = content.subarray(0, 4).toString('hex');
  return expected.includes(begins) ? undefined : `the content is no ${contentType}`;
}
