import { createHash } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AccessGroup, AccessGroupStore } from '../sync/ports/index.ts';
import type { Table } from './client.ts';
import { conditionally, versionIs } from './conditional-write.ts';
import { queryRows } from './query-rows.ts';
import type { DataSourceRef } from './sync-job-store.ts';

const prefix = 'group|';

/** The groups that one data source was told of, in the state table; a row each. */
export function dynamoAccessGroupStore(table: Table, dataSource: DataSourceRef): AccessGroupStore {
  const { applicationId, indexId, dataSourceId } = dataSource;
  const pk = `access-groups|${applicationId}|${indexId}|${dataSourceId}`;
  // Names are too long for keys, and hold any character.
  const keyOf = (name: string) => ({ pk, sk: `${prefix}${createHash('sha256').update(name).digest('base64url')}` });
  const TableName = table.tableName;
  return {
    listGroups: async () => {
      const groups: AccessGroup[] = [];
      for await (const rows of queryRows(table, pk, prefix)) {
        groups.push(...rows.map((row) => row['record'] as AccessGroup));
      }
      return groups;
    },
    replaceGroup: (expected, next) => {
      const Item = { ...keyOf(next.name), version: next.version, record: next };
      return conditionally(table, new PutCommand({ TableName, Item, ...versionIs(expected) }));
    },
    removeGroup: (name, expected) =>
      conditionally(table, new DeleteCommand({ TableName, Key: keyOf(name), ...versionIs(expected) })),
  };
}
