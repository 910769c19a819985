import { BatchWriteCommand, type BatchWriteCommandOutput } from '@aws-sdk/lib-dynamodb';
import { retry } from '../runtime/retry.ts';
import { busy, type Row, unprocessedPolicy } from './batch-read.ts';
import type { Table } from './client.ts';
import type { RowKey } from './keys.ts';

/** Writes of one BatchWriteItem request. AWS: Amazon DynamoDB API reference, BatchWriteItem. */
const writesPerRequest = 25;
/** Bytes of one request may be 16 MB; a row may have 400 kB, so that a quarter of the writes could reach it. */
const bytesPerRequest = 12 * 1024 * 1024;

/** One row to put or to delete. */
export type RowWrite = { readonly put: Row } | { readonly delete: RowKey };

const never = new AbortController().signal;

/** Writes rows in no order. Of two writes to one key the later wins: DynamoDB refuses a request with both. */
export async function writeRows(table: Table, writes: readonly RowWrite[]): Promise<void> {
  const last = new Map(writes.map((write) => [keyOf(write), write]));
  for (const request of packed([...last.values()])) await writeAll(table, request);
}

function keyOf(write: RowWrite): string {
  const { pk, sk } = 'put' in write ? write.put : write.delete;
  return JSON.stringify([pk, sk]);
}

function packed(writes: readonly RowWrite[]): readonly (readonly RowWrite[])[] {
  const requests: RowWrite[][] = [];
  let bytes = 0;
  for (const write of writes) {
    const size = sizeOf(write);
    const current = requests.at(-1);
    if (current === undefined || current.length >= writesPerRequest || bytes + size > bytesPerRequest) {
      requests.push([write]);
      bytes = size;
    } else {
      current.push(write);
      bytes += size;
    }
  }
  return requests;
}

/** Bytes on the wire, roughly. Binary values dominate where they occur. */
function sizeOf(write: RowWrite): number {
  if ('delete' in write) return 200;
  return Object.values(write.put).reduce<number>(
    (sum, value) => sum + (value instanceof Uint8Array ? value.byteLength * 2 : (JSON.stringify(value)?.length ?? 0)),
    200,
  );
}

async function writeAll(table: Table, writes: readonly RowWrite[]): Promise<void> {
  type Requests = NonNullable<BatchWriteCommandOutput['UnprocessedItems']>[string];
  let requests: Requests = writes.map((write) =>
    'put' in write ? { PutRequest: { Item: write.put } } : { DeleteRequest: { Key: write.delete } },
  );
  await retry(
    async () => {
      const command = new BatchWriteCommand({ RequestItems: { [table.tableName]: requests } });
      const { UnprocessedItems } = await table.send<BatchWriteCommandOutput>(command);
      requests = UnprocessedItems?.[table.tableName] ?? [];
      if (requests.length > 0) throw busy(table, requests.length);
    },
    { policy: unprocessedPolicy, clock: table.clock, signal: never },
  );
}
