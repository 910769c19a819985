import { BatchGetCommand, type BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { ConnectorError } from '../errors.ts';
import type { Table } from './client.ts';
import type { RowKey } from './keys.ts';

/** Keys of one BatchGetItem request. AWS: Amazon DynamoDB API reference, BatchGetItem. */
const keysPerRequest = 100;

/** Requests for rows that earlier ones left out because the table was busy, and the waits between them in milliseconds. */
const mostRequests = 8;
const firstWaitMs = 50;
const longestWaitMs = 5_000;

/** A row as it is stored. */
export type Row = Readonly<Record<string, unknown>> & RowKey;

/** The rows that exist among these keys, strongly consistent, each once. Never an empty answer in place of an error. */
export async function readRows(table: Table, keys: readonly RowKey[]): Promise<readonly Row[]> {
  // A request that names a key twice is refused as a whole.
  const wanted = [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values()];
  const rows: Row[] = [];
  for (let start = 0; start < wanted.length; start += keysPerRequest) {
    rows.push(...(await readAll(table, wanted.slice(start, start + keysPerRequest))));
  }
  return rows;
}

async function readAll(table: Table, keys: readonly RowKey[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let wanted = keys;
  for (let request = 1; wanted.length > 0; request += 1) {
    const { found, left } = await readOnce(table, wanted);
    rows.push(...found);
    wanted = left;
    if (wanted.length === 0) break;
    if (request === mostRequests) throw busy(table, wanted.length);
    await table.clock.sleep(firstWaitMs + table.clock.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** request));
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
function busy({ tableName }: Table, rows: number): ConnectorError {
  const message = `the table ${tableName} is busy: it left out ${rows} rows of a request`;
  return new ConnectorError({ code: 'dynamodb.unprocessed', kind: 'throttled', message });
}
