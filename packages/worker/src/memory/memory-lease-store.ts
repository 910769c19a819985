import type { Fence, LeaseRecord, LeaseStore, MailboxRef } from '../sync/ports/index.ts';

/** In-process twin of the lease store. */
export interface MemoryLeaseStore extends LeaseStore {
  /** The lease on record is this one. */
  holds(mailbox: MailboxRef, fence: Fence): boolean;
}

export function createMemoryLeaseStore(): MemoryLeaseStore {
  const leases = new Map<string, LeaseRecord>();
  const keyOf = ({ address, store }: MailboxRef) => JSON.stringify([address, store]);
  const matches = (record: LeaseRecord | undefined, expected: Fence | LeaseRecord | undefined): boolean => {
    if (record === undefined || expected === undefined) return record === expected;
    const sameBeat = !('beat' in expected) || expected.beat === record.beat;
    return expected.owner === record.owner && expected.token === record.token && sameBeat;
  };
  return {
    readLease: async (mailbox) => leases.get(keyOf(mailbox)),
    replaceLease: async (mailbox, expected, next) => {
      if (!matches(leases.get(keyOf(mailbox)), expected)) return false;
      leases.set(keyOf(mailbox), next);
      return true;
    },
    holds: (mailbox, fence) => matches(leases.get(keyOf(mailbox)), fence),
  };
}
