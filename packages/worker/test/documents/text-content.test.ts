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
});
