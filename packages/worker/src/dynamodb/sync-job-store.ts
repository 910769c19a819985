import { DeleteCommand, GetCommand, type GetCommandOutput, PutCommand } from '@aws-sdk/lib-dynamodb';
import { stateTableExpiry } from '@connector/shared';
import type { SyncJobParticipant, SyncJobRecord, SyncJobStore } from '../sync/ports/index.ts';
import type { Table } from './client.ts';
import { conditionally, versionIs } from './conditional-write.ts';
import { queryRows } from './query-rows.ts';

/** The data source whose job is shared. */
export interface DataSourceRef {
  readonly applicationId: string;
  readonly indexId: string;
  readonly dataSourceId: string;
}

const participantPrefix = 'participant|';
/** A participant that is gone for a day leaves the table by itself. */
const keptMs = 24 * 60 * 60_000;

/** The shared sync job of one data source, in the state table. */
export function dynamoSyncJobStore(table: Table, dataSource: DataSourceRef): SyncJobStore {
  const { applicationId, indexId, dataSourceId } = dataSource;
  const pk = `sync-job|${applicationId}|${indexId}|${dataSourceId}`;
  const job = { pk, sk: 'job' };
  const participant = (id: string) => ({ pk, sk: `${participantPrefix}${id}` });
  const TableName = table.tableName;

  return {
    readJob: async () => {
      const command = new GetCommand({ TableName, Key: job, ConsistentRead: true });
      return (await table.send<GetCommandOutput>(command)).Item?.['record'] as SyncJobRecord | undefined;
    },
    replaceJob: (expected, next) => {
      const Item = { ...job, record: next, version: next.version };
      return conditionally(table, new PutCommand({ TableName, Item, ...versionIs(expected) }));
    },
    removeJob: (expected) => conditionally(table, new DeleteCommand({ TableName, Key: job, ...versionIs(expected) })),
    putParticipant: async (record) => {
      const expiry = { [stateTableExpiry]: Math.ceil((record.seenAt + keptMs) / 1000) };
      await table.send(new PutCommand({ TableName, Item: { ...participant(record.id), record, ...expiry } }));
    },
    removeParticipant: async (id) => {
      await table.send(new DeleteCommand({ TableName, Key: participant(id) }));
    },
    listParticipants: async () => {
      const participants: SyncJobParticipant[] = [];
      for await (const rows of queryRows(table, pk, participantPrefix)) {
        participants.push(...rows.map((row) => row['record'] as SyncJobParticipant));
      }
      return participants;
    },
  };
}
