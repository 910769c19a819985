import { toFailure } from '../errors.ts';
import { isDue } from './failure-policy.ts';
import type { LeaseKeeper } from './leases.ts';
import type { Clock, FailureRecord, MailboxRef, MailboxView, StateStore } from './ports/index.ts';

/** What a request to try again came to for one store of a mailbox. */
export type RetryOutcome =
  /** So many failures are due now that were not before. */
  | { readonly state: 'due'; readonly failures: number }
  /** Somebody else may be writing to it: nothing, or only a part, was changed. */
  | { readonly state: 'being-synced' };

/** What it is done with. */
export interface RetryOnDemand {
  readonly state: Pick<StateStore, 'view' | 'open'>;
  readonly keeper: LeaseKeeper;
  readonly clock: Clock;
}

/**
 * Makes failures that rest or wait due at once, for the next run to try, with their attempts counted afresh. Takes the
 * store's lease for it: a run that is under way would write over it.
 */
export async function retryOnDemand(
  { state, keeper, clock }: RetryOnDemand,
  mailbox: MailboxRef,
  isWanted: (record: FailureRecord) => boolean,
): Promise<RetryOutcome> {
  const now = clock.now();
  const isMeant = (record: FailureRecord) => isWanted(record) && !isDue(record, now);
  if (!(await hasAny(state.view(mailbox), isMeant))) return { state: 'due', failures: 0 };
  const acquisition = await keeper.acquire(mailbox);
  if (acquisition.state !== 'acquired') return { state: 'being-synced' };
  const { lease } = acquisition;
  const own = state.open(mailbox, lease.fence);
  let failures = 0;
  try {
    for await (const page of own.scanFailures()) {
      const meant = page.filter(isMeant);
      await own.write(meant.map((record) => ({ kind: 'put-failure', record: dueAt(record, now) })));
      failures += meant.length;
    }
    return { state: 'due', failures };
  } catch (thrown) {
    if (toFailure(thrown).kind === 'lease-lost') return { state: 'being-synced' };
    throw thrown;
  } finally {
    await lease.release();
  }
}

async function hasAny(view: MailboxView, isMeant: (record: FailureRecord) => boolean): Promise<boolean> {
  for await (const page of view.scanFailures()) if (page.some(isMeant)) return true;
  return false;
}

function dueAt(record: FailureRecord, now: number): FailureRecord {
  return { ...record, permanent: false, attempts: 0, nextAttemptAt: now };
}
