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
  /**
   * Puts documents; any number, packed into requests by the adapter. One outcome for each document, in the same order.
   * Replaces a document of the same id. Throws only `configuration` and `cancelled`: anything else is in the outcomes.
   */
  put(documents: readonly IndexDocument[], signal: AbortSignal): Promise<readonly DocumentOutcome[]>;
  /** Deletes documents by id; deleting one that is not there is accepted. */
  delete(documentIds: readonly string[], signal: AbortSignal): Promise<readonly DocumentOutcome[]>;
  /** Leaves the index in order: the last worker out ends what the first one began. Safe to call twice. */
  end(): Promise<void>;
}

export type DocumentOutcome =
  | { readonly id: string; readonly accepted: true }
  | { readonly id: string; readonly accepted: false; readonly failure: Failure };
