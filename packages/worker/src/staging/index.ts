export type { StagingOptions } from './s3-staging.ts';
export { createS3Staging } from './s3-staging.ts';
