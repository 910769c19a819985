import type {
  DocumentRecord,
  FailureRecord,
  FolderRecord,
  InFlightDocument,
  ItemRecord,
  MailboxRecord,
  MailboxRef,
  MailboxState,
  StateWrite,
} from '../sync/ports/index.ts';
import { type Row, readRows } from './batch-read.ts';
import { type RowWrite, writeRows } from './batch-write.ts';
import type { Table } from './client.ts';
import { folderDeletes, folderOf, folderWrites, type StoredCursor, storedCursor } from './folder-rows.ts';
import { prefixes, type StoreKeys, storeKeys } from './keys.ts';
import { queryRows } from './query-rows.ts';

/** The state of one store of a mailbox: one partition of the table. */
export function dynamoMailboxState(table: Table, mailbox: MailboxRef): MailboxState {
  const keys = storeKeys(mailbox);
  // How the folders' cursors are stored now, so that old chunks can be removed without reading them again.
  const cursors = new Map<string, StoredCursor | undefined>();
  const pages = <T>(prefix: string) => recordPages<T>(queryRows(table, keys.pk, prefix));
  return {
    readMailbox: async () => recordOf<MailboxRecord>((await readRows(table, [keys.mailbox()]))[0]),
    readInFlight: async () => recordOf<InFlightDocument[]>((await readRows(table, [keys.inFlight()]))[0]) ?? [],
    readFolders: () => readFolders(table, keys, cursors),
    readItems: async (folderId, itemIds) => {
      const rows = await readRows(
        table,
        itemIds.map((itemId) => keys.item({ folderId, itemId })),
      );
      return new Map(rows.map((row) => [(row['record'] as ItemRecord).itemId, row['record'] as ItemRecord]));
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
    write: async (writes) => {
      for (const group of inOrder(writes)) await writeGroup(table, keys, { group, cursors });
    },
  };
}

function recordOf<T>(row: Row | undefined): T | undefined {
  return row?.['record'] as T | undefined;
}

async function* recordPages<T>(rows: AsyncIterable<readonly Row[]>): AsyncIterable<readonly T[]> {
  for await (const page of rows) yield page.map((row) => row['record'] as T);
}

async function readFolders(
  table: Table,
  keys: StoreKeys,
  cursors: Map<string, StoredCursor | undefined>,
): Promise<readonly FolderRecord[]> {
  const folders: FolderRecord[] = [];
  for await (const page of queryRows(table, keys.pk, prefixes.folder)) {
    for (const row of page) {
      const folder = await folderOf(table, keys, row);
      cursors.set(folder.id, storedCursor(row));
      folders.push(folder);
    }
  }
  return folders;
}

/** Runs of writes of one kind, in the order given: between them a crash may come. */
function inOrder(writes: readonly StateWrite[]): readonly (readonly StateWrite[])[] {
  const groups: StateWrite[][] = [];
  for (const write of writes) {
    const current = groups.at(-1);
    if (current?.[0]?.kind === write.kind) current.push(write);
    else groups.push([write]);
  }
  return groups;
}

async function writeGroup(
  table: Table,
  keys: StoreKeys,
  { group, cursors }: { group: readonly StateWrite[]; cursors: Map<string, StoredCursor | undefined> },
): Promise<void> {
  const simple: RowWrite[] = [];
  for (const write of group) {
    if (write.kind === 'put-folder') await writeFolder(table, keys, { record: write.record, cursors });
    else if (write.kind === 'delete-folder') {
      await writeRows(table, folderDeletes(keys, write.folderId, cursors.get(write.folderId)));
      cursors.delete(write.folderId);
    } else simple.push(rowWrite(keys, write));
  }
  await writeRows(table, simple);
}

async function writeFolder(
  table: Table,
  keys: StoreKeys,
  { record, cursors }: { record: FolderRecord; cursors: Map<string, StoredCursor | undefined> },
): Promise<void> {
  const { groups, cursor } = folderWrites(keys, record, cursors.get(record.id));
  for (const group of groups) await writeRows(table, group);
  cursors.set(record.id, cursor);
}

type SimpleWrite = Exclude<StateWrite, { kind: 'put-folder' | 'delete-folder' }>;

function rowWrite(keys: StoreKeys, write: SimpleWrite): RowWrite {
  switch (write.kind) {
    case 'put-mailbox':
      return { put: { ...keys.mailbox(), record: write.record } };
    case 'put-in-flight':
      return { put: { ...keys.inFlight(), record: write.documents } };
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
