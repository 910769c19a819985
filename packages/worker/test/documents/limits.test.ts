import { describe, expect, it } from '@jest/globals';
import * as limits from '../../src/documents/limits.ts';

describe('the limits of documents', () => {
  it('are what the service documents, and what leaves room for the rest of a request', () => {
    expect({ ...limits }).toEqual({
      titleCharacters: 1024,
      attributeCharacters: 2048,
      listElements: 200,
      extractedTextBytes: 5_242_880,
      inlineContentBytes: 7_340_032,
      htmlDepth: 100,
      linkCharacters: 8192,
    });
    const base64 = (limits.inlineContentBytes / 3) * 4;
    expect(base64).toBeLessThan(10_000_000 - 200_000);
  });
});
