import { describe, expect, it } from '@jest/globals';
import { releaseCopy, sameCopy, withCopy, withUnchanged } from '../../src/sync/copies.ts';
import type { DocumentRecord } from '../../src/sync/ports/index.ts';

const a = { folderId: 'inbox', itemId: 'a' };
const b = { folderId: 'inbox', itemId: 'b' };
const c = { folderId: 'done', itemId: 'a' };
const record = (other: Partial<DocumentRecord> = {}): DocumentRecord => ({
  documentId: 'm-1',
  fingerprint: 'f',
  content: 'c',
  copies: [a, b, c],
  renderedFrom: a,
  attachmentIds: ['m-1-a-1'],
  ...other,
});

describe('copies of a message', () => {
  it('are the same by folder and item', () => {
    expect([sameCopy(a, { ...a }), sameCopy(a, b), sameCopy(a, c)]).toEqual([true, false, false]);
  });

  it('are listed once', () => {
    const copies = [a, b];
    expect(withCopy(copies, { ...b })).toBe(copies);
    expect(withCopy(copies, c)).toEqual([a, b, c]);
  });
});

describe('a copy more of which nothing has to be put', () => {
  const d = { folderId: 'done', itemId: 'd' };

  it('is the twin of the one that is shown if it would be rendered the same', () => {
    expect(withUnchanged(record(), d, 'f')).toEqual(record({ copies: [a, b, c, d], twin: d }));
    expect(withUnchanged(record(), d, 'another')).toEqual(record({ copies: [a, b, c, d] }));
  });

  it('changes nothing if it is known', () => {
    const known = record();
    expect(withUnchanged(known, b, 'f')).toBe(known);
  });

  it('is no twin any more once it would be rendered otherwise', () => {
    const twins = record({ twin: b });
    expect(withUnchanged(twins, b, 'another')).toEqual(record());
    expect(withUnchanged(twins, b, 'f')).toBe(twins);
    expect(withUnchanged(twins, c, 'another')).toBe(twins);
  });
});

describe('letting go of a copy', () => {
  it('that the document does not show leaves the document as it is', () => {
    expect(releaseCopy(record(), b)).toEqual({ record: record({ copies: [a, c] }), orphaned: false });
  });

  it('that the document shows has it rendered from the next one', () => {
    expect(releaseCopy(record(), a)).toEqual({
      record: record({ copies: [b, c], fingerprint: '' }),
      orphaned: false,
      refreshFrom: b,
    });
  });

  it('of a document that nobody knows the content of has it rendered from the copy that it shows', () => {
    expect(releaseCopy(record({ fingerprint: '', renderedFrom: c }), a)).toEqual({
      record: record({ copies: [b, c], fingerprint: '', renderedFrom: c }),
      orphaned: false,
      refreshFrom: c,
    });
  });

  it('that the document shows puts nothing if another one would be rendered the same, in whichever order they go', () => {
    const twins = record({ twin: c });
    expect(releaseCopy(twins, a)).toEqual({ record: record({ copies: [b, c], renderedFrom: c }), orphaned: false });
    expect(releaseCopy(twins, c)).toEqual({ record: record({ copies: [a, b] }), orphaned: false });
    expect(releaseCopy(twins, b)).toEqual({ record: record({ copies: [a, c], twin: c }), orphaned: false });
  });

  it('of a document that nobody knows the content of forgets that two would be rendered the same', () => {
    expect(releaseCopy(record({ fingerprint: '', twin: c }), b)).toEqual({
      record: record({ copies: [a, c], fingerprint: '' }),
      orphaned: false,
      refreshFrom: a,
    });
  });

  it('that is the last one leaves an orphan, which is never taken for current again', () => {
    expect(releaseCopy(record({ copies: [b] }), b)).toEqual({
      record: record({ copies: [], fingerprint: '' }),
      orphaned: true,
    });
  });
});
