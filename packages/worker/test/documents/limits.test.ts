import { describe, expect, it } from '@jest/globals';
import * as limits from '../../src/documents/limits.ts';

describe('the limits of documents', () => {
  it('are what the service documents', () => {
    expect({ ...limits }).toEqual({
      titleCharacters: 1024,
      attributeCharacters: 2048,
      listElements: 200,
      extractedTextBytes: 5_242_880,
      htmlDepth: 100,
      linkCharacters: 8192,
    });
  });
});
