import type { MailboxRef } from './mail-source.ts';

/**
 * Where workers agree on who syncs a store of a mailbox. Policy is the engine's (`sync/leases.ts`); this port only offers
 * reads and conditional writes.
 */
export interface LeaseStore {
  /** The lease on record, strongly consistent. */
  readLease(mailbox: MailboxRef): Promise<LeaseRecord | undefined>;
  /**
   * Writes `next` if what is on record has the members of `expected` (`undefined`: nothing is on record). False: somebody
   * was faster. A lease is never removed, so that its token never repeats.
   */
  replaceLease(mailbox: MailboxRef, expected: Fence | LeaseRecord | undefined, next: LeaseRecord): Promise<boolean>;
}

/** What proves, with each write of state, that the writer still has the lease. */
export interface Fence {
  /** Process that syncs the store, for example `worker-0-of-3/9f2c41d0`; empty when nobody does. */
  readonly owner: string;
  /** Grows by one each time the lease changes hands. */
  readonly token: number;
}

export interface LeaseRecord extends Fence {
  /** Grows with each renewal; one that stands still on the reader's own clock belongs to a dead process. */
  readonly beat: number;
}
