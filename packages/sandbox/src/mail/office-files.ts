import { readFile } from 'node:fs/promises';
import type { WorldAttachment } from './model.ts';

/** A file that messages can carry. */
export interface SampleFile {
  readonly extension: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

const openXml = 'application/vnd.openxmlformats-officedocument';
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let prepared: Promise<readonly SampleFile[]> | undefined;

/**
 * Files of the usual types but text, in `samples` as the libraries made them that people make them with: to load these takes
 * longer than most of what needs a file. The same few go with all messages: what a message carries differs by name.
 */
export function sampleFiles(): Promise<readonly SampleFile[]> {
  prepared ??= readFiles();
  return prepared;
}

async function readFiles(): Promise<readonly SampleFile[]> {
  return [
    { extension: 'docx', contentType: `${openXml}.wordprocessingml.document`, bytes: await sample('docx') },
    { extension: 'xlsx', contentType: `${openXml}.spreadsheetml.sheet`, bytes: await sample('xlsx') },
    { extension: 'pptx', contentType: `${openXml}.presentationml.presentation`, bytes: await sample('pptx') },
    { extension: 'pdf', contentType: 'application/pdf', bytes: await sample('pdf') },
    {
      extension: 'rtf',
      contentType: 'application/rtf',
      bytes: new TextEncoder().encode('{\\rtf1\\ansi Minutes of the board}'),
    },
    { extension: 'zip', contentType: 'application/zip', bytes: Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex') },
    { extension: 'png', contentType: 'image/png', bytes: Buffer.from(pixel, 'base64') },
    { extension: 'exe', contentType: 'application/octet-stream', bytes: Buffer.from(`4d5a${'90'.repeat(200)}`, 'hex') },
  ];
}

function sample(extension: string): Promise<Uint8Array> {
  return readFile(new URL(`../../samples/sample.${extension}`, import.meta.url));
}

/** A sample file as an attachment of this name. */
export function fileAttachment(file: SampleFile, name: string, extra: { contentId?: string } = {}): WorldAttachment {
  return {
    kind: 'file',
    name,
    contentType: file.contentType,
    contentId: extra.contentId,
    isInline: extra.contentId !== undefined,
    size: file.bytes.byteLength,
    content: async () => file.bytes,
  };
}

/** The same with bytes behind it that readers of the format skip, made when it is asked for. */
export function paddedFile(file: SampleFile, name: string, bytes: number): WorldAttachment {
  const size = Math.max(bytes, file.bytes.byteLength);
  const content = async () => Buffer.concat([file.bytes, Buffer.alloc(size - file.bytes.byteLength, '\n')]);
  return { kind: 'file', name, contentType: file.contentType, contentId: undefined, isInline: false, size, content };
}
