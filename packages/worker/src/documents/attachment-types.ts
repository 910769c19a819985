import { fileTypeFromBuffer } from 'file-type';
import type { DocumentContentType } from './index-document.ts';

/** A format the index takes, by the name extensions it goes by. */
const byExtension: Readonly<Record<string, DocumentContentType>> = {
  pdf: 'PDF',
  doc: 'MS_WORD',
  docx: 'MS_WORD',
  docm: 'MS_WORD',
  dot: 'MS_WORD',
  dotx: 'MS_WORD',
  xls: 'MS_EXCEL',
  xlsx: 'MS_EXCEL',
  xlsm: 'MS_EXCEL',
  xlt: 'MS_EXCEL',
  xltx: 'MS_EXCEL',
  ppt: 'PPT',
  pptx: 'PPT',
  pptm: 'PPT',
  pps: 'PPT',
  ppsx: 'PPT',
  pot: 'PPT',
  potx: 'PPT',
  rtf: 'RTF',
  htm: 'HTML',
  html: 'HTML',
  xhtml: 'HTML',
  txt: 'PLAIN_TEXT',
  text: 'PLAIN_TEXT',
  log: 'PLAIN_TEXT',
  csv: 'CSV',
  json: 'JSON',
  xml: 'XML',
  md: 'MD',
  markdown: 'MD',
};

/** A format the index takes, by media type. Consulted when the name says nothing. */
const byMediaType: Readonly<Record<string, DocumentContentType>> = {
  'application/pdf': 'PDF',
  'application/msword': 'MS_WORD',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'MS_WORD',
  'application/vnd.ms-excel': 'MS_EXCEL',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'MS_EXCEL',
  'application/vnd.ms-powerpoint': 'PPT',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPT',
  'application/rtf': 'RTF',
  'text/rtf': 'RTF',
  'text/html': 'HTML',
  'text/plain': 'PLAIN_TEXT',
  'text/csv': 'CSV',
  'application/json': 'JSON',
  'text/xml': 'XML',
  'application/xml': 'XML',
  'text/markdown': 'MD',
};

/** Formats made of text: told apart by name, as their bytes look alike. */
const textTypes: ReadonlySet<DocumentContentType> = new Set(['HTML', 'PLAIN_TEXT', 'CSV', 'JSON', 'XML', 'MD']);

/** Word, Excel and PowerPoint before 2007 share one container format. */
const oldOffice: ReadonlySet<DocumentContentType> = new Set(['MS_WORD', 'MS_EXCEL', 'PPT']);

/** The format that an attachment's name or media type promises; undefined when it is none the index takes. */
export function expectedType(name: string | undefined, mediaType: string | undefined): DocumentContentType | undefined {
  const extension = name?.match(/\.([A-Za-z0-9]{1,10})\s*$/)?.[1]?.toLowerCase();
  if (extension !== undefined && Object.hasOwn(byExtension, extension)) return byExtension[extension];
  const media = mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  // A name with a foreign extension says more than the media type, which mail programs often guess.
  const isTold = extension === undefined || media.startsWith('text/') || media === 'application/pdf';
  // What mail calls its type may be the name of anything that an object has.
  return isTold && Object.hasOwn(byMediaType, media) ? byMediaType[media] : undefined;
}

/** The format of a file's content is made of text. */
export function isText(type: DocumentContentType): boolean {
  return textTypes.has(type);
}

/**
 * The format that the bytes really have, of those the index takes. Magic numbers decide; the promise only tells text
 * formats apart and names old Office files, which share their magic number.
 */
export async function detectType(
  bytes: Uint8Array,
  promised: DocumentContentType | undefined,
): Promise<DocumentContentType | undefined> {
  // The byte order mark of UTF-16 looks like a frame of MPEG audio.
  if (isUtf16(bytes)) return promised !== undefined && isText(promised) ? promised : undefined;
  const found = await fileTypeFromBuffer(bytes);
  if (found === undefined) return promised !== undefined && isText(promised) ? promised : undefined;
  if (found.ext === 'cfb') return promised !== undefined && oldOffice.has(promised) ? promised : undefined;
  return byExtension[found.ext];
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
