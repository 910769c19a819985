export type { DynamoStore, DynamoStoreOptions } from './state-store.ts';
export { createDynamoStore } from './state-store.ts';
export type { DataSourceRef } from './sync-job-store.ts';
