import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { ConnectorError } from '../errors.ts';
import type { Fence } from '../sync/ports/index.ts';
import { failedWith, type Table } from './client.ts';
import type { RowKey } from './keys.ts';
import { packWrites, type RowWrite } from './row-writes.ts';

/** The lease that proves a write. */
export interface FencedBy {
  readonly lease: RowKey;
  readonly fence: Fence;
}

/** What holds while the lease is ours. `owner` and `token` are reserved words. */
export function leaseCondition({ owner, token }: Fence) {
  return {
    ConditionExpression: '#owner = :owner AND #token = :token',
    ExpressionAttributeNames: { '#owner': 'owner', '#token': 'token' },
    ExpressionAttributeValues: { ':owner': owner, ':token': token },
  };
}

/**
 * Writes rows, each transaction together with the proof that the lease is still on record. The bug class it prevents: a
 * process that stood still while another one took its mailbox over wakes up and writes what it knew.
 * @throws ConnectorError of kind `lease-lost` when it is not; of what is left nothing is written
 */
export async function writeFenced(table: Table, by: FencedBy, writes: readonly RowWrite[]): Promise<void> {
  for (const transaction of packWrites(writes)) await transact(table, by, transaction);
}

async function transact(table: Table, { lease, fence }: FencedBy, writes: readonly RowWrite[]): Promise<void> {
  const TableName = table.tableName;
  const items: TransactWriteCommandInput['TransactItems'] = [
    { ConditionCheck: { TableName, Key: { pk: lease.pk, sk: lease.sk }, ...leaseCondition(fence) } },
    ...writes.map((write) =>
      'put' in write ? { Put: { TableName, Item: write.put } } : { Delete: { TableName, Key: write.delete } },
    ),
  ];
  try {
    await table.send(new TransactWriteCommand({ TransactItems: items }));
  } catch (thrown) {
    // The lease is the only condition of the transaction.
    throw failedWith(thrown, 'ConditionalCheckFailedException') ? leaseGone(table) : thrown;
  }
}

/** The lease on record is not the writer's. */
export function leaseGone({ tableName }: Table): ConnectorError {
  return new ConnectorError({
    code: 'lease.lost',
    kind: 'lease-lost',
    message: `the table ${tableName} refused a write, because another worker has the lease of the mailbox by now`,
  });
}
