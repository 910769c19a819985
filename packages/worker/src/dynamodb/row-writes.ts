import type { Row } from './batch-read.ts';
import type { RowKey } from './keys.ts';

/** Items of one TransactWriteItems request, one of which proves the lease. AWS: Amazon DynamoDB API, TransactWriteItems. */
const writesPerTransaction = 99;
/** Bytes of one transaction may be 4 MB in all. */
const bytesPerTransaction = 3 * 1024 * 1024;

/** One row to put or to delete. */
export type RowWrite = { readonly put: Row } | { readonly delete: RowKey };

/**
 * Writes in transactions, in order. A transaction takes no two writes of one key, so that a second one begins the next:
 * what a crash leaves is always a prefix.
 */
export function packWrites(writes: readonly RowWrite[]): readonly (readonly RowWrite[])[] {
  const transactions: RowWrite[][] = [];
  let keys = new Set<string>();
  let bytes = 0;
  for (const write of writes) {
    const key = keyOf(write);
    const size = sizeOf(write);
    const current = transactions.at(-1);
    const fits = current !== undefined && current.length < writesPerTransaction && bytes + size <= bytesPerTransaction;
    if (fits && !keys.has(key)) {
      current.push(write);
      keys.add(key);
      bytes += size;
    } else {
      transactions.push([write]);
      keys = new Set([key]);
      bytes = size;
    }
  }
  return transactions;
}

function keyOf(write: RowWrite): string {
  const { pk, sk } = 'put' in write ? write.put : write.delete;
  return JSON.stringify([pk, sk]);
}

/** Bytes of a row, roughly. Binary values dominate where they occur. */
function sizeOf(write: RowWrite): number {
  if ('delete' in write) return 200;
  return Object.values(write.put).reduce<number>(
    (sum, value) => sum + (value instanceof Uint8Array ? value.byteLength : (JSON.stringify(value)?.length ?? 0) * 2),
    200,
  );
}
