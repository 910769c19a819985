import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeReferences } from '../../src/exchange/xml-references.ts';

describe('references in text', () => {
  it.each([
    ['&lt;&gt;&quot;&apos;&amp;', '<>"\'&'],
    ['&amp;lt;', '&lt;'],
    ['&#65;&#x42;&#xe9;&#x20AC;', 'ABé€'],
    ['&#x1F600;&#128512;', '😀😀'],
    ['a\r\nb\rc&#xD;&#13;\nd', 'a\nb\nc\r\r\nd'],
    ['nothing', 'nothing'],
  ])('of %j become %j', (text, characters) => {
    expect(decodeReferences(text)).toBe(characters);
  });

  it('become any text that was written with them, however long', () => {
    const piece = fc.constantFrom('plain ', 'é', '漢', '😀', '<', '>', '&', '"', "'", '\r', '\n');
    const text = fc
      .tuple(fc.array(piece, { maxLength: 40 }), fc.constantFrom(1, 500, 9_000))
      .map(([pieces, times]) => pieces.join('').repeat(times));
    const reference = (unit: string) => `&#x${unit.codePointAt(0)?.toString(16)};`;
    fc.assert(
      fc.property(text, (drawn) =>
        expect(decodeReferences(drawn.replace(/[<>&"'\r]/g, reference)) === drawn).toBe(true),
      ),
    );
  });

  it('that do not end are refused', () => {
    expect(() => decodeReferences('a &lt')).toThrow('a reference at character 2 does not end');
  });
});
