import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine, cleanText, cut, cutBytes } from '../../src/documents/text.ts';

const any = fc.string({
  unit: fc.oneof(fc.constantFrom('a', 'ä', '€', '\u{1f389}', '\ud800', '\udc00', '\u0000', '\n', '\u0085')),
});
const clean = any.map(cleanText);

describe('text', () => {
  it('that is cut by characters is a well-formed beginning, at most one short', () => {
    fc.assert(
      fc.property(clean, fc.nat({ max: 20 }), (text, characters) => {
        const result = cut(text, characters);
        expect(text.startsWith(result)).toBe(true);
        expect(result.isWellFormed()).toBe(true);
        expect(result.length).toBeLessThanOrEqual(characters);
        expect(result.length).toBeGreaterThanOrEqual(Math.min(text.length, characters) - 1);
      }),
    );
  });

  it.each(['\u{10000}', '\u{103ff}', '\u{1f389}', '\u{10fc00}', '\u{10ffff}'])('is not cut within %j', (character) => {
    expect(cut(`a${character}b`, 1)).toBe('a');
    expect(cut(`a${character}b`, 2)).toBe('a');
    expect(cut(`a${character}b`, 3)).toBe(`a${character}`);
    expect(cut(`a${character}`, 3)).toBe(`a${character}`);
  });

  it.each(['\ud7ff', '\ue000'])('is cut right after %j, which is a character by itself', (character) => {
    expect(cut(`a${character}b`, 2)).toBe(`a${character}`);
  });

  it('that is cut by bytes is a well-formed beginning, less than a character short', () => {
    fc.assert(
      fc.property(clean, fc.nat({ max: 40 }), (text, bytes) => {
        const result = cutBytes(text, bytes);
        expect(text.startsWith(result)).toBe(true);
        expect(result.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(result)).toBeLessThanOrEqual(bytes);
        expect(Buffer.byteLength(result)).toBeGreaterThan(Math.min(Buffer.byteLength(text), bytes) - 4);
      }),
    );
  });

  it('that is clean holds no control characters but tab and line breaks, and no lone surrogates', () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(cleanText(text)).toMatch(/^[^\p{Cc}\p{Cs}]*$|[\t\n\r]/u);
        expect(cleanText(text).isWellFormed()).toBe(true);
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
    expect(cleanText('a\tb\r\nc\u0000\u001b\u007f\u009f\ufffe')).toBe('a\tb\r\nc');
  });

  it('of one line has single blanks and none at its ends', () => {
    expect(cleanLine(' a \t\r\n b\u00a0c ')).toBe('a b c');
  });

  it('that is clean is told from one that is not by every character', () => {
    const units = fc.constantFrom('a', '~', ' ', ' ', '\t', '\n', '\u007f', '\u00a0', '\u0001', 'ä', '\ud800');
    const check = (text: string) => expect(cleanLine(text)).toBe(cleanText(text).replace(/\s+/g, ' ').trim());
    fc.assert(fc.property(fc.string({ unit: units, maxLength: 6 }), check), { numRuns: 2_000 });
  });
});
