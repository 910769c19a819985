export type { AuthKind } from './credentials.ts';
export { authKinds } from './credentials.ts';
export type { Comparison } from './demo/compare.ts';
export { compare } from './demo/compare.ts';
export { graphIdOf } from './demo/expected.ts';
export type { DynamoDbFault, DynamoDbOptions, DynamoDbStandIn } from './dynamodb/index.ts';
export { startDynamoDb } from './dynamodb/index.ts';
export type { EntraApplication, EntraFault, EntraOptions, EntraStandIn } from './entra/index.ts';
export { makeClientCertificate, startEntra } from './entra/index.ts';
export type {
  Authentication,
  ConcurrencyLimits,
  ExchangeFault,
  ExchangeOptions,
  ExchangeStandIn,
  RecordedCall,
} from './exchange/index.ts';
export { bodyRecorder, startExchange } from './exchange/index.ts';
export type {
  DirectoryGroup,
  DirectoryObject,
  DirectoryUser,
  GraphFault,
  GraphOptions,
  GraphStandIn,
  MailboxLimits,
  TenantDirectory,
} from './graph/index.ts';
export { startGraph } from './graph/index.ts';
export type { FaultList, FaultMatch } from './http/index.ts';
export { seededRandom } from './http/index.ts';
export type {
  ChangeableWorld,
  ChangeCounts,
  IgnoredFile,
  ImportResult,
  MailboxOptions,
  MailWorld,
  Population,
  TestableMailbox,
  WorldAttachment,
  WorldEvent,
  WorldFolder,
  WorldItem,
  WorldMailbox,
  WorldMessage,
  WorldOptions,
  WorldParty,
  WorldRecurrence,
  WorldStore,
} from './mail/index.ts';
export {
  allItems,
  applyChanges,
  createWorld,
  fileAttachment,
  generateContact,
  generateEvent,
  importMail,
  largeAttachment,
  MailFolderError,
  moveToArchive,
  populate,
  sampleFiles,
} from './mail/index.ts';
export type {
  DocumentStore,
  FieldType,
  Principals,
  QBusinessFault,
  QBusinessIds,
  QBusinessOptions,
  QBusinessStandIn,
  ReadObject,
  StoredDocument,
  SyncJobs,
} from './qbusiness/index.ts';
export { startQBusiness } from './qbusiness/index.ts';
export type { Bucket, S3Fault, S3StandIn } from './s3/index.ts';
export { startS3 } from './s3/index.ts';
export type { MailApi, Sandbox, SandboxOptions } from './sandbox.ts';
export { startSandbox } from './sandbox.ts';
export type { SsmFault, SsmStandIn } from './ssm/index.ts';
export { startSsm } from './ssm/index.ts';
export type { StsFault, StsStandIn } from './sts/index.ts';
export { startSts } from './sts/index.ts';
