import { type RunOptions, type RunSummary, runSync, type SyncMode } from '../../src/sync/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { leaseMs, owner } from './engine-world.ts';
import { createManualClock } from './manual-clock.ts';

/** What a test gives: the ports. */
export type Ports = Pick<RunOptions, 'source' | 'index' | 'state'>;

/** One run of one worker, for one mailbox unless it is said, over ports of the test's own. */
export function oneRun(
  ports: Ports & Partial<Pick<RunOptions, 'mailboxes' | 'emit'>>,
  process = 1,
  mode: SyncMode = 'delta',
): Promise<RunSummary> {
  const never = new AbortController().signal;
  const { mailboxes = [{ address: owner, store: 'primary' }], emit = () => {} } = ports;
  return runSync({
    ...ports,
    clock: createManualClock({ seed: process }),
    emit,
    mailboxes,
    everybodysMailboxes: mailboxes,
    place: { index: 0, total: 1 },
    deletionSafeguardPercent: 20,
    scope: scopeOf(),
    mode,
    concurrency: 1,
    owner: `process ${process}`,
    leaseMs,
    drain: never,
    abort: never,
  });
}
