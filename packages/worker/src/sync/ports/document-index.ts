import type { IndexDocument } from '../../documents/index.ts';
import type { Failure } from '../../errors.ts';

/** Where documents go. Amazon Q Business is the first adapter. */
export interface DocumentIndex {
  /**
   * Checks that the index can be used and opens it for one run.
   * @throws ConnectorError of kind `configuration` when the index does not exist, is not active or refuses us.
   */
  open(signal: AbortSignal): Promise<IndexSession>;
  close(): Promise<void>;
}

/**
 * One worker's use of the index during one run, shared by all its mailboxes. Nothing is announced to the service
 * before the first put or delete: a run with nothing new costs nothing here.
 */
export interface IndexSession {
  /** Custom attribute fields that the index has; a document may carry no others. */
  readonly fields: ReadonlySet<string>;
  /** Bytes of the largest content that a document may have. */
  readonly contentBytes: number;
  /**
   * Puts documents; any number, packed into requests by the adapter. One outcome for each document, in the same order.
   * Replaces a document of the same id. Throws only `configuration` and `cancelled`: anything else is in the outcomes.
   */
  put(documents: readonly IndexDocument[], signal: AbortSignal): Promise<readonly DocumentOutcome[]>;
  /** Deletes documents by id; deleting one that is not there is accepted. */
  delete(documentIds: readonly string[], signal: AbortSignal): Promise<readonly DocumentOutcome[]>;
  /** Leaves the index in order: the last worker out ends what the first one began. Safe to call twice. */
  end(): Promise<void>;
  /**
   * What the service counted in the jobs that this session's documents went through, of all workers that shared them. No
   * call and nothing when nothing was put or deleted. For after `end`: the service counts on while it indexes.
   */
  jobs(signal: AbortSignal): Promise<readonly IndexJob[]>;
  /** The documents that came from our data source, page by page, in no order. Needs no job. */
  listDocuments(signal: AbortSignal): AsyncIterable<readonly ListedDocument[]>;
}

/** A sync job by the service's own count. Documents. */
export interface IndexJob {
  readonly executionId: string;
  /** The service's word, for example `SUCCEEDED`, or `SYNCING_INDEXING` while it counts on. */
  readonly status: string;
  readonly added: number;
  readonly modified: number;
  readonly deleted: number;
  /** Accepted, and then not indexed. */
  readonly failed: number;
}

/** A document as the index lists it. */
export interface ListedDocument {
  readonly id: string;
  /** It was deleted; the service lists it for a while. */
  readonly deleted: boolean;
  /** Why it could not be indexed after it was accepted. */
  readonly failure?: Failure;
}

export type DocumentOutcome =
  | { readonly id: string; readonly accepted: true }
  | { readonly id: string; readonly accepted: false; readonly failure: Failure };
