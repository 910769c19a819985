export type { DynamoDbFault, DynamoDbStandIn } from './dynamodb/index.ts';
export { startDynamoDb } from './dynamodb/index.ts';
export type {
  DocumentStore,
  FieldType,
  QBusinessFault,
  QBusinessIds,
  QBusinessOptions,
  QBusinessStandIn,
  StoredDocument,
  SyncJobs,
} from './qbusiness/index.ts';
export { startQBusiness } from './qbusiness/index.ts';
