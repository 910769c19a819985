import { type RunOptions, type RunSummary, runSync, type SyncMode } from '../../src/sync/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { leaseMs, owner } from './engine-world.ts';
import { createManualClock } from './manual-clock.ts';

/** What a test gives: the ports. */
export type Ports = Pick<RunOptions, 'source' | 'index' | 'state'> & Partial<Pick<RunOptions, 'scope' | 'clock'>>;

/** One run of one worker for one mailbox over ports of the test's own. */
export function oneRun(ports: Ports, process = 1, mode: SyncMode = 'delta'): Promise<RunSummary> {
  const never = new AbortController().signal;
  const mailboxes = [{ address: owner, store: 'primary' }] as const;
  return runSync({
    clock: createManualClock({ seed: process }),
    scope: scopeOf(),
    ...ports,
    emit: () => {},
    mailboxes,
    everybodysMailboxes: mailboxes,
    place: { index: 0, total: 1 },
    deletionSafeguardPercent: 20,
    mode,
    concurrency: 1,
    owner: `process ${process}`,
    leaseMs,
    drain: never,
    abort: never,
  });
}
