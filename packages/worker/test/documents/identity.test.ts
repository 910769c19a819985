import { describe, expect, it } from '@jest/globals';
import {
  attachmentDocumentId,
  documentIdOf,
  messageDocumentIdOf,
  variantDocumentId,
} from '../../src/documents/index.ts';
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

describe('the ids that an index is full of', () => {
  const id = 'm-Ofo2OmY08xeIZXly5AWQ8dpIKrqGtIxQ2qvTg5i_Z7U';
  const { searchKey: _key, ...keyless } = message;
  const { sentAt: _sent, ...undated } = keyless;

  // Another id for the same message would have every index hold it twice after an update.
  it('never change: they are digests of these parts, in this order', () => {
    expect(documentIdOf(ann, message)).toBe(id);
    expect(documentIdOf({ ...ann, store: 'archive' }, message)).toBe('m-yzDez04fNtCCiZz0OQdUZcRVxS9syCQkwfOWLvOrPiQ');
    expect(documentIdOf(ann, keyless)).toBe('m-gM94josCK5FQ60S2qW3ia1ovvfbYpF_qIgstwnGYQ6w');
    expect(documentIdOf(ann, undated)).toBe('m-YtJ4eKKNK8oQ9khCiEuk3prf-2x4sryig3RYsI1uTSM');
    expect(documentIdOf(ann, testMessage({ itemId: 'item' }))).toBe('m--pKiZut8kxUpvlMYIwz2KCXSk4fznc6C-xd8w4Ev5dE');
    expect(variantDocumentId(id, 'digest')).toBe(`${id}-v-Rp8M-i0WZNJgiCWFWmJUdN`);
    const file = { id: 'x', kind: 'file', name: 'a.txt', isInline: false } as const;
    expect(attachmentDocumentId(id, file, 1)).toBe(`${id}-a-SvQv8QW1cU35iOuuTZUJvk`);
    const nameless = { id: 'x', kind: 'message', isInline: false } as const;
    expect(attachmentDocumentId(id, nameless, 0)).toBe(`${id}-a-5jyuHt3ZmA--CpZ2RtpIWz`);
  });

  const part = 'a'.repeat(22);
  it.each([
    [id, id],
    [`${id}-a-${part}`, id],
    [`${id}-v-${part}`, `${id}-v-${part}`],
    [`${id}-v-${part}-a-${part}`, `${id}-v-${part}`],
  ])('tell of which message they are: %s', (documentId, messageId) => {
    expect(messageDocumentIdOf(documentId)).toBe(messageId);
  });

  it.each([
    ['', 'empty'],
    [`x${id}`, 'something before it'],
    [`${id}x`, 'a longer digest'],
    [id.slice(0, -1), 'a shorter digest'],
    [`${id.slice(0, -1)}.`, 'a character that digests lack'],
    [`${id}-a-${part}x`, 'a longer attachment'],
    [`${id}-a-${part.slice(1)}`, 'a shorter attachment'],
    [`${id}-a-${part.slice(1)}!`, 'a character that attachments lack'],
    [`${id}-v-${part}x`, 'a longer variant'],
    [`${id}-v-${part.slice(1)}!`, 'a character that variants lack'],
    [`${id}-v-${part}-v-${part}`, 'two variants'],
    [`${id}-a-${part}-a-${part}`, 'two attachments'],
  ])('are told from foreign ones: %j is none, with %s', (documentId) => {
    expect(messageDocumentIdOf(documentId)).toBeUndefined();
  });
});
