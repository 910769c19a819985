import { describe, expect, it } from '@jest/globals';
import { planPage } from '../../src/sync/page.ts';
import type { FailureRecord, FolderRecord, ItemChange, ItemRecord } from '../../src/sync/ports/index.ts';

const folder: FolderRecord = {
  id: 'inbox',
  name: 'Inbox',
  listing: 2,
  pages: 0,
  listingOpen: true,
  refetch: false,
  fullRun: 0,
  removed: false,
};
const record: ItemRecord = { folderId: 'inbox', itemId: 'i', changeKey: '1', listing: 2, documentId: 'm' };
const failure: FailureRecord = {
  folderId: 'inbox',
  itemId: 'i',
  code: 'code',
  message: 'why',
  permanent: true,
  changeKey: '1',
  indexed: false,
  attempts: 1,
  nextAttemptAt: 0,
  firstSeenAt: 0,
  lastSeenAt: 0,
};
const shown = (changeKey?: string): ItemChange => ({
  kind: 'upsert',
  itemId: 'i',
  ...(changeKey === undefined ? {} : { changeKey }),
});
const removed: ItemChange = { kind: 'removed', itemId: 'i' };
const read: ItemChange = { kind: 'read-flag', itemId: 'i' };

interface Given {
  readonly known?: ItemRecord;
  readonly failed?: FailureRecord;
  readonly in?: Partial<FolderRecord>;
}

function plan(changes: readonly ItemChange[], { known, failed, in: other }: Given = {}) {
  return planPage({ ...folder, ...other }, changes, {
    known: new Map(known === undefined ? [] : [[known.itemId, known]]),
    failures: new Map(failed === undefined ? [] : [[failed.itemId, failed]]),
  });
}

const nothing = { toIndex: [], seenAgain: [], restingAgain: [], removed: [], removedUnknown: [], moved: [] };

describe('the plan for a page of changes', () => {
  it.each<[string, ItemChange[], Given, unknown]>([
    ['a new item', [shown('1')], {}, { itemId: 'i', changeKey: '1' }],
    ['a new item without a change key', [shown()], {}, { itemId: 'i' }],
    ['a changed item', [shown('2')], { known: record }, { itemId: 'i', changeKey: '2', known: record }],
    ['a known item without a change key', [shown()], { known: record }, { itemId: 'i', known: record }],
    [
      'an item of an older listing, when all are read again',
      [shown('1')],
      { known: { ...record, listing: 1 }, in: { refetch: true } },
      { itemId: 'i', changeKey: '1', known: { ...record, listing: 1 } },
    ],
    [
      'an item that failed and may come right',
      [shown('1')],
      { failed: { ...failure, permanent: false } },
      { itemId: 'i', changeKey: '1', earlierFailure: { ...failure, permanent: false } },
    ],
    [
      'an item that rests, and changed',
      [shown('2')],
      { failed: failure },
      { itemId: 'i', changeKey: '2', earlierFailure: failure },
    ],
    [
      'an item that rests, and may have changed',
      [shown()],
      { failed: failure },
      { itemId: 'i', earlierFailure: failure },
    ],
    ['an item that came back on the same page', [removed, shown('1')], {}, { itemId: 'i', changeKey: '1' }],
    ['a new item that was read on the same page', [shown('1'), read], {}, { itemId: 'i', changeKey: '1' }],
    ['the last of several changes', [shown('1'), shown('2')], {}, { itemId: 'i', changeKey: '2' }],
  ])('fetches %s', (_, changes, given, expected) => {
    expect(plan(changes, given)).toEqual({ ...nothing, toIndex: [Object.assign({ listing: 2 }, expected)] });
  });

  it.each<[string, ItemChange[], Given]>([
    ['an item as it is known', [shown('1')], { known: record }],
    ['an item that this listing has read again', [shown('1')], { known: record, in: { refetch: true } }],
    ['a read flag', [read], { known: record }],
    ['a new item that rests as this listing has found it', [shown('1')], { failed: { ...failure, listing: 2 } }],
    ['a known item that rests as it is', [shown('1')], { known: record, failed: failure }],
  ])('does nothing about %s', (_, changes, given) => {
    expect(plan(changes, given)).toEqual(nothing);
  });

  it.each<[string, Given]>([
    ['is unchanged', { known: { ...record, listing: 1 } }],
    [
      'rests as it is, when all are read again',
      { known: { ...record, listing: 1 }, failed: failure, in: { refetch: true } },
    ],
  ])('remembers that this listing showed an item that %s', (_, given) => {
    expect(plan([shown('1')], given)).toEqual({ ...nothing, seenAgain: [record] });
  });

  it.each([undefined, 1])('remembers that this listing, after listing %p, showed a new item that rests', (listing) => {
    const failed = listing === undefined ? failure : { ...failure, listing };
    expect(plan([shown('1')], { failed })).toEqual({ ...nothing, restingAgain: [{ ...failure, listing: 2 }] });
  });

  it('lets go of a removed item, and of the failure of one that never got in', () => {
    expect(plan([shown('2'), removed], { known: record })).toEqual({ ...nothing, removed: [record] });
    expect(plan([removed])).toEqual({ ...nothing, removedUnknown: ['i'] });
  });

  it.each([[undefined], [record]])('tells where a removed item went, whether it is on record or not: %p', (known) => {
    const now = { folderId: 'done', changeKey: '2' };
    const given = known === undefined ? {} : { known };
    expect(plan([{ ...removed, now }], given).moved).toEqual([{ itemId: 'i', now }]);
    expect(plan([{ ...removed, now }, shown('2')], given).moved).toEqual([]);
  });
});
