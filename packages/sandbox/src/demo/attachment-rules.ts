import type { WorldAttachment } from '../mail/index.ts';

/** Why an attachment gets no document of its own. */
export type LeftOut =
  | 'cloud link'
  | 'inline image'
  | 'unsupported type'
  | 'empty'
  | 'too large'
  | 'not what its name says';

/** Formats that Amazon Q Business takes (user guide: doc-types), by the extensions they go by. */
const extensions: Readonly<Record<Format, string>> = {
  pdf: 'pdf',
  oldOffice: 'doc dot xls xlt ppt pps pot',
  office: 'docx docm dotx xlsx xlsm xltx pptx pptm ppsx potx',
  rtf: 'rtf',
  text: 'htm html xhtml txt text log csv json xml md markdown ics',
};
const mediaTypes: Readonly<Record<Format, RegExp>> = {
  pdf: /^application\/pdf$/,
  oldOffice: /^application\/(msword|vnd\.ms-(excel|powerpoint))$/,
  office: /^application\/vnd\.openxmlformats-officedocument\.(wordprocessing|spreadsheet|presentation)ml\./,
  rtf: /^(application|text)\/rtf$/,
  text: /^(text\/(plain|html|csv|xml|markdown|calendar)|application\/(json|xml))$/,
};
type Format = 'pdf' | 'oldOffice' | 'office' | 'rtf' | 'text';
const formats: readonly Format[] = ['pdf', 'oldOffice', 'office', 'rtf', 'text'];

/** Bytes of the largest attachment: about 10 MB in base64 go into a request, with room for the rest; from S3 come 50 MB. */
const largest = { inline: 7 * 1024 * 1024, staged: 50 * 1024 * 1024 } as const;

/**
 * Decides from an attachment alone why it gets no document; undefined: it has to be in the index.
 * @param staging there is a bucket for the large ones
 */
export async function leftOut(attachment: WorldAttachment, staging: boolean): Promise<LeftOut | undefined> {
  if (attachment.kind === 'reference') return 'cloud link';
  if (attachment.kind === 'message') return undefined;
  const { name, contentType, isInline, size } = attachment;
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isInline && mediaType.startsWith('image/')) return 'inline image';
  const format = promised(name, mediaType);
  if (format === undefined && isSilent(name, mediaType))
    return silent(attachment, largest[staging ? 'staged' : 'inline']);
  if (format === undefined) return 'unsupported type';
  if (size > largest[staging ? 'staged' : 'inline']) return 'too large';
  const bytes = Buffer.from(await attachment.content());
  if (bytes.byteLength === 0) return 'empty';
  return keeps(bytes, format) ? undefined : 'not what its name says';
}

/** Neither the name nor the media type say what it is: its bytes have to. */
function isSilent(name = '', mediaType: string): boolean {
  return !/\.[a-z0-9]{1,10}\s*$/i.test(name) && /^$|^application\/(octet-stream|binary|unknown)$/.test(mediaType);
}

async function silent(
  attachment: Extract<WorldAttachment, { kind: 'file' }>,
  most: number,
): Promise<LeftOut | undefined> {
  if (attachment.size > most) return 'too large';
  const bytes = Buffer.from(await attachment.content());
  if (bytes.byteLength === 0) return 'empty';
  const shown = shownFormat(bytes);
  if (shown === 'oldOffice')
    return oldOfficeStreams.some((stream) => bytes.includes(stream)) ? undefined : 'unsupported type';
  return shown === 'unknown' || (shown === undefined && !isText(bytes)) ? 'unsupported type' : undefined;
}

/** Names in the directory of old Office files. */
const oldOfficeStreams = ['WordDocument', 'Workbook', 'PowerPoint Document'].map((name) =>
  Buffer.from(name, 'utf16le'),
);

/** A foreign extension says more than a media type, which mail programs guess; but for text and PDF they know. */
function promised(name: string | undefined, mediaType: string): Format | undefined {
  const extension = /\.([a-z0-9]{1,10})\s*$/i.exec(name ?? '')?.[1]?.toLowerCase();
  const named = formats.find((format) => extension !== undefined && extensions[format].split(' ').includes(extension));
  const meant = formats.find((format) => mediaTypes[format].test(mediaType));
  if (named !== undefined || extension === undefined) return named ?? meant;
  return mediaType.startsWith('text/') || meant === 'pdf' ? meant : undefined;
}

/** The bytes are of a format that the index takes: the one that is promised, or one that shows itself. */
function keeps(bytes: Buffer, format: Format): boolean {
  const shown = shownFormat(bytes);
  if (shown === 'oldOffice' || shown === 'unknown') return shown === format;
  return shown !== undefined || (format === 'text' && isText(bytes));
}

/** First bytes of formats that show themselves, in hexadecimal. */
const signatures: readonly (readonly [string, Format | 'zip' | 'unknown'])[] = [
  ['25504446', 'pdf'],
  ['7b5c727466', 'rtf'],
  ['3c3f786d6c20', 'text'],
  ['d0cf11e0', 'oldOffice'],
  ['504b0304', 'zip'],
  ['89504e47', 'unknown'],
  ['ffd8ff', 'unknown'],
  ['47494638', 'unknown'],
  ['1f8b', 'unknown'],
  ['25215053', 'unknown'],
];

/** By the first bytes; undefined when they say nothing, as with text. */
function shownFormat(bytes: Buffer): Format | 'unknown' | undefined {
  const begins = bytes.subarray(0, 8).toString('hex');
  const shown = signatures.find(([signature]) => begins.startsWith(signature))?.[1];
  if (shown !== 'zip') return shown;
  return /word\/|xl\/|ppt\//.test(bytes.toString('latin1')) ? 'office' : 'unknown';
}

/** Text holds no NUL, but in UTF-16, which says so. */
function isText(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff' || !bytes.subarray(0, 65536).includes(0);
}
