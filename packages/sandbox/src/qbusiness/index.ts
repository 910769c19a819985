export type { DocumentStore, StoredDocument } from './documents.ts';
export type { QBusinessFault } from './faults.ts';
export type { FieldType } from './index-fields.ts';
export type { QBusinessIds } from './model.ts';
export type { ObjectQuestion, ReadObject } from './objects.ts';
export type { Principals } from './principals.ts';
export type { QBusinessOptions, QBusinessStandIn } from './qbusiness.ts';
export { startQBusiness } from './qbusiness.ts';
export type { SyncJob, SyncJobs } from './sync-jobs.ts';
