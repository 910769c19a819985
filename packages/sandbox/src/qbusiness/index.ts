export type { DocumentStore, FieldType, StoredDocument } from './documents.ts';
export type { QBusinessIds } from './operations.ts';
export type { QBusinessFault, QBusinessOptions, QBusinessStandIn } from './qbusiness.ts';
export { startQBusiness } from './qbusiness.ts';
export type { SyncJob, SyncJobs } from './sync-jobs.ts';
