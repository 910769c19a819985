import { type RunOptions, type RunSummary, runSync, type SyncMode } from '../../src/sync/index.ts';
import type { Clock, MailboxRef } from '../../src/sync/ports/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { leaseMs, owner } from './engine-world.ts';
import { createManualClock } from './manual-clock.ts';

/** What a test gives: the ports. */
export type Ports = Pick<RunOptions, 'source' | 'index' | 'state'> & Partial<Pick<RunOptions, 'scope' | 'clock'>>;

/** What is special about a run. */
export interface SpecialRun {
  /** Stores of the one mailbox. */
  readonly stores?: readonly MailboxRef['store'][];
  /** Aborted: finish the page in flight, begin no other. */
  readonly drain?: AbortSignal;
  /** The source's own, if what the source is asked to wait has to pass for it as well. */
  readonly clock?: Clock;
}

/** One run of one worker, for one mailbox unless it is said, over ports of the test's own. */
export function oneRun(
  ports: Ports & Partial<Pick<RunOptions, 'mailboxes' | 'emit'>>,
  process = 1,
  mode: SyncMode = 'delta',
  { stores = ['primary'], drain = new AbortController().signal, clock }: SpecialRun = {},
): Promise<RunSummary> {
  const { mailboxes = stores.map((store) => ({ address: owner, store })), emit = () => {} } = ports;
  return runSync({
    clock: clock ?? createManualClock({ seed: process }),
    scope: scopeOf(),
    ...ports,
    emit,
    mailboxes,
    everybodysMailboxes: mailboxes,
    place: { index: 0, total: 1 },
    deletionSafeguardPercent: 20,
    mode,
    concurrency: 1,
    owner: `process ${process}`,
    leaseMs,
    drain,
    abort: new AbortController().signal,
  });
}
