export type { DynamoStore, DynamoStoreOptions } from './state-store.ts';
export { createDynamoStore } from './state-store.ts';
export type { DataSourceRef } from './sync-job-store.ts';
export type { TableInspector } from './table-inspector.ts';
export { createTableInspector } from './table-inspector.ts';
