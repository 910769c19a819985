import { gunzipSync, gzipSync } from 'node:zlib';
import { ConnectorError } from '../errors.ts';
import type { FolderRecord } from '../sync/ports/index.ts';
import { type Row, readRows } from './batch-read.ts';
import type { Table } from './client.ts';
import type { StoreKeys } from './keys.ts';
import type { RowWrite } from './row-writes.ts';

/**
 * Bytes of a cursor that one row holds. A row may have 400 kB (AWS: Amazon DynamoDB, service quotas), and Exchange's
 * cursor grows with its folder without a bound that Microsoft documents: a large one is spread over several rows.
 */
const chunkBytes = 300 * 1024;

/** What stands in a folder's row in place of its cursor. */
export interface StoredCursor {
  /** Tells chunks of different cursors apart, so that a crash between writes leaves the old cursor whole. */
  readonly generation: number;
  readonly chunks: number;
  /** The whole cursor, if it fits. */
  readonly bytes?: Uint8Array;
}

/** The writes that store a folder, in an order that a crash cannot harm: new chunks, the row, then old chunks go. */
export function folderWrites(
  keys: StoreKeys,
  record: FolderRecord,
  stored: StoredCursor | undefined,
): { readonly writes: readonly RowWrite[]; readonly cursor: StoredCursor | undefined } {
  const { cursor, ...rest } = record;
  const old = stored === undefined ? [] : chunkKeys(keys, record.id, stored).map((key): RowWrite => ({ delete: key }));
  const key = keys.folder(record.id);
  if (cursor === undefined) return { writes: [{ put: { ...key, record: rest } }, ...old], cursor: undefined };
  const bytes = gzipSync(cursor);
  const generation = (stored?.generation ?? 0) + 1;
  if (bytes.byteLength <= chunkBytes) {
    const next: StoredCursor = { generation, chunks: 0, bytes };
    return { writes: [{ put: { ...key, record: rest, cursor: next } }, ...old], cursor: next };
  }
  const next: StoredCursor = { generation, chunks: Math.ceil(bytes.byteLength / chunkBytes) };
  const chunks = chunkKeys(keys, record.id, next).map(
    (chunkKey, chunk): RowWrite => ({
      put: { ...chunkKey, bytes: bytes.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes) },
    }),
  );
  return { writes: [...chunks, { put: { ...key, record: rest, cursor: next } }, ...old], cursor: next };
}

function chunkKeys(keys: StoreKeys, folderId: string, { generation, chunks }: StoredCursor) {
  return Array.from({ length: chunks }, (_, chunk) => keys.cursorChunk(folderId, generation, chunk));
}

/** The writes that forget a folder. */
export function folderDeletes(
  keys: StoreKeys,
  folderId: string,
  stored: StoredCursor | undefined,
): readonly RowWrite[] {
  const chunks = stored === undefined ? [] : chunkKeys(keys, folderId, stored);
  return [keys.folder(folderId), ...chunks].map((key): RowWrite => ({ delete: key }));
}

/** A folder as its row and chunks tell. */
export async function folderOf(table: Table, keys: StoreKeys, row: Row): Promise<FolderRecord> {
  const record = row['record'] as FolderRecord;
  const stored = storedCursor(row);
  if (stored === undefined) return record;
  const bytes = stored.bytes ?? (await joinChunks(table, keys, { record, stored }));
  return { ...record, cursor: gunzipSync(bytes).toString() };
}

/** How a folder's cursor is stored; undefined when it has none. */
export function storedCursor(row: Row): StoredCursor | undefined {
  return row['cursor'] as StoredCursor | undefined;
}

async function joinChunks(
  table: Table,
  keys: StoreKeys,
  { record, stored }: { record: FolderRecord; stored: StoredCursor },
): Promise<Uint8Array> {
  const wanted = chunkKeys(keys, record.id, stored);
  const rows = new Map((await readRows(table, wanted)).map((row) => [row.sk, row['bytes'] as Uint8Array]));
  const parts = wanted.flatMap(({ sk }) => rows.get(sk) ?? []);
  if (parts.length === stored.chunks) return Buffer.concat(parts);
  throw new ConnectorError({
    code: 'dynamodb.cursor-damaged',
    kind: 'transient',
    message: `a folder's cursor has ${parts.length} of ${stored.chunks} parts in the table ${table.tableName}`,
  });
}
