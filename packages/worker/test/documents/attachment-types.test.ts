import { describe, expect, it } from '@jest/globals';
import { detectType, expectedType, isText } from '../../src/documents/attachment-types.ts';
import type { DocumentContentType } from '../../src/documents/index.ts';

/** The formats that the index takes, with the names and media types that promise them. */
const formats: Readonly<Record<DocumentContentType, readonly [extensions: string, mediaTypes: string]>> = {
  PDF: ['pdf', 'application/pdf'],
  MS_WORD: [
    'doc docx docm dot dotx',
    'application/msword application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  MS_EXCEL: [
    'xls xlsx xlsm xlt xltx',
    'application/vnd.ms-excel application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
  PPT: [
    'ppt pptx pptm pps ppsx pot potx',
    'application/vnd.ms-powerpoint application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
  RTF: ['rtf', 'application/rtf text/rtf'],
  HTML: ['htm html xhtml', 'text/html'],
  PLAIN_TEXT: ['txt text log', 'text/plain'],
  CSV: ['csv', 'text/csv'],
  JSON: ['json', 'application/json'],
  XML: ['xml', 'application/xml text/xml'],
  MD: ['md markdown', 'text/markdown'],
};
const types = Object.keys(formats) as DocumentContentType[];
const textTypes: readonly DocumentContentType[] = ['HTML', 'PLAIN_TEXT', 'CSV', 'JSON', 'XML', 'MD'];

describe('the format that an attachment promises', () => {
  it.each(types.flatMap((type) => formats[type][0].split(' ').map((extension) => [extension, type])))(
    'is by the extension %s the format %s, whatever the media type',
    (extension, type) => {
      expect(expectedType(`a.${extension}`, 'image/png')).toBe(type);
      expect(expectedType(`a.b.${extension?.toUpperCase()} `, undefined)).toBe(type);
    },
  );

  it.each(types.flatMap((type) => formats[type][1].split(' ').map((mediaType) => [mediaType, type])))(
    'is by the media type %s the format %s, for a name without extension',
    (mediaType, type) => {
      expect(expectedType('a', mediaType)).toBe(type);
      expect(expectedType(undefined, ` ${mediaType?.toUpperCase()} ; charset=utf-8`)).toBe(type);
    },
  );

  it.each([
    ['a foreign extension and a guessed media type', 'a.exe', 'application/msword', undefined],
    ['a foreign extension and a text', 'a.v2', 'text/plain', 'PLAIN_TEXT'],
    ['a foreign extension and a PDF', 'a.v2', 'application/pdf', 'PDF'],
    ['an ending that is no extension', 'Report v1.2 (final)', 'application/pdf', 'PDF'],
    ['an ending with a character that extensions lack', 'a.do-c', 'application/msword', 'MS_WORD'],
    ['an ending that is too long for an extension', 'a.abcdefghijk', 'application/msword', 'MS_WORD'],
    ['a foreign extension of ten characters', 'a.abcdefghij', 'application/msword', undefined],
    ['a media type that names what every object has', 'a', 'constructor', undefined],
    ['nothing', undefined, undefined, undefined],
    ['a name that is an extension without its dot', 'pdf', undefined, undefined],
  ])('of %s: %j and %j', (_, name, mediaType, expected) => {
    expect(expectedType(name, mediaType)).toBe(expected);
  });
});

describe('the format of a content', () => {
  it('is made of text for these', () => {
    expect(types.filter(isText)).toEqual(textTypes);
  });

  it.each(types)('that has no magic number is %s only where that is made of text', async (type) => {
    expect(await detectType(Buffer.from('plain words'), type)).toBe(textTypes.includes(type) ? type : undefined);
  });

  it.each(types)('in UTF-16 is %s only where that is made of text', async (type) => {
    const bytes = Buffer.from('\ufeffplain words', 'utf16le');
    const expected = textTypes.includes(type) ? type : undefined;
    expect(await detectType(bytes, type)).toBe(expected);
    expect(await detectType(bytes.swap16(), type)).toBe(expected);
  });

  it.each(types)('of an old Office file is %s only where that is of Office', async (type) => {
    const bytes = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    const expected = ['MS_WORD', 'MS_EXCEL', 'PPT'].includes(type) ? type : undefined;
    expect(await detectType(bytes, type)).toBe(expected);
  });

  it.each(['ffd8ffe000104a464946', 'fffb9064', 'cafebabe00000034', 'feedfacf07000001'])(
    'that begins with %s, which is half a byte order mark, is no text',
    async (hex) => {
      const bytes = Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(600, 'x')]);
      expect(await detectType(bytes, 'PLAIN_TEXT')).toBeUndefined();
    },
  );

  it('in UTF-16 is the one that is promised, although it may begin like another', async () => {
    const bytes = Buffer.from('\ufeff<?xml version="1.0"?>', 'utf16le');
    expect(await detectType(bytes, 'PLAIN_TEXT')).toBe('PLAIN_TEXT');
    expect(await detectType(bytes.swap16(), 'PLAIN_TEXT')).toBe('PLAIN_TEXT');
  });

  it('is without a promise what its magic number or its first words say', async () => {
    expect(await detectType(Buffer.from('plain words'), undefined)).toBe('PLAIN_TEXT');
    expect(await detectType(Buffer.from('\ufeffplain words', 'utf16le'), undefined)).toBe('PLAIN_TEXT');
    expect(await detectType(Buffer.from('\n<!DOCTYPE html><p>words'), undefined)).toBe('HTML');
    expect(await detectType(Buffer.from('BEGIN:VCALENDAR\r\n'), undefined)).toBe('CALENDAR');
    expect(await detectType(Buffer.from('%PDF-1.7\n'), undefined)).toBe('PDF');
    expect(await detectType(Buffer.from('{\\rtf1 words}'), 'PDF')).toBe('RTF');
    expect(await detectType(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'PDF')).toBeUndefined();
  });
});
