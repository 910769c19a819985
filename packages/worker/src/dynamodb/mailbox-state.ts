import { gunzipSync, gzipSync } from 'node:zlib';
import type {
  DocumentRecord,
  FailureRecord,
  Fence,
  FolderRecord,
  HeldDeletions,
  InFlightDocument,
  ItemRecord,
  MailboxRecord,
  MailboxRef,
  MailboxState,
  MailboxView,
  OpenPage,
  StateWrite,
} from '../sync/ports/index.ts';
import { type Row, readRows } from './batch-read.ts';
import type { Table } from './client.ts';
import { leaseGone, writeFenced } from './fenced-write.ts';
import { folderDeletes, folderOf, folderWrites, type StoredCursors } from './folder-rows.ts';
import { prefixes, type StoreKeys, storeKeys } from './keys.ts';
import { readLease } from './lease-store.ts';
import { countRows, queryRows } from './query-rows.ts';
import type { RowWrite } from './row-writes.ts';

/** How the folders' cursors are stored now, so that old chunks can be removed without reading them again. */
type Cursors = Map<string, StoredCursors>;

/** The state of one store of a mailbox, one partition of the table, for the process that has its lease. */
export function dynamoMailboxState(table: Table, mailbox: MailboxRef, fence: Fence): MailboxState {
  const keys = storeKeys(mailbox);
  const cursors: Cursors = new Map();
  return {
    ...dynamoMailboxView(table, mailbox, cursors),
    write: async (writes) => {
      const next: Cursors = new Map(cursors);
      const rows = writes.flatMap((write) => rowWrites(keys, write, next));
      await writeFenced(table, { lease: keys.lease(), fence }, rows);
      for (const [folderId, cursor] of next) cursors.set(folderId, cursor);
    },
    confirm: async () => {
      const lease = await readLease(table, mailbox);
      if (lease?.owner !== fence.owner || lease.token !== fence.token) throw leaseGone(table);
    },
  };
}

/** The same, to be read by anybody. */
export function dynamoMailboxView(table: Table, mailbox: MailboxRef, cursors: Cursors = new Map()): MailboxView {
  const keys = storeKeys(mailbox);
  const pages = <T>(prefix: string) => recordPages<T>(queryRows(table, keys.pk, prefix));
  return {
    readMailbox: async () => recordOf<MailboxRecord>((await readRows(table, [keys.mailbox()]))[0]),
    readHeld: async () => recordOf<HeldDeletions>((await readRows(table, [keys.held()]))[0]),
    countDocuments: () => countRows(table, keys.pk, prefixes.document),
    readInFlight: async () => recordOf<InFlightDocument[]>((await readRows(table, [keys.inFlight()]))[0]) ?? [],
    readOpenPages: () => readOpenPages(table, keys),
    readFolders: () => readFolders(table, keys, cursors),
    readItems: async (folderId, itemIds) => {
      const rows = await readRows(
        table,
        itemIds.map((itemId) => keys.item({ folderId, itemId })),
      );
      return new Map(rows.map((row) => [(row['record'] as ItemRecord).itemId, row['record'] as ItemRecord]));
    },
    readFailures: async (folderId, itemIds) => {
      const rows = await readRows(
        table,
        itemIds.map((itemId) => keys.failure({ folderId, itemId })),
      );
      return new Map(rows.map((row) => [(row['record'] as FailureRecord).itemId, row['record'] as FailureRecord]));
    },
    readDocuments: async (documentIds) => {
      const rows = await readRows(table, documentIds.map(keys.document));
      return new Map(
        rows.map((row) => [(row['record'] as DocumentRecord).documentId, row['record'] as DocumentRecord]),
      );
    },
    scanItems: (folderId) => pages<ItemRecord>(keys.itemsOf(folderId)),
    scanOrphans: () => pages<string>(prefixes.orphan),
    scanFailures: () => pages<FailureRecord>(prefixes.failure),
  };
}

function recordOf<T>(row: Row | undefined): T | undefined {
  return row?.['record'] as T | undefined;
}

async function* recordPages<T>(rows: AsyncIterable<readonly Row[]>): AsyncIterable<readonly T[]> {
  for await (const page of rows) yield page.map((row) => row['record'] as T);
}

async function readFolders(table: Table, keys: StoreKeys, cursors: Cursors): Promise<readonly FolderRecord[]> {
  const folders: FolderRecord[] = [];
  for await (const page of queryRows(table, keys.pk, prefixes.folder)) {
    for (const row of page) {
      const { folder, cursors: stored } = await folderOf(table, keys, row);
      cursors.set(folder.id, stored);
      folders.push(folder);
    }
  }
  return folders;
}

/** Ids of one mailbox have most of their characters in common: a page of five hundred takes a quarter of its length. */
const zipped = (page: OpenPage): Uint8Array => gzipSync(JSON.stringify(page));

async function readOpenPages(table: Table, keys: StoreKeys): Promise<readonly OpenPage[]> {
  const found: OpenPage[] = [];
  for await (const rows of queryRows(table, keys.pk, prefixes.openPage)) {
    for (const row of rows) found.push(JSON.parse(gunzipSync(row['page'] as Uint8Array).toString()) as OpenPage);
  }
  return found;
}

function rowWrites(keys: StoreKeys, write: StateWrite, cursors: Cursors): readonly RowWrite[] {
  if (write.kind === 'put-folder') {
    const { writes, cursors: stored } = folderWrites(keys, write.record, cursors.get(write.record.id));
    cursors.set(write.record.id, stored);
    return writes;
  }
  if (write.kind === 'delete-folder') {
    const writes = folderDeletes(keys, write.folderId, cursors.get(write.folderId));
    cursors.delete(write.folderId);
    return writes;
  }
  return [rowWrite(keys, write)];
}

type SimpleWrite = Exclude<StateWrite, { kind: 'put-folder' | 'delete-folder' }>;

function rowWrite(keys: StoreKeys, write: SimpleWrite): RowWrite {
  switch (write.kind) {
    case 'put-mailbox':
      return { put: { ...keys.mailbox(), record: write.record } };
    case 'delete-mailbox':
      return { delete: keys.mailbox() };
    case 'put-held':
      return { put: { ...keys.held(), record: write.record } };
    case 'delete-held':
      return { delete: keys.held() };
    case 'put-in-flight':
      return { put: { ...keys.inFlight(), record: write.documents } };
    case 'put-open-page':
      return { put: { ...keys.openPage(write.record.folderId), page: zipped(write.record) } };
    case 'delete-open-page':
      return { delete: keys.openPage(write.folderId) };
    case 'put-item':
      return { put: { ...keys.item(write.record), record: write.record } };
    case 'delete-item':
      return { delete: keys.item(write) };
    case 'put-document':
      return { put: { ...keys.document(write.record.documentId), record: write.record } };
    case 'delete-document':
      return { delete: keys.document(write.documentId) };
    case 'put-orphan':
      return { put: { ...keys.orphan(write.documentId), record: write.documentId } };
    case 'delete-orphan':
      return { delete: keys.orphan(write.documentId) };
    case 'put-failure':
      return { put: { ...keys.failure(write.record), record: write.record } };
    case 'delete-failure':
      return { delete: keys.failure(write) };
  }
}
