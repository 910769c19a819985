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
/** Bytes of its current cursor that a folder's row holds itself. */
const rowBytes = chunkBytes;

/** What stands in a folder's row in place of its cursor. */
export interface StoredCursor {
  /** Tells chunks of different cursors apart, so that a crash between writes leaves the old cursor whole. */
  readonly generation: number;
  readonly chunks: number;
  /** The whole cursor, if it fits. */
  readonly bytes?: Uint8Array;
}

/** How a folder's cursors are stored. */
export interface StoredCursors {
  readonly current?: StoredCursor | undefined;
  /** Of the source that read the folder before. Large or small, it has rows of its own, which are written once. */
  readonly earlier?: { readonly text: string; readonly stored: StoredCursor } | undefined;
}

/** The writes that store a folder, in an order that a crash cannot harm: new chunks, the row, then old chunks go. */
export function folderWrites(
  keys: StoreKeys,
  record: FolderRecord,
  before: StoredCursors = {},
): { readonly writes: readonly RowWrite[]; readonly cursors: StoredCursors } {
  const { cursor, earlier, ...rest } = record;
  const generation = Math.max(before.current?.generation ?? 0, before.earlier?.stored.generation ?? 0) + 1;
  const stays = earlier !== undefined && before.earlier?.text === earlier.cursor;
  const current = cursor === undefined ? undefined : pack(keys, { id: record.id, cursor, generation, rowBytes });
  const kept =
    earlier === undefined || stays
      ? undefined
      : pack(keys, { id: record.id, cursor: earlier.cursor, generation: generation + 1, rowBytes: 0 });
  const earlierCursor = stays ? before.earlier?.stored : kept?.stored;
  const row = {
    ...keys.folder(record.id),
    record: earlier === undefined ? rest : { ...rest, earlier: { ...earlier, cursor: undefined } },
    ...(current === undefined ? {} : { cursor: current.stored }),
    ...(earlierCursor === undefined ? {} : { earlierCursor }),
  };
  const old = [before.current, ...(stays ? [] : [before.earlier?.stored])].flatMap((stored) =>
    stored === undefined ? [] : chunkKeys(keys, record.id, stored),
  );
  return {
    writes: [
      ...(current?.chunks ?? []),
      ...(kept?.chunks ?? []),
      { put: row },
      ...old.map((key): RowWrite => ({ delete: key })),
    ],
    cursors: {
      current: current?.stored,
      earlier:
        earlier === undefined || earlierCursor === undefined
          ? undefined
          : { text: earlier.cursor, stored: earlierCursor },
    },
  };
}

interface Packing {
  readonly id: string;
  readonly cursor: string;
  readonly generation: number;
  /** Most bytes to hold in the folder's row itself. */
  readonly rowBytes: number;
}

function pack(
  keys: StoreKeys,
  { id, cursor, generation, rowBytes }: Packing,
): { readonly stored: StoredCursor; readonly chunks: readonly RowWrite[] } {
  const bytes = gzipSync(cursor);
  if (bytes.byteLength <= rowBytes) return { stored: { generation, chunks: 0, bytes }, chunks: [] };
  const stored = { generation, chunks: Math.ceil(bytes.byteLength / chunkBytes) };
  const chunks = chunkKeys(keys, id, stored).map(
    (key, chunk): RowWrite => ({
      put: { ...key, bytes: bytes.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes) },
    }),
  );
  return { stored, chunks };
}

function chunkKeys(keys: StoreKeys, folderId: string, { generation, chunks }: StoredCursor) {
  return Array.from({ length: chunks }, (_, chunk) => keys.cursorChunk(folderId, generation, chunk));
}

/** The writes that forget a folder. */
export function folderDeletes(
  keys: StoreKeys,
  folderId: string,
  { current, earlier }: StoredCursors = {},
): readonly RowWrite[] {
  const chunks = [current, earlier?.stored].flatMap((stored) =>
    stored === undefined ? [] : chunkKeys(keys, folderId, stored),
  );
  return [keys.folder(folderId), ...chunks].map((key): RowWrite => ({ delete: key }));
}

/** A folder as its row and chunks tell, and how its cursors are stored. */
export async function folderOf(
  table: Table,
  keys: StoreKeys,
  row: Row,
): Promise<{ readonly folder: FolderRecord; readonly cursors: StoredCursors }> {
  const record = row['record'] as FolderRecord;
  const current = row['cursor'] as StoredCursor | undefined;
  const kept = row['earlierCursor'] as StoredCursor | undefined;
  const { earlier, ...rest } = record;
  const cursor = current === undefined ? undefined : await unpack(table, keys, { id: record.id, stored: current });
  const text = kept === undefined ? undefined : await unpack(table, keys, { id: record.id, stored: kept });
  return {
    folder: {
      ...rest,
      ...(cursor === undefined ? {} : { cursor }),
      ...(earlier === undefined || text === undefined ? {} : { earlier: { ...earlier, cursor: text } }),
    },
    cursors: {
      current,
      earlier: kept === undefined || text === undefined ? undefined : { text, stored: kept },
    },
  };
}

interface Packed {
  readonly id: string;
  readonly stored: StoredCursor;
}

async function unpack(table: Table, keys: StoreKeys, packed: Packed): Promise<string> {
  return gunzipSync(packed.stored.bytes ?? (await joinChunks(table, keys, packed))).toString();
}

async function joinChunks(table: Table, keys: StoreKeys, { id, stored }: Packed): Promise<Uint8Array> {
  const wanted = chunkKeys(keys, id, stored);
  const rows = new Map((await readRows(table, wanted)).map((row) => [row.sk, row['bytes'] as Uint8Array]));
  const parts = wanted.flatMap(({ sk }) => rows.get(sk) ?? []);
  if (parts.length === stored.chunks) return Buffer.concat(parts);
  throw new ConnectorError({
    code: 'dynamodb.cursor-damaged',
    kind: 'transient',
    message: `a folder's cursor has ${parts.length} of ${stored.chunks} parts in the table ${table.tableName}`,
  });
}
