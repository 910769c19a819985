import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { MailboxRef, StateStore } from '../sync/ports/index.ts';
import type { Table } from './client.ts';
import { registryKey, storePrefix, storesPartition } from './keys.ts';
import { queryRows } from './query-rows.ts';

/** The stores that there is state of: a table cannot be asked for its partitions. */
export function dynamoStoreRegistry(table: Table): Pick<StateStore, 'register' | 'unregister' | 'scanStores'> {
  const TableName = table.tableName;
  return {
    register: async ({ address, store }) => {
      const Item = { ...registryKey({ address, store }), record: { address, store } };
      await table.send(new PutCommand({ TableName, Item }));
    },
    unregister: async (mailbox) => {
      await table.send(new DeleteCommand({ TableName, Key: registryKey(mailbox) }));
    },
    scanStores: () => stores(table),
  };
}

async function* stores(table: Table): AsyncIterable<readonly MailboxRef[]> {
  for await (const rows of queryRows(table, storesPartition, storePrefix)) {
    yield rows.map((row) => row['record'] as MailboxRef);
  }
}
