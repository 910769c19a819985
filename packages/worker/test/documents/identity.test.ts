import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  attachmentDocumentId,
  documentIdOf,
  messageDocumentIdOf,
  variantDocumentId,
} from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';

describe('the id of a document', () => {
  it('tells the document of its message, whatever it was made from', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (searchKey, name, content) => {
        const id = documentIdOf({ address: 'ann@example.com', store: 'primary' }, testMessage({ searchKey }));
        const variant = variantDocumentId(id, content);
        const attachment = { id: 'x', kind: 'file', name, isInline: false } as const;
        for (const own of [id, variant]) {
          expect(messageDocumentIdOf(own)).toBe(own);
          expect(messageDocumentIdOf(attachmentDocumentId(own, attachment, 0))).toBe(own);
        }
      }),
    );
  });

  it.each(['', 'm-1', 'https://wiki.example/page', `m-${'x'.repeat(44)}`])(
    '%j of somebody else tells nothing',
    (id) => {
      expect(messageDocumentIdOf(id)).toBeUndefined();
    },
  );
});
