import pLimit from 'p-limit';
import { type Failure, toFailure } from '../errors.ts';
import type { Scope } from '../scope/index.ts';
import { contentBudget } from './content-budget.ts';
import { addCounts, addTallies, noCounts } from './counts.ts';
import type { EventSink, MailboxResult, RunSummary, SyncMode } from './events.ts';
import { leaseKeeper } from './leases.ts';
import { outageWatch } from './outage.ts';
import type { Clock, DocumentIndex, IndexSession, MailboxRef, MailSource, StateStore } from './ports/index.ts';
import { type ReadBack, readBack } from './read-back.ts';
import { removeStore } from './remove-store.ts';
import { syncStore } from './store-pass.ts';
import { type StoreWork, storeTask } from './store-task.ts';

/** Everything a run works with. */
export interface RunOptions {
  readonly source: MailSource;
  readonly index: DocumentIndex;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Stores to sync, in list order; the stores of one address are synced one after the other. */
  readonly mailboxes: readonly MailboxRef[];
  /** The stores of all workers together: what is on no list any more is taken out of the index. */
  readonly everybodysMailboxes: readonly MailboxRef[];
  /**
   * Whether a store is on no list right now: asked under its lease before it is taken out, as the lists may have changed since
   * the run began. Without it they do not change.
   */
  readonly isUnwanted?: (store: MailboxRef) => Promise<boolean>;
  /** This worker among those that have a share, from 0. */
  readonly place: { readonly index: number; readonly total: number };
  /** The part of a store's documents, in percent, that may be deleted unasked. */
  readonly deletionSafeguardPercent: number;
  /** What is indexed, and who may see it. */
  readonly scope: Scope;
  readonly mode: SyncMode;
  /** How many addresses are synced at a time. */
  readonly concurrency: number;
  /** This process, and no other one that ever was: what leases are held by. */
  readonly owner: string;
  /** How long a lease outlives the last sign of its holder, in milliseconds. */
  readonly leaseMs: number;
  /** How many documents are read back from the index after the run, at the most; without it none. */
  readonly auditDocuments?: number;
  /** Aborted: begin no new page, finish those in flight. */
  readonly drain: AbortSignal;
  /** Aborted: give up what is in flight. */
  readonly abort: AbortSignal;
}

/** Syncs mailboxes once. Never throws: what went wrong is in the summary, which is also emitted as `run-finished`. */
export async function runSync(options: RunOptions): Promise<RunSummary> {
  const { emit, clock, mode, mailboxes } = options;
  const begun = clock.monotonic();
  const attachmentsSkipped: Record<string, number> = {};
  const messagesFiltered: Record<string, number> = {};
  const listening: EventSink = (event) => {
    if (event.type === 'attachment-skipped') addOne(attachmentsSkipped, event.reason);
    if (event.type === 'message-filtered') addOne(messagesFiltered, event.reason);
    emit(event);
  };
  emit({
    type: 'run-started',
    mode,
    mailboxes: [...new Set(mailboxes.map(({ address }) => address))],
    stores: mailboxes,
  });
  const { results, expected, ...rest } = await runMailboxes({ ...options, emit: listening });
  const summary: RunSummary = {
    mode,
    outcome: outcomeOf(options, { results, expected, ...rest }),
    mailboxes: results,
    counts: results.reduce((sum, { result }) => addCounts(sum, result.counts), noCounts),
    failuresByCode: results.reduce<Readonly<Record<string, number>>>(
      (sum, { result }) => addTallies(sum, result.outstanding),
      rest.audit?.recorded ?? {},
    ),
    messagesFilteredByReason: messagesFiltered,
    attachmentsSkippedByReason: attachmentsSkipped,
    ...rest,
    durationMs: clock.monotonic() - begun,
  };
  emit({ type: 'run-finished', summary });
  return summary;
}

function addOne(tally: Record<string, number>, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1;
}

interface StoreResult {
  readonly mailbox: MailboxRef;
  readonly result: MailboxResult;
}

interface RunResults extends ReadBack {
  readonly results: readonly StoreResult[];
  /** How many results a whole run has. */
  readonly expected: number;
  readonly failure?: Failure;
  readonly configurationFailure?: Failure;
}

async function runMailboxes(options: RunOptions): Promise<RunResults> {
  let session: IndexSession | undefined;
  try {
    // A worker without a share has nothing to ask the services for.
    if (options.mailboxes.length === 0) return { results: [], expected: 0 };
    await options.state.prepare(options.abort);
    session = await options.index.open(options.abort);
    await options.source.probe(options.abort);
    const results = await syncAll(options, session);
    await endSession(options, session);
    return { ...results, ...(await readBack(options, session)) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    return {
      results: [],
      expected: options.mailboxes.length,
      ...(failure.kind === 'configuration' ? { configurationFailure: failure } : { failure }),
    };
  } finally {
    await endSession(options, session);
  }
}

/** Leaving in order matters, but what it costs when it fails is a job that the next run takes over. */
async function endSession({ emit }: RunOptions, session: IndexSession | undefined): Promise<void> {
  try {
    await session?.end();
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    emit({ type: 'warning', code, message: `the index session could not be ended in order: ${message}` });
  }
}

async function syncAll(options: RunOptions, session: IndexSession): Promise<RunResults> {
  const outage = outageWatch();
  const results: StoreResult[] = [];
  const limit = pLimit(options.concurrency);
  const keeper = leaseKeeper({ ...options, leases: options.state.leases });
  const budget = contentBudget();
  const isOver = () => options.drain.aborted || outage.failure() !== undefined;

  /** Works stores off one after the other. One that has to wait takes no place from the others. */
  const workOff = async (stores: readonly MailboxRef[], work: StoreWork['work']): Promise<void> => {
    const waiting = stores.map((mailbox) => ({
      mailbox,
      task: storeTask(options, { keeper, session, contentBudget: budget, mailbox, work }),
    }));
    /** How long to leave the next store alone, or undefined at the end. */
    const go = async (): Promise<number | undefined> => {
      for (let next = waiting[0]; next !== undefined && !isOver(); next = waiting[0]) {
        const step = await next.task();
        if ('againInMs' in step) return step.againInMs;
        results.push({ mailbox: next.mailbox, result: step.result });
        if (work === syncStore) outage.observe(next.mailbox.store, step.result);
        waiting.shift();
      }
      return undefined;
    };
    let again = await limit(go);
    while (again !== undefined && (await pause(options, again))) again = await limit(go);
  };

  /** A store that came back to a list has been left alone, and that is all there is to do. */
  const removeUnwanted: StoreWork['work'] = async (context) =>
    (await (options.isUnwanted?.(context.mailbox) ?? true)) ? removeStore(context) : leftAlone;

  const unwanted = await unwantedStores(options);
  await Promise.all([
    ...storesByAddress(options.mailboxes).map((stores) => workOff(stores, syncStore)),
    ...unwanted.map((store) => workOff([store], removeUnwanted)),
  ]);
  const configurationFailure = outage.failure() ?? outage.refusedEverywhere();
  return {
    results,
    expected: options.mailboxes.length + unwanted.length,
    ...(configurationFailure === undefined ? {} : { configurationFailure }),
  };
}

const leftAlone: MailboxResult = {
  outcome: 'complete',
  counts: noCounts,
  failures: [],
  outstanding: {},
  durationMs: 0,
};

/**
 * This worker's share of the stores that there is state of although they are on nobody's list any more. All workers see the
 * same stores in the same order; a lease keeps two apart that see different ones.
 */
async function unwantedStores({ state, everybodysMailboxes, place }: RunOptions): Promise<readonly MailboxRef[]> {
  const keyOf = ({ address, store }: MailboxRef) => JSON.stringify([address, store]);
  const wanted = new Set(everybodysMailboxes.map(keyOf));
  const unwanted: MailboxRef[] = [];
  for await (const stores of state.scanStores()) unwanted.push(...stores.filter((store) => !wanted.has(keyOf(store))));
  unwanted.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return unwanted.filter((_, position) => position % place.total === place.index);
}

/** False: asked to stop meanwhile. */
async function pause({ clock, drain, abort }: RunOptions, ms: number): Promise<boolean> {
  try {
    await clock.sleep(ms, AbortSignal.any([drain, abort]));
    return true;
  } catch {
    return false;
  }
}

/** In list order. Exchange budgets by mailbox, so that the stores of one are never read at the same time. */
function storesByAddress(mailboxes: readonly MailboxRef[]): readonly (readonly MailboxRef[])[] {
  const groups = new Map<string, MailboxRef[]>();
  for (const mailbox of mailboxes) groups.set(mailbox.address, [...(groups.get(mailbox.address) ?? []), mailbox]);
  return [...groups.values()];
}

const wholeOutcomes: ReadonlySet<MailboxResult['outcome']> = new Set(['complete', 'absent', 'removed']);

function outcomeOf(
  { drain, abort }: RunOptions,
  { results, expected, configurationFailure, audit }: RunResults,
): RunSummary['outcome'] {
  const whole =
    Object.keys(audit?.recorded ?? {}).length === 0 &&
    results.every(({ result: { outcome } }) => wholeOutcomes.has(outcome));
  if (configurationFailure === undefined && whole && results.length === expected) return 'complete';
  return drain.aborted || abort.aborted ? 'stopped' : 'incomplete';
}
