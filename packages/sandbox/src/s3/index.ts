export type { Bucket, ExpiryRule, StoredObject } from './bucket.ts';
export type { S3Fault } from './faults.ts';
export type { S3Options, S3StandIn } from './s3.ts';
export { startS3 } from './s3.ts';
