export type { DynamoDbFault, DynamoDbStandIn } from './dynamodb/index.ts';
export { startDynamoDb } from './dynamodb/index.ts';
export type { EntraApplication, EntraFault, EntraOptions, EntraStandIn } from './entra/index.ts';
export { makeClientCertificate, startEntra } from './entra/index.ts';
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
export type { SsmFault, SsmStandIn } from './ssm/index.ts';
export { startSsm } from './ssm/index.ts';
