import type { Failure } from '../errors.ts';
import type { IndexJob, MailboxRef } from './ports/index.ts';

/**
 * Everything that can be observed about a sync. The only seam for logs, status, metrics and reports: they listen, the
 * engine and its adapters emit. Events are plain data and cross threads; they hold no subject, body or secret.
 */
export type SyncEvent =
  | {
      readonly type: 'run-started';
      readonly mode: SyncMode;
      readonly mailboxes: readonly string[];
      /** What is to be synced of these mailboxes. */
      readonly stores: readonly MailboxRef[];
    }
  | { readonly type: 'run-finished'; readonly summary: RunSummary }
  | { readonly type: 'mailbox-started'; readonly mailbox: MailboxRef }
  | { readonly type: 'mailbox-finished'; readonly mailbox: MailboxRef; readonly result: MailboxResult }
  /** The source asked for a long wait: the run does other mailboxes and comes back. */
  | {
      readonly type: 'mailbox-parked';
      readonly mailbox: MailboxRef;
      readonly forMs: number;
      readonly failure: Failure;
    }
  | { readonly type: 'folder-started'; readonly mailbox: MailboxRef; readonly folder: string }
  | { readonly type: 'folder-failed'; readonly mailbox: MailboxRef; readonly folder: string; readonly failure: Failure }
  /** Counters that moved; sent after each chunk of a page. */
  | { readonly type: 'progress'; readonly mailbox: MailboxRef; readonly counts: Partial<Counts> }
  | { readonly type: 'item-failed'; readonly mailbox: MailboxRef; readonly itemId: string; readonly failure: Failure }
  | { readonly type: 'attachment-skipped'; readonly mailbox: MailboxRef; readonly reason: string }
  /** Settings do not want the message. */
  | { readonly type: 'message-filtered'; readonly mailbox: MailboxRef; readonly reason: string }
  /** An adapter waits before it tries again. */
  | {
      readonly type: 'retrying';
      readonly service: ServiceName;
      readonly operation: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly failure: Failure;
    }
  /** A call to a service ended, whatever its outcome. */
  | {
      readonly type: 'call';
      readonly service: ServiceName;
      readonly operation: string;
      readonly durationMs: number;
      readonly ok: boolean;
    }
  /** The sync job changed state, or somebody else's state is being waited for. */
  | { readonly type: 'sync-job'; readonly state: string; readonly executionId?: string }
  /** A mailbox that another worker has or had; `owner` is that worker, or this one when it lost the lease. */
  | {
      readonly type: 'lease';
      readonly mailbox: MailboxRef;
      readonly state: 'held elsewhere' | 'taken over' | 'lost';
      readonly owner: string;
    }
  /** More deletions than the safeguard lets pass; they wait for an operator. */
  | {
      readonly type: 'deletions-held';
      readonly mailbox: MailboxRef;
      readonly messages: number;
      readonly known: number;
    }
  /** What the index holds, of all data sources, and the units of capacity that are paid for. */
  | {
      readonly type: 'index-size';
      readonly documents: number;
      readonly textBytes: number;
      readonly units: number;
    }
  /** The list of all mailboxes was frozen anew. */
  | {
      readonly type: 'mailboxes-frozen';
      readonly version: number;
      readonly mailboxes: number;
      readonly joined: number;
      readonly left: number;
      /** Members of the group that were left out, by reason. */
      readonly skipped: Readonly<Record<string, number>>;
    }
  /** More mailboxes would leave the list than the safeguard lets pass; they wait for an operator. */
  | { readonly type: 'mailboxes-held'; readonly leaving: number; readonly listed: number }
  /** The index was told who is in a group that documents name, or that there is no such group any more. */
  | {
      readonly type: 'access-group';
      readonly state: 'put' | 'deleted';
      readonly members: number;
      /** Members of the group that were left out, by reason. */
      readonly skipped: Readonly<Record<string, number>>;
    }
  /** Something an operator should know that stops nothing. */
  | { readonly type: 'warning'; readonly code: string; readonly message: string };

export type ServiceName = 'exchange' | 'entra' | 'qbusiness' | 'dynamodb' | 'ssm' | 's3';
export type SyncMode = 'delta' | 'full';
export type EventSink = (event: SyncEvent) => void;

/** What was done. Counts of messages unless the name says otherwise. */
export interface Counts {
  /** Messages whose content was fetched. */
  readonly fetched: number;
  /** Messages put into the index, new or changed. */
  readonly indexed: number;
  /** Those of them that the index did not have before. */
  readonly added: number;
  /** Messages left out, because settings do not want them. */
  readonly filtered: number;
  /** Messages found as the index already holds them. */
  readonly unchanged: number;
  /** Copies that the source removed. */
  readonly removed: number;
  /** Messages recorded as failed. */
  readonly failed: number;
  /** Documents the index accepted (messages and attachments). */
  readonly documentsPut: number;
  readonly documentsDeleted: number;
  /** Messages whose documents should be deleted, but are held back by the safeguard. */
  readonly deletionsHeld: number;
  /** Attachments put as documents of their own. */
  readonly attachments: number;
  /** Attachments left out, with a reason. */
  readonly attachmentsSkipped: number;
  /** Pages of changes committed. */
  readonly pages: number;
}

/** How the sync of one store of a mailbox ended. */
export interface MailboxResult {
  /**
   * `complete`: every change is applied or recorded as a failure. `absent`: no such archive. `held`: another worker is
   * syncing it. `removed`: it is not to be synced any more, and nothing of it is left.
   */
  readonly outcome: 'complete' | 'incomplete' | 'absent' | 'held' | 'removed' | 'stopped';
  readonly counts: Counts;
  /** Why it is incomplete: failures of folders or of the mailbox itself, at most ten. */
  readonly failures: readonly Failure[];
  /** Failure records that remain, by cause code: these messages are not in the index as they should be. */
  readonly outstanding: Readonly<Record<string, number>>;
  /** When a run last completed for the store, milliseconds since the epoch; missing when that is not known, or never. */
  readonly completedAt?: number;
  readonly durationMs: number;
}

export interface RunSummary {
  readonly mode: SyncMode;
  /** `complete` only if every store of every mailbox is; `stopped` when asked to stop. */
  readonly outcome: 'complete' | 'incomplete' | 'stopped';
  readonly mailboxes: readonly { readonly mailbox: MailboxRef; readonly result: MailboxResult }[];
  readonly counts: Counts;
  /** Failure records that remain, by cause code. */
  readonly failuresByCode: Readonly<Record<string, number>>;
  /** Messages left out, by reason. */
  readonly messagesFilteredByReason: Readonly<Record<string, number>>;
  /** Attachments left out, by reason. */
  readonly attachmentsSkippedByReason: Readonly<Record<string, number>>;
  /** The sync jobs of the index that documents went through, by its own count. */
  readonly indexJobs?: readonly IndexJob[];
  /** What the index made of the documents, when it was read back. */
  readonly audit?: AuditReport;
  /** Why no mailbox could be begun, when that may pass. */
  readonly failure?: Failure;
  /** Set when nothing can work before a person acts. */
  readonly configurationFailure?: Failure;
  readonly durationMs: number;
}

/** What reading the index back has shown. Counts of documents unless the name says otherwise. */
export interface AuditReport {
  readonly looked: number;
  /** The listing was read to its end: the limit was not reached, and nothing went wrong. */
  readonly whole: boolean;
  /** Messages newly recorded as failed, by cause code. */
  readonly recorded: Readonly<Record<string, number>>;
  /** With ids of ours, and unknown to this worker's mailboxes: of other workers' mailboxes, or left behind. */
  readonly unknown: number;
}
