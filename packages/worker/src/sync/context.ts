import type { Failure } from '../errors.ts';
import type { Scope } from '../scope/index.ts';
import type { ContentBudget } from './content-budget.ts';
import { addCounts } from './counts.ts';
import type { Counts, EventSink, SyncMode } from './events.ts';
import type { Clock, IndexSession, MailboxReader, MailboxRef, MailboxState } from './ports/index.ts';
import type { TroubleMonitor } from './trouble.ts';

/** What the sync of one store of a mailbox works with. */
export interface StoreContext {
  readonly mailbox: MailboxRef;
  readonly reader: MailboxReader;
  readonly state: MailboxState;
  readonly index: IndexSession;
  /** Remembers, or forgets, that there is state of the store. */
  readonly registry: { readonly add: () => Promise<void>; readonly remove: () => Promise<void> };
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly mode: SyncMode;
  /** Digest of all settings that decide what messages become; see `FolderRecord.scope`. */
  readonly scopeDigest: string;
  /** What is indexed, and who may see it. */
  readonly scope: Scope;
  /** When the store's sync began: windows of time do not move while it is under way. */
  readonly startedAt: Date;
  /** The part of a store's documents, in percent, that may be deleted unasked. */
  readonly deletionSafeguardPercent: number;
  /** Aborted: finish the page in flight, begin no other. */
  readonly drain: AbortSignal;
  /** Aborted: give up the page in flight. */
  readonly abort: AbortSignal;
  /** Tell one bad item or document from a service that is down. Apart, as one may work while the other is down. */
  readonly sourceTrouble: TroubleMonitor;
  readonly indexTrouble: TroubleMonitor;
  /** Shared by all stores of the run. */
  readonly contentBudget: ContentBudget;
  readonly progress: Progress;
}

/** What this run did in this store so far. */
export interface Progress {
  counts: Counts;
  /** Failure records exist, so that a success has to clear its own. */
  failuresKnown: boolean;
  /** A chunk was written ahead and has to be cleared at the end. */
  inFlightWritten: boolean;
  /** The chunk that was written ahead last has not been settled. */
  inFlightUnsettled: boolean;
  /** A folder said that it is gone, which the tree had not told: the next run lists the tree as a whole, and this one deletes nothing. */
  treeDoubtful: boolean;
  /** Failures of folders. */
  readonly failures: Failure[];
  /** When a run last completed for the store, as far as that is known. */
  completedAt?: number;
}

/** Adds to the store's counters and tells who listens. */
export function count(context: StoreContext, counts: Partial<Counts>): void {
  context.progress.counts = addCounts(context.progress.counts, counts);
  context.emit({ type: 'progress', mailbox: context.mailbox, counts });
}
