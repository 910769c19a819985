import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  DocumentRecord,
  FolderRecord,
  ItemRecord,
  MailboxRef,
  MailboxState,
  StateStore,
} from '../../src/sync/ports/index.ts';
import { allOf } from './all-of.ts';

const never = new AbortController().signal;
const ann = { address: 'ann@example.com', store: 'primary' } as const;

const folder = (id: string, extra: Partial<FolderRecord> = {}): FolderRecord => ({
  id,
  name: `name of ${id}`,
  listing: 1,
  pages: 0,
  listingOpen: false,
  refetch: false,
  fullRun: 0,
  removed: false,
  ...extra,
});
const item = (folderId: string, itemId: string): ItemRecord => ({
  folderId,
  itemId,
  listing: 1,
  documentId: `d-${itemId}`,
});
const document = (documentId: string, fingerprint = 'f'): DocumentRecord => ({
  documentId,
  fingerprint,
  content: 'c',
  copies: [{ folderId: 'F', itemId: 'I' }],
  renderedFrom: { folderId: 'F', itemId: 'I' },
  attachmentIds: [],
});

/** Takes the lease of a store and opens its state. */
export async function openLeased(
  store: StateStore,
  mailbox: MailboxRef,
  owner = 'worker-0-of-1/test',
): Promise<MailboxState> {
  const before = await store.leases.readLease(mailbox);
  const next = { owner, token: (before?.token ?? 0) + 1, beat: 0 };
  expect(await store.leases.replaceLease(mailbox, before, next)).toBe(true);
  return store.open(mailbox, next);
}

/** What every state store has to do. The memory twin and DynamoDB run the same tests. */
export function describeStateStore(name: string, make: () => Promise<StateStore>): void {
  describe(`state store: ${name}`, () => {
    let store: StateStore;
    let state: MailboxState;

    beforeEach(async () => {
      store = await make();
      await store.prepare(never);
      state = await openLeased(store, ann);
    });

    afterEach(async () => {
      await store.close();
    });

    it('knows nothing at first', async () => {
      expect(await state.readMailbox()).toBeUndefined();
      expect(await state.readInFlight()).toEqual([]);
      expect(await state.readHeld()).toBeUndefined();
      expect(await state.countDocuments()).toBe(0);
      expect(await allOf(store.scanStores())).toEqual([]);
      expect(await state.readFolders()).toEqual([]);
      expect((await state.readItems('F', ['a'])).size).toBe(0);
      expect((await state.readDocuments(['d'])).size).toBe(0);
      expect(await allOf(state.scanFailures())).toEqual([]);
    });

    it('returns what was written, whatever characters the ids hold', async () => {
      const ids = ['AAMk/+=', 'aamk/+=', 'C# team', 'C', '#', '|', 'ä😀', ' '];
      await state.write([
        { kind: 'put-mailbox', record: { fullRun: 2, fullRunDone: false, folderCursor: 'c' } },
        {
          kind: 'put-in-flight',
          documents: [{ documentId: 'd', copy: { folderId: 'F', itemId: 'I' }, attachmentIds: ['x'] }],
        },
        ...ids.map((id) => ({ kind: 'put-folder', record: folder(id, { cursor: `cursor of ${id}` }) }) as const),
        ...ids.map((id) => ({ kind: 'put-item', record: item('C', id) }) as const),
        ...ids.map((id) => ({ kind: 'put-document', record: document(`d-${id}`) }) as const),
      ]);
      expect(await state.readMailbox()).toEqual({ fullRun: 2, fullRunDone: false, folderCursor: 'c' });
      expect(await state.readInFlight()).toHaveLength(1);
      const folders = await state.readFolders();
      expect(new Map(folders.map(({ id, cursor }) => [id, cursor]))).toEqual(
        new Map(ids.map((id) => [id, `cursor of ${id}`])),
      );
      expect(new Set((await state.readItems('C', ids)).keys())).toEqual(new Set(ids));
      expect((await state.readItems('C# team', ids)).size).toBe(0);
      expect(await allOf(state.scanItems('C'))).toHaveLength(ids.length);
      expect(await allOf(state.scanItems('C# team'))).toEqual([]);
      expect((await state.readDocuments(ids.map((id) => `d-${id}`))).size).toBe(ids.length);
    });

    it('keeps one open page of each folder', async () => {
      const page = (folderId: string, begin: string, itemIds: readonly string[]) =>
        ({ kind: 'put-open-page', record: { folderId, begin, itemIds } }) as const;
      const ids = Array.from({ length: 512 }, (_, number) => `AAMkAD${'x'.repeat(140)}/${number}+=`);
      await state.write([page('C', '1', ['a']), page('C# team', '2', ids), page('C', '3', ['ä😀', ''])]);
      const byFolder = async () => new Map((await state.readOpenPages()).map((found) => [found.folderId, found]));
      expect(await byFolder()).toEqual(
        new Map([
          ['C', { folderId: 'C', begin: '3', itemIds: ['ä😀', ''] }],
          ['C# team', { folderId: 'C# team', begin: '2', itemIds: ids }],
        ]),
      );
      expect(await state.readFolders()).toEqual([]);
      const gone = { kind: 'delete-open-page', folderId: 'C# team' } as const;
      await state.write([gone, gone]);
      expect([...(await byFolder()).keys()]).toEqual(['C']);
    });

    it('keeps the cursors of two sources, however large they are, until one of them is dropped', async () => {
      const text = (seed: number, length: number) =>
        Array.from({ length }, (_, position) => ((position * 7919 + seed) ** 3 % 9973).toString(36)).join('');
      const [one, other] = [text(1, 400_000), text(2, 400_000)];
      const earlier = { cursor: one, listing: 1, pages: 2, listingOpen: false, refetch: false };
      const read = async () => (await store.view(ann).readFolders())[0];
      for (const record of [
        folder('F', { cursor: one }),
        folder('F', { listing: 2, earlier }),
        folder('F', { listing: 2, earlier, cursor: 'small' }),
        folder('F', { listing: 2, earlier, cursor: other }),
        folder('F', { listing: 3, earlier: { ...earlier, cursor: 'x' }, cursor: other }),
        folder('F', { cursor: one }),
      ]) {
        await state.write([{ kind: 'put-folder', record }]);
        expect(await read()).toEqual(record);
        // As a process does that begins here.
        await state.readFolders();
      }
      await state.write([{ kind: 'delete-folder', folderId: 'F' }]);
      expect(await read()).toBeUndefined();
    });

    it('keeps mailboxes and stores apart', async () => {
      await state.write([{ kind: 'put-item', record: item('F', 'a') }]);
      for (const other of [
        { address: 'ann@example.com', store: 'archive' },
        { address: 'ann', store: 'primary' },
      ] as const) {
        expect((await store.view(other).readItems('F', ['a'])).size).toBe(0);
      }
    });

    it('lets the later of two writes to one key win', async () => {
      await state.write([
        { kind: 'put-document', record: document('d', 'old') },
        { kind: 'put-document', record: document('d', 'new') },
      ]);
      expect((await state.readDocuments(['d'])).get('d')?.fingerprint).toBe('new');
    });

    it('forgets what is deleted, and deleting twice does no harm', async () => {
      await state.write([
        { kind: 'put-folder', record: folder('F', { cursor: 'c' }) },
        { kind: 'put-item', record: item('F', 'a') },
        { kind: 'put-document', record: document('d') },
        { kind: 'put-orphan', documentId: 'd' },
      ]);
      expect(await allOf(state.scanOrphans())).toEqual(['d']);
      const deletes = [
        { kind: 'delete-folder', folderId: 'F' },
        { kind: 'delete-item', folderId: 'F', itemId: 'a' },
        { kind: 'delete-document', documentId: 'd' },
        { kind: 'delete-orphan', documentId: 'd' },
      ] as const;
      await state.write(deletes);
      await state.write(deletes);
      expect(await state.readFolders()).toEqual([]);
      expect(await allOf(state.scanItems('F'))).toEqual([]);
      expect(await allOf(state.scanOrphans())).toEqual([]);
    });

    it('knows the stores that there is state of', async () => {
      const archive = { address: ann.address, store: 'archive' } as const;
      await store.register(ann);
      await store.register(archive);
      await store.register(ann);
      const byKind = (found: readonly MailboxRef[]) => found.map((one) => one.store).sort();
      expect(byKind(await allOf(store.scanStores()))).toEqual(['archive', 'primary']);
      await store.unregister(archive);
      await store.unregister(archive);
      expect(await allOf(store.scanStores())).toEqual([ann]);
    });

    it('counts documents, and remembers what is held and that a mailbox is to be forgotten', async () => {
      const held = { messages: 60, known: 100, since: 1 };
      await state.write([
        ...['a', 'b', 'c'].map((id) => ({ kind: 'put-document', record: document(id) }) as const),
        { kind: 'put-held', record: held },
        { kind: 'put-mailbox', record: { fullRun: 1, fullRunDone: true } },
      ]);
      expect(await state.countDocuments()).toBe(3);
      expect(await state.readHeld()).toEqual(held);
      await state.write([{ kind: 'delete-held' }, { kind: 'delete-mailbox' }]);
      expect(await state.readHeld()).toBeUndefined();
      expect(await state.readMailbox()).toBeUndefined();
    });

    it('keeps failures until they are settled', async () => {
      const record = {
        folderId: 'F',
        itemId: 'a',
        code: 'ErrorCorruptData',
        message: 'm',
        permanent: true,
        indexed: false,
        attempts: 1,
        nextAttemptAt: 3,
        firstSeenAt: 1,
        lastSeenAt: 2,
      };
      await state.write([{ kind: 'put-failure', record }]);
      expect(await allOf(state.scanFailures())).toEqual([record]);
      expect(await state.readFailures('F', ['a', 'b'])).toEqual(new Map([['a', record]]));
      await state.write([{ kind: 'delete-failure', folderId: 'F', itemId: 'a' }]);
      expect(await allOf(state.scanFailures())).toEqual([]);
    });

    it('writes nothing for a process whose lease somebody else has taken, and lets the new holder write', async () => {
      await state.write([{ kind: 'put-item', record: item('F', 'before') }]);
      await state.confirm();
      const taker = await openLeased(store, ann, 'worker-0-of-1/other');
      const lost = { kind: 'lease-lost', code: 'lease.lost' };
      await expect(state.write([{ kind: 'put-item', record: item('F', 'late') }])).rejects.toMatchObject(lost);
      await expect(state.write([{ kind: 'delete-item', folderId: 'F', itemId: 'before' }])).rejects.toMatchObject(lost);
      await expect(state.confirm()).rejects.toMatchObject(lost);
      await taker.write([{ kind: 'put-item', record: item('F', 'after') }]);
      const found = await allOf(state.scanItems('F'));
      expect(new Set(found.map(({ itemId }) => itemId))).toEqual(new Set(['before', 'after']));
    });

    it('writes nothing after the lease was released', async () => {
      const held = await store.leases.readLease(ann);
      await store.leases.replaceLease(ann, held, { owner: '', token: held?.token ?? 0, beat: 1 });
      await expect(state.write([{ kind: 'put-item', record: item('F', 'late') }])).rejects.toMatchObject({
        kind: 'lease-lost',
      });
    });

    it('gives a lease to one of many that want it, and to nobody whose knowledge of it is old', async () => {
      const ben = { address: 'ben@example.com', store: 'primary' } as const;
      const wanted = Array.from({ length: 10 }, (_, number) => ({ owner: `w${number}`, token: 1, beat: 0 }));
      const granted = await Promise.all(wanted.map((next) => store.leases.replaceLease(ben, undefined, next)));
      expect(granted.filter(Boolean)).toHaveLength(1);
      const winner = await store.leases.readLease(ben);
      const renewed = { owner: winner?.owner ?? '', token: 1, beat: 1 };
      // A renewal needs only to be the holder's; a take-over needs the beat that was seen.
      expect(await store.leases.replaceLease(ben, { owner: renewed.owner, token: 1 }, renewed)).toBe(true);
      expect(await store.leases.replaceLease(ben, winner, { owner: 'late', token: 2, beat: 0 })).toBe(false);
      expect(await store.leases.readLease(ben)).toEqual(renewed);
    });

    it('takes more rows than one request carries', async () => {
      const ids = Array.from({ length: 260 }, (_, number) => `item ${number}`);
      await state.write(ids.map((id) => ({ kind: 'put-item', record: item('F', id) }) as const));
      expect((await state.readItems('F', ids)).size).toBe(260);
      expect(await allOf(state.scanItems('F'))).toHaveLength(260);
    });

    it('reads a row once, however often it is asked for', async () => {
      await state.write([
        { kind: 'put-document', record: document('d') },
        { kind: 'put-item', record: item('F', 'a') },
      ]);
      expect([...(await state.readDocuments(['d', 'e', 'd'])).keys()]).toEqual(['d']);
      expect([...(await state.readItems('F', ['a', 'a'])).keys()]).toEqual(['a']);
    });

    it('keeps a cursor larger than a row may be, and shrinks again', async () => {
      // Random enough that compression cannot save the day.
      const large = Array.from({ length: 90_000 }, (_, number) => Math.sin(number).toString(36).slice(2)).join('');
      await state.write([{ kind: 'put-folder', record: folder('F', { cursor: large }) }]);
      expect((await store.view(ann).readFolders())[0]?.cursor === large).toBe(true);
      await state.write([{ kind: 'put-folder', record: folder('F', { cursor: 'small' }) }]);
      expect((await store.view(ann).readFolders())[0]?.cursor).toBe('small');
      await state.write([{ kind: 'put-folder', record: folder('F') }]);
      expect((await store.view(ann).readFolders())[0]?.cursor).toBeUndefined();
    });
  });
}
