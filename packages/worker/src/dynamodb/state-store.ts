import type { EventSink } from '../sync/events.ts';
import type { AccessGroupStore, Clock, RosterStore, StateStore, SyncJobStore } from '../sync/ports/index.ts';
import { dynamoAccessGroupStore } from './access-group-store.ts';
import { openTable } from './client.ts';
import { dynamoLeaseStore } from './lease-store.ts';
import { dynamoMailboxState, dynamoMailboxView } from './mailbox-state.ts';
import { prepareTable } from './prepare-table.ts';
import { dynamoRosterStore } from './roster-store.ts';
import { dynamoStoreRegistry } from './store-registry.ts';
import { type DataSourceRef, dynamoSyncJobStore } from './sync-job-store.ts';

/** What the store works with. Region, credentials and endpoint come from the AWS SDK's own variables. */
export interface DynamoStoreOptions {
  readonly tableName: string;
  /** Goes into the table's tags. */
  readonly environment: string;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** The state store, with the shared sync job of a data source and the list of all mailboxes in the same table. */
export interface DynamoStore extends StateStore {
  readonly roster: RosterStore;
  accessGroups(dataSource: DataSourceRef): AccessGroupStore;
  syncJobs(dataSource: DataSourceRef): SyncJobStore;
}

/** State in one DynamoDB table, which `prepare` creates if it is missing. Makes no call by itself. */
export function createDynamoStore({ tableName, environment, clock, emit }: DynamoStoreOptions): DynamoStore {
  const table = openTable({ tableName, clock, emit });
  return {
    prepare: (signal) => prepareTable(table, environment, signal),
    ...dynamoStoreRegistry(table),
    leases: dynamoLeaseStore(table),
    view: (mailbox) => dynamoMailboxView(table, mailbox),
    open: (mailbox, fence) => dynamoMailboxState(table, mailbox, fence),
    roster: dynamoRosterStore(table),
    accessGroups: (dataSource) => dynamoAccessGroupStore(table, dataSource),
    syncJobs: (dataSource) => dynamoSyncJobStore(table, dataSource),
    close: async () => table.close(),
  };
}
