import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { liftContent } from '../../src/exchange/lifted-content.ts';

/** Feeds a text in pieces of the sizes given, over and over. */
function lift(text: string, sizes: readonly number[]) {
  const body = liftContent();
  const bytes = Buffer.from(text);
  for (let from = 0, at = 0; from < bytes.length; at += 1) {
    const to = from + (sizes[at % sizes.length] ?? 1);
    body.write(bytes.subarray(from, to));
    from = to;
  }
  return { text: body.end(), bytes: body.bytes() };
}

const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

describe('an answer with the content of a file', () => {
  it('is split into the text around it and the bytes, however it arrives', () => {
    const around = fc.string({
      unit: fc.constantFrom('a', 'é', '\u{1f389}', '<t:Name>', '</t:Name>', '<t:ContentId>', '\n'),
    });
    const line = fc.constantFrom(1, 4, 76, 1000);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        around,
        around,
        line,
        sizes,
        (content, before, after, width, pieces) => {
          const base64 = Buffer.from(content)
            .toString('base64')
            .replace(new RegExp(`(.{${width}})`, 'g'), '$1\r\n');
          const lifted = lift(`${before}<t:Content>${base64}</t:Content>${after}`, pieces);
          expect(lifted.text).toBe(`${before}<t:Content></t:Content>${after}`);
          expect(lifted.bytes).toEqual(Buffer.from(content));
        },
      ),
    );
  });

  it('without any is left as it is', () => {
    fc.assert(
      fc.property(sizes, (pieces) => {
        const text =
          '<m:Attachments><t:FileAttachment><t:ContentType>text/plain</t:ContentType><t:Content/></t:FileAttachment>é';
        expect(lift(text, pieces)).toEqual({ text, bytes: Buffer.alloc(0) });
      }),
    );
  });

  it('that ends within the content has no closing tag, so that it is known to be cut off', () => {
    expect(lift('<t:Content>aGVs', [3])).toEqual({ text: '<t:Content>', bytes: Buffer.from('hel') });
  });
});
