import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeUtf8 } from '../../src/runtime/decode-utf8.ts';

it('bytes of any kind become the text that Node makes of them', () => {
  const written = fc.string({ unit: 'binary' }).map((text) => Buffer.from(text));
  const any = fc.uint8Array().map((bytes) => Buffer.from(bytes));
  const marked = written.map((bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]));
  fc.assert(fc.property(fc.oneof(written, any, marked), (bytes) => expect(decodeUtf8(bytes)).toBe(bytes.toString())));
});
