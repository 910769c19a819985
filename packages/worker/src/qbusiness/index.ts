export type { QBusinessTarget } from './client.ts';
export type { JobControl, JobView } from './job-control.ts';
export { createJobControl } from './job-control.ts';
export type { WantedField } from './open-index.ts';
export { packDocuments } from './pack.ts';
export type { QBusinessIndexOptions } from './qbusiness-index.ts';
export { createQBusinessIndex } from './qbusiness-index.ts';
export type { Staging } from './stage.ts';
