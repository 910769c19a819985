import { fileTypeFromBuffer } from 'file-type';
import { compoundFormat } from './compound-file.ts';
import type { DocumentContentType } from './index-document.ts';

/** What an attachment may be: a format that the index takes, or a calendar, which is put as text. */
export type FileFormat = DocumentContentType | 'CALENDAR';

/** A format the index takes, by the name extensions it goes by. */
const byExtension: Readonly<Record<string, FileFormat>> = {
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
  ics: 'CALENDAR',
};

/** A format the index takes, by media type. Consulted when the name says nothing. */
const byMediaType: Readonly<Record<string, FileFormat>> = {
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
  'text/calendar': 'CALENDAR',
};

/** Formats made of text: told apart by name, as their bytes look alike. */
const textTypes: ReadonlySet<FileFormat> = new Set(['HTML', 'PLAIN_TEXT', 'CSV', 'JSON', 'XML', 'MD', 'CALENDAR']);

/** Word, Excel and PowerPoint before 2007 share one container format. */
const oldOffice: ReadonlySet<FileFormat> = new Set(['MS_WORD', 'MS_EXCEL', 'PPT']);

/** The format that an attachment's name or media type promises; undefined when it is none the index takes. */
export function expectedType(name: string | undefined, mediaType: string | undefined): FileFormat | undefined {
  const extension = name?.match(/\.([A-Za-z0-9]{1,10})\s*$/)?.[1]?.toLowerCase();
  if (extension !== undefined && Object.hasOwn(byExtension, extension)) return byExtension[extension];
  const media = mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  // A name with a foreign extension says more than the media type, which mail programs often guess.
  const isTold = extension === undefined || media.startsWith('text/') || media === 'application/pdf';
  // What mail calls its type may be the name of anything that an object has.
  return isTold && Object.hasOwn(byMediaType, media) ? byMediaType[media] : undefined;
}

/** Neither name nor media type say anything of a file, so that its content has to be looked at. */
export function saysNothing(name: string | undefined, mediaType: string | undefined): boolean {
  const media = mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return (
    !/\.[A-Za-z0-9]{1,10}\s*$/.test(name ?? '') && /^(?:|application\/(?:octet-stream|binary|unknown))$/.test(media)
  );
}

/** The format of a file's content is made of text. */
export function isText(type: FileFormat): boolean {
  return textTypes.has(type);
}

/**
 * The format that the bytes really have, of those the index takes; `protected` for an Office file that nobody can open
 * without a password. Magic numbers decide, and for old Office files what is in them. The promise tells text formats apart,
 * and names old Office files that do not show what they are.
 */
export async function detectType(
  bytes: Uint8Array,
  promised: FileFormat | undefined,
): Promise<FileFormat | 'protected' | undefined> {
  const asText = promised === undefined ? textFormat(bytes) : isText(promised) ? promised : undefined;
  // The byte order mark of UTF-16 looks like a frame of MPEG audio.
  if (isUtf16(bytes)) return asText;
  const found = await fileTypeFromBuffer(bytes);
  if (found === undefined) return asText;
  if (found.ext !== 'cfb') return byExtension[found.ext];
  return compoundFormat(bytes) ?? (promised !== undefined && oldOffice.has(promised) ? promised : undefined);
}

/** What a text that nothing is said of is, by its first characters. */
function textFormat(bytes: Uint8Array): FileFormat {
  const begins = Buffer.from(bytes.subarray(0, 1000)).toString('latin1');
  if (/^\s*(?:<!doctype html|<html[\s>])/i.test(begins)) return 'HTML';
  return /^\s*BEGIN:VCALENDAR/i.test(begins) ? 'CALENDAR' : 'PLAIN_TEXT';
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
