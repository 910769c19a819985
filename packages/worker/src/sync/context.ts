import type { Failure } from '../errors.ts';
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
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly mode: SyncMode;
  /** Aborted: finish the page in flight, begin no other. */
  readonly drain: AbortSignal;
  /** Aborted: give up the page in flight. */
  readonly abort: AbortSignal;
  /** Tell one bad item or document from a service that is down. Apart, as one may work while the other is down. */
  readonly sourceTrouble: TroubleMonitor;
  readonly indexTrouble: TroubleMonitor;
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
  /** Failures of folders. */
  readonly failures: Failure[];
}

/** Adds to the store's counters and tells who listens. */
export function count(context: StoreContext, counts: Partial<Counts>): void {
  context.progress.counts = addCounts(context.progress.counts, counts);
  context.emit({ type: 'progress', mailbox: context.mailbox, counts });
}
