import { setMaxListeners } from 'node:events';
import { type Failure, toFailure } from '../errors.ts';
import type { Scope } from '../scope/index.ts';
import type { ContentBudget } from './content-budget.ts';
import type { StoreContext } from './context.ts';
import { addCounts, noCounts } from './counts.ts';
import type { EventSink, MailboxResult, SyncMode } from './events.ts';
import type { Lease, LeaseKeeper } from './leases.ts';
import { parkingMs } from './parking.ts';
import type { Clock, IndexSession, MailboxRef, MailSource, StateStore } from './ports/index.ts';
import { scopeDigest } from './scope-digest.ts';
import { troubleMonitor } from './trouble.ts';

/** What came of an attempt at a store: its result, or how long to leave it alone. */
export type StoreStep = { readonly result: MailboxResult } | { readonly againInMs: number };

/** What the tasks of a run have in common. */
export interface StoreTaskOptions {
  readonly source: MailSource;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly mode: SyncMode;
  readonly leaseMs: number;
  readonly scope: Scope;
  readonly deletionSafeguardPercent: number;
  readonly drain: AbortSignal;
  readonly abort: AbortSignal;
}

/** One store, and what is to be done about it. */
export interface StoreWork {
  readonly keeper: LeaseKeeper;
  readonly session: IndexSession;
  readonly contentBudget: ContentBudget;
  readonly mailbox: MailboxRef;
  readonly work: (context: StoreContext) => Promise<MailboxResult>;
}

/** So many messages or documents in a row failing in a way that may pass mean that the service is down: two requests through EWS, or one. */
const failuresInARow = 20;
/** Looks at a lease whose holder may be dead, in the time that proves it. */
const looksPerLease = 10;

/**
 * Work at one store under its lease, as attempts: while another worker may have it, or the source asked for a long
 * wait, the caller does other stores first. What the attempts did adds up. Attempts never throw.
 */
export function storeTask(options: StoreTaskOptions, store: StoreWork): () => Promise<StoreStep> {
  const { emit, clock, leaseMs } = options;
  const { mailbox, keeper } = store;
  let parks = 0;
  let done = untouched('incomplete');

  const finish = (result: MailboxResult): StoreStep => {
    const { counts, durationMs } = result;
    done = { ...result, counts: addCounts(done.counts, counts), durationMs: done.durationMs + durationMs };
    const [failure] = done.failures;
    const forMs = failure === undefined ? undefined : parkingMs(failure, parks, clock.random());
    if (failure === undefined || forMs === undefined) {
      emit({ type: 'mailbox-finished', mailbox, result: done });
      return { result: done };
    }
    parks += 1;
    emit({ type: 'mailbox-parked', mailbox, forMs, failure });
    return { againInMs: forMs };
  };

  return async () => {
    try {
      const acquisition = await keeper.acquire(mailbox);
      if (acquisition.state === 'unknown') return { againInMs: leaseMs / looksPerLease };
      if (acquisition.state === 'held') {
        emit({ type: 'lease', mailbox, state: 'held elsewhere', owner: acquisition.owner });
        return finish(untouched('held'));
      }
      return finish(await syncUnderLease(options, store, acquisition.lease));
    } catch (thrown) {
      return finish(untouched('incomplete', toFailure(thrown)));
    }
  };
}

/** The result of a store that was not begun. */
function untouched(outcome: MailboxResult['outcome'], ...failures: readonly Failure[]): MailboxResult {
  return { outcome, counts: noCounts, failures, outstanding: {}, durationMs: 0 };
}

async function syncUnderLease(
  options: StoreTaskOptions,
  { session, contentBudget, mailbox, work }: StoreWork,
  lease: Lease,
): Promise<MailboxResult> {
  const { source, state, clock, emit, mode, deletionSafeguardPercent, drain, abort } = options;
  emit({ type: 'mailbox-started', mailbox });
  const context: StoreContext = {
    mailbox,
    reader: source.open(mailbox),
    state: state.open(mailbox, lease.fence),
    index: session,
    registry: { add: () => state.register(mailbox), remove: () => state.unregister(mailbox) },
    clock,
    emit,
    mode,
    scopeDigest: scopeDigest(session, options.scope, mailbox.address),
    scope: options.scope,
    startedAt: new Date(clock.now()),
    deletionSafeguardPercent,
    drain,
    abort: heardByAll(AbortSignal.any([abort, lease.lost])),
    sourceTrouble: troubleMonitor(failuresInARow),
    indexTrouble: troubleMonitor(failuresInARow),
    contentBudget,
    progress: {
      counts: noCounts,
      failuresKnown: false,
      inFlightWritten: false,
      inFlightUnsettled: false,
      treeDoubtful: false,
      failures: [],
    },
  };
  try {
    const result = await work(context);
    // Whatever the work failed with once the lease was gone, that it was gone is why.
    return lease.lost.aborted ? { ...result, outcome: 'incomplete', failures: [toFailure(lease.lost.reason)] } : result;
  } finally {
    await lease.release();
  }
}

/** Every request of the store that is under way listens, which Node takes for a leak from the eleventh on. */
function heardByAll(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
