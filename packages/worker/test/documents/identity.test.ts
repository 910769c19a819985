import { describe, expect, it } from '@jest/globals';
import { attachmentDocumentId, documentIdOf, variantDocumentId } from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';

const ann = { address: 'ann@example.com', store: 'primary' } as const;
const message = testMessage({ searchKey: '0a', internetMessageId: '<1@example.com>', sentAt: new Date(0) });

describe('the id of a message’s document', () => {
  it.each([
    ['mailbox', { ...ann, address: 'ben@example.com' }, message],
    ['store', { ...ann, store: 'archive' } as const, message],
    ['search key', ann, { ...message, searchKey: '0b' }],
  ])('differs by %s', (_, mailbox, other) => {
    expect(documentIdOf(mailbox, other)).not.toBe(documentIdOf(ann, message));
  });

  it('stays the same wherever the message goes and whatever becomes of it', () => {
    const moved = {
      ...message,
      itemId: 'another',
      subject: 'edited',
      changeKey: '2',
      internetMessageId: '<2@example.com>',
    };
    expect(documentIdOf(ann, moved)).toBe(documentIdOf(ann, message));
  });

  it('falls back on the internet message id with the sent date, and then on the item id', () => {
    const { searchKey: _key, ...keyless } = message;
    expect(documentIdOf(ann, { ...keyless, itemId: 'another' })).toBe(documentIdOf(ann, keyless));
    expect(documentIdOf(ann, { ...keyless, sentAt: new Date(1) })).not.toBe(documentIdOf(ann, keyless));
    const bare = testMessage();
    expect(documentIdOf(ann, { ...bare, itemId: 'another' })).not.toBe(documentIdOf(ann, bare));
  });

  it('tells attachments apart by kind, name and place among equals, and variants by what sets them apart', () => {
    const file = { id: 'changes with a move', kind: 'file', name: 'a.txt', isInline: false } as const;
    const ids = [
      attachmentDocumentId('d', file, 0),
      attachmentDocumentId('d', file, 1),
      attachmentDocumentId('d', { ...file, name: 'b.txt' }, 0),
      attachmentDocumentId('d', { ...file, kind: 'message' }, 0),
      attachmentDocumentId('e', file, 0),
      variantDocumentId('d', 'one'),
      variantDocumentId('d', 'other'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(attachmentDocumentId('d', { ...file, id: 'moved' }, 0)).toBe(ids[0]);
  });
});
