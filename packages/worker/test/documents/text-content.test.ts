import { describe, expect, it } from '@jest/globals';
import { detectType } from '../../src/documents/attachment-types.ts';
import { decodeText } from '../../src/documents/text-content.ts';

describe('text files', () => {
  it.each(['text/plain', 'text/plain; charset=windows-1252', 'text/plain; charset=iso-8859-1'])(
    'of Windows keep their euro signs, quotes and dashes, declared as %s',
    (mediaType) => {
      const bytes = Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x84, 0x93, 0x20, 0x96, 0x20, 0x80, 0x92, 0x9f]);
      expect(decodeText(bytes, mediaType)).toBe('Größe „“ – €’Ÿ');
    },
  );

  it('in UTF-16 are text, whatever magic numbers their byte order mark looks like', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name;amount\r\n', 'utf16le')]);
    expect(await detectType(bytes, 'CSV')).toBe('CSV');
    expect(await detectType(bytes.swap16(), 'PLAIN_TEXT')).toBe('PLAIN_TEXT');
    expect(await detectType(bytes, 'PDF')).not.toBe('PDF');
  });

  it.each<[string, number[], string]>([
    ['0xFF alone', [0xff, 0x41], 'ÿA'],
    ['0xFE in second place', [0x41, 0xfe], 'Aþ'],
    ['0xFE alone', [0xfe, 0x41], 'þA'],
    ['0xFF in second place', [0x41, 0xff], 'Aÿ'],
  ])('that have half a byte order mark, %s, are not in UTF-16', (_, bytes, expected) => {
    expect(decodeText(Uint8Array.from(bytes), undefined)).toBe(expected);
  });

  it.each(['charset=windows-1251', 'CHARSET = windows-1251; format=flowed', 'charset="windows-1251"'])(
    'are read in the charset of the media type, written as %s',
    (charset) => {
      expect(decodeText(Uint8Array.from([0xcf, 0xf0]), `text/plain; ${charset}`)).toBe('Пр');
    },
  );

  it('in UTF-8 keep characters that stand where Windows has others', () => {
    expect(decodeText(Buffer.from('a\u0080b'), 'text/plain; charset=windows-1252')).toBe('a\u0080b');
  });

  it('may hold a control character in fifty, and no more', () => {
    const text = (others: number) => `\u0001${'a'.repeat(others)}`;
    expect(decodeText(Buffer.from(text(49)), undefined)).toBe(text(49));
    expect(decodeText(Buffer.from(text(48)), undefined)).toBeUndefined();
  });

  it.each(['\u0001', '\u0008', '\u000e', '\u001a', '\u001c', '\u001f'])(
    'are none when they are full of %j',
    (character) => {
      expect(decodeText(Buffer.from(`a${character}`), undefined)).toBeUndefined();
    },
  );

  it.each(['\t', '\n', '\v', '\f', '\r', '\u001b', ' '])('may be full of %j', (character) => {
    expect(decodeText(Buffer.from(`a${character}`), undefined)).toBe(`a${character}`);
  });

  it('are told from binary files by their first 65,536 characters', () => {
    const start = 'a'.repeat(65_535);
    expect(decodeText(Buffer.from(`${start}\u0000`), undefined)).toBeUndefined();
    expect(decodeText(Buffer.from(`${start}b\u0000`), undefined)).toBe(`${start}b\u0000`);
  });
});
