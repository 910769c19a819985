import { BatchGetCommand, type BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { ConnectorError } from '../errors.ts';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
import type { Table } from './client.ts';
import type { RowKey } from './keys.ts';

/** Keys of one BatchGetItem request. AWS: Amazon DynamoDB API reference, BatchGetItem. */
const keysPerRequest = 100;

/** Waits for rows that a request left out because the table was busy. */
export const unprocessedPolicy: RetryPolicy = {
  attempts: 8,
  baseMs: 50,
  capMs: 5_000,
  maxAdvisedMs: 0,
  throttledFloorMs: 25,
};

const never = new AbortController().signal;

/** A row as it is stored. */
export type Row = Readonly<Record<string, unknown>> & RowKey;

/** The rows that exist among these keys, strongly consistent. Never an empty answer in place of an error. */
export async function readRows(table: Table, keys: readonly RowKey[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < keys.length; start += keysPerRequest) {
    let wanted: readonly RowKey[] = keys.slice(start, start + keysPerRequest);
    await retry(
      async () => {
        const { found, left } = await readOnce(table, wanted);
        rows.push(...found);
        wanted = left;
        if (left.length > 0) throw busy(table, left.length);
      },
      { policy: unprocessedPolicy, clock: table.clock, signal: never },
    );
  }
  return rows;
}

async function readOnce(table: Table, keys: readonly RowKey[]): Promise<{ found: Row[]; left: readonly RowKey[] }> {
  const { tableName } = table;
  const request = { Keys: keys.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: true };
  const command = new BatchGetCommand({ RequestItems: { [tableName]: request } });
  const output = await table.send<BatchGetCommandOutput>(command);
  return {
    found: (output.Responses?.[tableName] ?? []) as Row[],
    left: (output.UnprocessedKeys?.[tableName]?.Keys ?? []) as unknown as RowKey[],
  };
}

/** The table did not get to some rows of a batch. */
export function busy({ tableName }: Table, rows: number): ConnectorError {
  const message = `the table ${tableName} is busy: it left out ${rows} rows of a request`;
  return new ConnectorError({ code: 'dynamodb.unprocessed', kind: 'throttled', message });
}
