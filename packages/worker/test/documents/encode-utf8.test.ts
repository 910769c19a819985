import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeUtf8 } from '../../src/documents/encode-utf8.ts';

const unit = fc.constantFrom('a', 'ä', '€', '\u{1f389}', '\ud800', '\udc00', '\u0000');
const fill = fc.constantFrom(0, 0, 0, 100, 131_068, 131_072, 200_000);

describe('text as UTF-8', () => {
  it('is what the standard encoder makes of it, whatever its length', () => {
    const texts = fc.tuple(fill, fc.string({ unit, maxLength: 8 })).map(([length, rest]) => 'ü'.repeat(length) + rest);
    const same = (text: string) => Buffer.compare(encodeUtf8(text), new TextEncoder().encode(text)) === 0;
    fc.assert(fc.property(texts, same), { numRuns: 300 });
  });

  it('is not changed by what is encoded after it', () => {
    const first = encodeUtf8('first');
    encodeUtf8('other');
    expect(new TextDecoder().decode(first)).toBe('first');
  });
});
