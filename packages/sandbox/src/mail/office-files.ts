import { Document, Packer, Paragraph } from 'docx';
import ExcelJS from 'exceljs';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import pptxgen from 'pptxgenjs';
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
 * Files of the usual types but text, made once by the libraries that people make them with. The same few go with all
 * messages: what a message carries differs by name.
 */
export function sampleFiles(): Promise<readonly SampleFile[]> {
  prepared ??= makeFiles();
  return prepared;
}

async function makeFiles(): Promise<readonly SampleFile[]> {
  return [
    { extension: 'docx', contentType: `${openXml}.wordprocessingml.document`, bytes: await makeDocx() },
    { extension: 'xlsx', contentType: `${openXml}.spreadsheetml.sheet`, bytes: await makeXlsx() },
    { extension: 'pptx', contentType: `${openXml}.presentationml.presentation`, bytes: await makePptx() },
    { extension: 'pdf', contentType: 'application/pdf', bytes: await makePdf() },
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

async function makeDocx(): Promise<Uint8Array> {
  const children = ['Quarterly report', 'Revenue rose by 4 %.'].map((line) => new Paragraph(line));
  return Packer.toBuffer(new Document({ sections: [{ children }] }));
}

async function makeXlsx(): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('Budget').addRows([
    ['item', 'cost'],
    ['travel', 1200],
  ]);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

async function makePptx(): Promise<Uint8Array> {
  const PptxGen = pptxgen as unknown as new () => {
    addSlide(): { addText(text: string, options: object): void };
    write(options: object): Promise<unknown>;
  };
  const deck = new PptxGen();
  deck.addSlide().addText('Road map', { x: 1, y: 1 });
  return (await deck.write({ outputType: 'nodebuffer' })) as Buffer;
}

async function makePdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  pdf.addPage().drawText('Invoice 4711', { x: 50, y: 700, font, size: 18 });
  return pdf.save();
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
