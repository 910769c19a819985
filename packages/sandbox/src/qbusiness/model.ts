import type { Now } from './clock.ts';
import type { DocumentStore, FailedStatus } from './documents.ts';
import type { Pager } from './pager.ts';
import type { Principals } from './principals.ts';
import type { SyncJobs } from './sync-jobs.ts';

/** The one application, index and data source that exist. */
export interface QBusinessIds {
  readonly applicationId: string;
  readonly indexId: string;
  readonly dataSourceId: string;
}

/** What the resources say of themselves; tests change it. */
export interface Resources {
  /** IndexStatus of the service model. */
  indexStatus: string;
  dataSourceType: string;
  /** DataSourceStatus of the service model. */
  dataSourceStatus: string;
  /** How users of the application are told apart. */
  identityType: string;
}

/** What a fault does to one document. */
export type DocumentFault =
  /** It is not accepted. */
  | { readonly kind: 'reject'; readonly errorCode: string }
  /** It is accepted and cannot be indexed. */
  | { readonly kind: 'fail-later'; readonly status: FailedStatus; readonly message: string };

/** What the operations work on. */
export interface QBusinessModel {
  readonly ids: QBusinessIds;
  readonly resources: Resources;
  readonly documents: DocumentStore;
  readonly jobs: SyncJobs;
  readonly principals: Principals;
  readonly pager: Pager;
  readonly now: Now;
  /** The fault that strikes a document, if any. */
  readonly documentFault: (documentId: string) => DocumentFault | undefined;
}

/** One request, taken apart. */
export interface QBusinessRequest {
  /** Path labels, decoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export type Operation = (model: QBusinessModel, request: QBusinessRequest) => unknown;
