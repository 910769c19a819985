import { ConnectorError, type Failure, toFailure } from '../errors.ts';
import type { EventSink } from './events.ts';
import type { Clock, Fence, LeaseRecord, LeaseStore, MailboxRef } from './ports/index.ts';

/**
 * Leases: who may sync a store. The bug class they prevent: while a service rolls or the number of workers changes, two
 * processes read the same mailbox, and the slower one writes over what the faster one remembered.
 *
 * | on record | a process that comes |
 * | --- | --- |
 * | nothing, or nobody | takes it under the next token |
 * | somebody, beating | leaves it alone |
 * | somebody, whose beat stood still for a whole lease on our own clock | takes it under the next token |
 *
 * Clocks of different machines are never compared. A holder that could not renew for two thirds of a lease gives up by
 * itself, well before anybody takes over; and whatever it still writes is refused, because its token is on record no more.
 */
export interface LeaseKeeper {
  /** Looks once, and takes the lease if it can be had. */
  acquire(mailbox: MailboxRef): Promise<Acquisition>;
}

export type Acquisition =
  | { readonly state: 'acquired'; readonly lease: Lease }
  /** Somebody has it and lives. */
  | { readonly state: 'held'; readonly owner: string }
  /** Somebody has it, and it is not known yet whether they live: look again. */
  | { readonly state: 'unknown' };

/** A store that is ours for now. */
export interface Lease {
  readonly fence: Fence;
  /** Aborted when the lease is lost; its reason is a ConnectorError. */
  readonly lost: AbortSignal;
  /** Lets others have it. Never throws: what cannot be released expires. */
  release(): Promise<void>;
}

export interface LeaseKeeperOptions {
  readonly leases: LeaseStore;
  /** This process, and no other one that ever was. */
  readonly owner: string;
  /** How long a lease outlives its last renewal, in milliseconds. */
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** Renewals in one lease: several may fail, or a second of blocked event loop pass, before it is given up. */
const renewalsPerLease = 6;
/** The part of a lease after which a holder without a successful renewal gives up. */
const givenUpAfter = 2 / 3;

/** A record with the time, on our clock, at which it was first seen as it is. */
interface Sighting {
  readonly record: LeaseRecord;
  readonly since: number;
}

export function leaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { leases, owner, leaseMs, clock, emit } = options;
  const sightings = new Map<string, Sighting>();

  /** Takes the lease under the next token; somebody may be faster. */
  const take = async (mailbox: MailboxRef, record: LeaseRecord | undefined): Promise<Acquisition> => {
    const begun = clock.monotonic();
    const next = { owner, token: (record?.token ?? 0) + 1, beat: 0 };
    // A lost answer and a second try look like somebody who was faster, and may be ourselves.
    if ((await leases.replaceLease(mailbox, record, next)) || sameFence(await leases.readLease(mailbox), next)) {
      return { state: 'acquired', lease: hold(options, mailbox, { record: next, since: begun }) };
    }
    return { state: 'unknown' };
  };

  return {
    acquire: async (mailbox) => {
      const key = JSON.stringify(mailbox);
      const record = await leases.readLease(mailbox);
      if (record === undefined || record.owner === '') return take(mailbox, record);
      const before = sightings.get(key);
      if (before === undefined || before.record.token !== record.token || before.record.beat !== record.beat) {
        sightings.set(key, { record, since: clock.monotonic() });
        return before === undefined ? { state: 'unknown' } : { state: 'held', owner: record.owner };
      }
      if (clock.monotonic() - before.since < leaseMs) return { state: 'unknown' };
      emit({ type: 'lease', mailbox, state: 'taken over', owner: record.owner });
      return take(mailbox, record);
    },
  };
}

function sameFence(one: Fence | undefined, other: Fence): boolean {
  return one?.owner === other.owner && one.token === other.token;
}

/** Renews the lease until it is released or lost. */
function hold({ leases, leaseMs, clock, emit }: LeaseKeeperOptions, mailbox: MailboxRef, first: Sighting): Lease {
  const { owner, token } = first.record;
  const fence: Fence = { owner, token };
  const lost = new AbortController();
  let { record, since: renewedAt } = first;
  let renewing = false;

  const lose = (why: string): void => {
    stop();
    if (lost.signal.aborted) return;
    emit({ type: 'lease', mailbox, state: 'lost', owner });
    lost.abort(new ConnectorError(leaseLost(why)));
  };

  const renew = async (): Promise<void> => {
    const begun = clock.monotonic();
    record = { ...record, beat: record.beat + 1 };
    if (await leases.replaceLease(mailbox, fence, record)) renewedAt = begun;
    else lose('another worker took it over');
  };

  const renewInTime = (): void => {
    if (clock.monotonic() - renewedAt > leaseMs * givenUpAfter) {
      lose('it could not be renewed in time: the state table did not answer, or the process stood still');
    } else if (!renewing) {
      renewing = true;
      renew()
        .catch((thrown: unknown) => {
          const { code, message } = toFailure(thrown);
          emit({ type: 'warning', code, message: `a lease could not be renewed yet: ${message}` });
        })
        .finally(() => {
          renewing = false;
        });
    }
  };

  const stop = clock.every(leaseMs / renewalsPerLease, renewInTime);

  return {
    fence,
    lost: lost.signal,
    release: async () => {
      stop();
      try {
        await leases.replaceLease(mailbox, fence, { owner: '', token, beat: record.beat });
      } catch (thrown) {
        const { code, message } = toFailure(thrown);
        emit({ type: 'warning', code, message: `a lease could not be released and has to expire: ${message}` });
      }
    },
  };
}

/** The failure of a store whose lease is gone. */
export function leaseLost(why: string): Failure {
  return {
    code: 'lease.lost',
    kind: 'lease-lost',
    message: `the lease of this mailbox was lost (${why}); nothing more is written, and the next run goes on from there`,
  };
}
