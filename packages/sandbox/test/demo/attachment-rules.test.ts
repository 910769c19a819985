import { describe, expect, it } from '@jest/globals';
import { leftOut } from '../../src/demo/attachment-rules.ts';
import { sampleFiles, type WorldAttachment, type WorldMessage } from '../../src/index.ts';

const megabyte = 1024 * 1024;

function file(name: string | undefined, content: string | Uint8Array, more: object = {}): WorldAttachment {
  const bytes = Buffer.from(content);
  const about = { contentType: undefined, contentId: undefined, isInline: false, size: bytes.byteLength };
  return { kind: 'file', name, ...about, content: async () => bytes, ...more };
}

const pdf = '%PDF-1.4 …';
const oldOffice = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const png = Buffer.from('89504e470d0a1a0a', 'hex');

describe('an attachment', () => {
  it.each<[string, WorldAttachment]>([
    ['a text', file('a.txt', 'x')],
    ['a text in UTF-16', file('a.csv', Buffer.from('\uFEFFab', 'utf16le'))],
    ['a text by its media type alone', file(undefined, 'x', { contentType: 'text/html; charset=utf-8' })],
    ['a text with a foreign extension', file('a.strange', 'x', { contentType: 'text/plain' })],
    ['a PDF', file('a.PDF', pdf)],
    ['a PDF by another name', file('a.doc', pdf)],
    ['a calendar', file('invite.ics', 'BEGIN:VCALENDAR')],
    ['a text that nothing is said of', file('notes', 'x')],
    ['a PDF that nothing is said of', file(undefined, pdf, { contentType: 'application/octet-stream' })],
    ['an old Office file', file('a.xls', oldOffice)],
    ['RTF by the name of Word', file('a.doc', '{\\rtf1 x}')],
    ['a message', { kind: 'message', name: 'a', size: 1, message: {} as WorldMessage }],
  ])('has to be in the index when it is %s', async (_, attachment) => {
    expect(await leftOut(attachment, false)).toBeUndefined();
  });

  it('has to be in the index when it is what office programs write', async () => {
    const files = (await sampleFiles()).filter(({ extension }) => /^(pdf|docx|xlsx|pptx)$/.test(extension));
    expect(files).toHaveLength(4);
    for (const { extension, bytes, contentType } of files) {
      const name = `a.${extension}`;
      expect([name, await leftOut(file(name, bytes, { contentType }), false)]).toEqual([name, undefined]);
    }
  });

  it.each<[string, WorldAttachment]>([
    ['cloud link', { kind: 'reference', name: 'a.docx', size: 1, url: 'https://a.example' }],
    ['inline image', file('a.png', png, { contentType: 'image/png', isInline: true })],
    ['unsupported type', file('a.png', png, { contentType: 'image/png' })],
    ['unsupported type', file('a.zip', 'PK', { contentType: 'application/json' })],
    ['unsupported type', file('picture', png)],
    ['unsupported type', file(undefined, 'a\0b')],
    ['empty', file('a.txt', '')],
    ['too large', file('a.txt', 'x', { size: 7 * megabyte + 1 })],
    ['not what its name says', file('a.pdf', 'blah')],
    ['not what its name says', file('a.txt', png)],
    ['not what its name says', file('a.txt', 'a\0b')],
    ['not what its name says', file('a.pdf', oldOffice)],
    ['not what its name says', file('a.docx', 'PK\x03\x04 any other archive')],
    ['not what its name says', file('a.xls', '<table></table>')],
  ])('is left out: %s', async (reason, attachment) => {
    expect(await leftOut(attachment, false)).toBe(reason);
  });

  it('may be larger where there is a bucket for it', async () => {
    const sized = (size: number) => leftOut(file('a.txt', 'x', { size }), true);
    expect([await sized(50 * megabyte), await sized(50 * megabyte + 1)]).toEqual([undefined, 'too large']);
  });
});
