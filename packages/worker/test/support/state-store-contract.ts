import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DocumentRecord, FolderRecord, ItemRecord, MailboxState, StateStore } from '../../src/sync/ports/index.ts';

const never = new AbortController().signal;
const ann = { address: 'ann@example.com', store: 'primary' } as const;

const folder = (id: string, extra: Partial<FolderRecord> = {}): FolderRecord => ({
  id,
  name: `name of ${id}`,
  listing: 1,
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
  copies: [{ folderId: 'F', itemId: 'I' }],
  renderedFrom: { folderId: 'F', itemId: 'I' },
  attachmentIds: [],
});

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

/** What every state store has to do. The memory twin and DynamoDB run the same tests. */
export function describeStateStore(name: string, make: () => Promise<StateStore>): void {
  describe(`state store: ${name}`, () => {
    let store: StateStore;
    let state: MailboxState;

    beforeEach(async () => {
      store = await make();
      await store.prepare(never);
      state = store.open(ann);
    });

    afterEach(async () => {
      await store.close();
    });

    it('knows nothing at first', async () => {
      expect(await state.readMailbox()).toBeUndefined();
      expect(await state.readInFlight()).toEqual([]);
      expect(await state.readFolders()).toEqual([]);
      expect((await state.readItems('F', ['a'])).size).toBe(0);
      expect((await state.readDocuments(['d'])).size).toBe(0);
      expect(await all(state.scanFailures())).toEqual([]);
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
      expect(await all(state.scanItems('C'))).toHaveLength(ids.length);
      expect(await all(state.scanItems('C# team'))).toEqual([]);
      expect((await state.readDocuments(ids.map((id) => `d-${id}`))).size).toBe(ids.length);
    });

    it('keeps mailboxes and stores apart', async () => {
      await state.write([{ kind: 'put-item', record: item('F', 'a') }]);
      for (const other of [
        { address: 'ann@example.com', store: 'archive' },
        { address: 'ann', store: 'primary' },
      ] as const) {
        expect((await store.open(other).readItems('F', ['a'])).size).toBe(0);
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
      expect(await all(state.scanOrphans())).toEqual(['d']);
      const deletes = [
        { kind: 'delete-folder', folderId: 'F' },
        { kind: 'delete-item', folderId: 'F', itemId: 'a' },
        { kind: 'delete-document', documentId: 'd' },
        { kind: 'delete-orphan', documentId: 'd' },
      ] as const;
      await state.write(deletes);
      await state.write(deletes);
      expect(await state.readFolders()).toEqual([]);
      expect(await all(state.scanItems('F'))).toEqual([]);
      expect(await all(state.scanOrphans())).toEqual([]);
    });

    it('keeps failures until they are settled', async () => {
      const record = {
        folderId: 'F',
        itemId: 'a',
        code: 'ErrorCorruptData',
        message: 'm',
        permanent: true,
        attempts: 1,
        firstSeenAt: 1,
        lastSeenAt: 2,
      };
      await state.write([{ kind: 'put-failure', record }]);
      expect(await all(state.scanFailures())).toEqual([record]);
      await state.write([{ kind: 'delete-failure', folderId: 'F', itemId: 'a' }]);
      expect(await all(state.scanFailures())).toEqual([]);
    });

    it('takes more rows than one request carries', async () => {
      const ids = Array.from({ length: 260 }, (_, number) => `item ${number}`);
      await state.write(ids.map((id) => ({ kind: 'put-item', record: item('F', id) }) as const));
      expect((await state.readItems('F', ids)).size).toBe(260);
      expect(await all(state.scanItems('F'))).toHaveLength(260);
    });

    it('keeps a cursor larger than a row may be, and shrinks again', async () => {
      // Random enough that compression cannot save the day.
      const large = Array.from({ length: 90_000 }, (_, number) => Math.sin(number).toString(36).slice(2)).join('');
      await state.write([{ kind: 'put-folder', record: folder('F', { cursor: large }) }]);
      expect((await store.open(ann).readFolders())[0]?.cursor === large).toBe(true);
      await state.write([{ kind: 'put-folder', record: folder('F', { cursor: 'small' }) }]);
      expect((await store.open(ann).readFolders())[0]?.cursor).toBe('small');
      await state.write([{ kind: 'put-folder', record: folder('F') }]);
      expect((await store.open(ann).readFolders())[0]?.cursor).toBeUndefined();
    });
  });
}
