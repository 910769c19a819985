import { mkdirSync, writeFileSync } from 'node:fs';
import { Document, Packer, Paragraph } from 'docx';
import ExcelJS from 'exceljs';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import pptxgen from 'pptxgenjs';

/**
 * Makes the files that generated messages carry, by the libraries that people make them with, into `packages/sandbox/samples`.
 * They are kept, so this is for other content or newer libraries alone: node --import tsx packages/sandbox/bin/make-samples.ts
 */
const folder = new URL('../samples/', import.meta.url);
const makers = { docx: makeDocx, xlsx: makeXlsx, pptx: makePptx, pdf: makePdf };

mkdirSync(folder, { recursive: true });
for (const [extension, make] of Object.entries(makers)) {
  writeFileSync(new URL(`sample.${extension}`, folder), await make());
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
