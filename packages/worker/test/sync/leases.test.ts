import { describe, expect, it } from '@jest/globals';
import { ConnectorError, toFailure } from '../../src/errors.ts';
import { createMemoryLeaseStore } from '../../src/memory/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import { type Lease, leaseKeeper } from '../../src/sync/leases.ts';
import type { LeaseStore } from '../../src/sync/ports/index.ts';
import { engineWorld, leaseMs, owner } from '../support/engine-world.ts';
import { createManualClock } from '../support/manual-clock.ts';

const ann = { address: owner, store: 'primary' } as const;
const second = 1_000;

/** Processes that share a lease store, each with a clock of its own. */
function processes() {
  const store = createMemoryLeaseStore();
  const events: SyncEvent[] = [];
  return {
    store,
    events,
    process: (name: string, leases: LeaseStore = store) => {
      // Clocks that have nothing to do with each other.
      const clock = createManualClock({ mode: 'manual', start: name.length * 1e9 });
      const keeper = leaseKeeper({ leases, owner: name, leaseMs, clock, emit: (event) => events.push(event) });
      return { clock, acquire: () => keeper.acquire(ann) };
    },
  };
}

async function acquired(process: { acquire: () => ReturnType<ReturnType<typeof leaseKeeper>['acquire']> }) {
  const acquisition = await process.acquire();
  if (acquisition.state !== 'acquired') throw new Error(`the lease is ${acquisition.state}`);
  return acquisition.lease;
}

/** Lets what a timer began go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Rule 6: the lease of a mailbox', () => {
  it('goes to one process, and to the next one only after it was released', async () => {
    const { process } = processes();
    const first = process('first');
    const other = process('other');
    const lease = await acquired(first);
    expect((await other.acquire()).state).toBe('unknown');
    await lease.release();
    const next = await acquired(other);
    expect(next.fence.token).toBe(lease.fence.token + 1);
    expect(first.clock.repeating).toBe(0);
  });

  it.each([
    ['another process', { owner: 'other', token: 1, beat: 0 }],
    ['a later process of the same name', { owner: 'first', token: 2, beat: 0 }],
  ])('is not taken for ours when %s was faster', async (_, rival) => {
    const { process, store } = processes();
    const overtaken: LeaseStore = {
      ...store,
      replaceLease: async (mailbox, expected, next) => {
        expect(await store.replaceLease(mailbox, undefined, rival)).toBe(true);
        return store.replaceLease(mailbox, expected, next);
      },
    };
    expect((await process('first', overtaken).acquire()).state).toBe('unknown');
    expect(await store.readLease(ann)).toEqual(rival);
  });

  it('is renewed for as long as it is held, so that others see its holder alive', async () => {
    const { process } = processes();
    const first = process('first');
    const other = process('other');
    await acquired(first);
    expect((await other.acquire()).state).toBe('unknown');
    for (let lookedAt = 0; lookedAt < 3; lookedAt += 1) {
      first.clock.advance(10 * second);
      await settle();
      other.clock.advance(leaseMs * 2);
      expect(await other.acquire()).toEqual({ state: 'held', owner: 'first' });
    }
  });

  it('is taken over from a holder whose beat stood still for a whole lease on the taker’s own clock, and not before', async () => {
    const { process, events } = processes();
    const dead = process('dead');
    const other = process('other');
    const lease = await acquired(dead);
    expect((await other.acquire()).state).toBe('unknown');
    other.clock.advance(leaseMs - 1);
    expect((await other.acquire()).state).toBe('unknown');
    other.clock.advance(1);
    const taken = await acquired(other);
    expect(taken.fence.token).toBe(lease.fence.token + 1);
    expect(events).toContainEqual({ type: 'lease', mailbox: ann, state: 'taken over', owner: 'dead' });
  });

  it('is known to be lost by a holder that comes back to life', async () => {
    const { process, events } = processes();
    const sleeper = process('sleeper');
    const other = process('other');
    const lease = await acquired(sleeper);
    await other.acquire();
    other.clock.advance(leaseMs);
    await acquired(other);
    sleeper.clock.advance(5 * second);
    await settle();
    expect(lease.lost.aborted).toBe(true);
    expect(toFailure(lease.lost.reason)).toMatchObject({ kind: 'lease-lost', code: 'lease.lost' });
    expect(events).toContainEqual({ type: 'lease', mailbox: ann, state: 'lost', owner: 'sleeper' });
    expect(sleeper.clock.repeating).toBe(0);
  });

  it('is given up by a holder that cannot renew it, before anybody may take it over', async () => {
    const { process, store } = processes();
    let broken = false;
    const flaky: LeaseStore = {
      readLease: store.readLease,
      replaceLease: async (...args) => {
        if (broken) throw new ConnectorError({ code: 'x', kind: 'transient', message: 'no answer' });
        return store.replaceLease(...args);
      },
    };
    const holder = process('holder', flaky);
    const lease = await acquired(holder);
    broken = true;
    for (let waited = 0; waited < leaseMs * (2 / 3); waited += 5 * second) {
      expect(lease.lost.aborted).toBe(false);
      holder.clock.advance(5 * second);
      await settle();
    }
    holder.clock.advance(5 * second);
    await settle();
    expect(lease.lost.aborted).toBe(true);
  });

  it('survives renewals that fail now and then', async () => {
    const { process, store } = processes();
    let calls = 0;
    const flaky: LeaseStore = {
      readLease: store.readLease,
      replaceLease: async (...args) => {
        calls += 1;
        if (calls % 2 === 0) throw new ConnectorError({ code: 'x', kind: 'transient', message: 'no answer' });
        return store.replaceLease(...args);
      },
    };
    const holder = process('holder', flaky);
    const lease = await acquired(holder);
    for (let renewal = 0; renewal < 20; renewal += 1) {
      holder.clock.advance(5 * second);
      await settle();
    }
    expect(lease.lost.aborted).toBe(false);
  });

  it('is ours when the answer to taking it was lost', async () => {
    const { process, store } = processes();
    const forgetful: LeaseStore = {
      readLease: store.readLease,
      // The table took it, the answer was lost, and the second try found the first one's work.
      replaceLease: async (...args) => (await store.replaceLease(...args)) && args[2].beat > 0,
    };
    const lease: Lease = await acquired(process('forgetful', forgetful));
    expect(lease.fence).toEqual({ owner: 'forgetful', token: 1 });
  });
});

describe('Rule 6: a run', () => {
  it('releases its leases, so that the next one waits for nobody', async () => {
    const world = engineWorld();
    world.mailbox().addFolder('Inbox');
    await world.run();
    expect((await world.state.leases.readLease(ann))?.owner).toBe('');
    expect((await world.run()).outcome).toBe('complete');
  });

  it('leaves a mailbox alone that another worker has, says so, and syncs the others', async () => {
    const world = engineWorld();
    world.mailbox().addFolder('Inbox');
    const bens = world.mailbox('ben@example.com');
    bens.deliver(bens.addFolder('Inbox'), { searchKey: 'k', subject: 's', body: 'b' });
    await world.state.leases.replaceLease(ann, undefined, { owner: 'another', token: 1, beat: 0 });
    let beat = 0;
    world.fault = (operation, detail) => {
      if (operation === 'lease' && detail === 'read') {
        beat += 1;
        void world.state.leases.replaceLease(ann, { owner: 'another', token: 1 }, { owner: 'another', token: 1, beat });
      }
      return undefined;
    };
    const summary = await world.run();
    expect(summary.outcome).toBe('incomplete');
    const outcomes = summary.mailboxes.map(({ mailbox, result }) => [mailbox.address, result.outcome]);
    expect(Object.fromEntries(outcomes)).toEqual({ 'ben@example.com': 'complete', [owner]: 'held' });
    expect(world.events).toContainEqual({ type: 'lease', mailbox: ann, state: 'held elsewhere', owner: 'another' });
    expect(world.index.puts).toHaveLength(1);
  });

  it('waits for the lease of a dead worker to expire, and then syncs its mailbox', async () => {
    const world = engineWorld();
    const mailbox = world.mailbox();
    mailbox.deliver(mailbox.addFolder('Inbox'), { searchKey: 'k', subject: 's', body: 'b' });
    await world.state.leases.replaceLease(ann, undefined, { owner: 'dead', token: 4, beat: 9 });
    const summary = await world.run();
    expect(summary.outcome).toBe('complete');
    expect(world.index.puts).toHaveLength(1);
    expect((await world.state.leases.readLease(ann))?.token).toBe(5);
  });

  it('that loses a lease before its deletes deletes nothing', async () => {
    const world = engineWorld();
    const inbox = world.mailbox().addFolder('Inbox');
    const item = world.mailbox().deliver(inbox, { searchKey: 'k', subject: 's', body: 'b' });
    await world.run();
    const held = { owner: 'process 2', token: 2 };
    world.mailbox().remove(inbox, item);
    let released = false;
    world.fault = (operation, detail) => {
      // The release is on file; what follows reads the document once more and deletes it.
      if (operation === 'state-write' && detail === 'put-folder') released = true;
      if (released && operation === 'state-read' && detail === 'documents') {
        void world.state.leases.replaceLease(ann, held, { owner: 'taker', token: 3, beat: 0 });
      }
      return undefined;
    };
    const summary = await world.run();
    expect((await world.state.leases.readLease(ann))?.owner).toBe('taker');
    expect(summary.mailboxes[0]?.result.failures).toEqual([expect.objectContaining({ kind: 'lease-lost' })]);
    expect(world.index.deletes).toEqual([]);
  });

  it('that loses a lease in the middle writes neither state nor documents of that mailbox any more', async () => {
    const world = engineWorld();
    const mailbox = world.mailbox();
    const inbox = mailbox.addFolder('Inbox');
    for (let number = 0; number < 30; number += 1) {
      mailbox.deliver(inbox, { searchKey: `k${number}`, subject: 's', body: 'b' });
    }
    let dump = '';
    world.fault = (operation) => {
      if (operation === 'put' && world.index.puts.length === 5 && dump === '') {
        void world.state.leases.readLease(ann).then(async (held) => {
          await world.state.leases.replaceLease(ann, held, { owner: 'taker', token: (held?.token ?? 0) + 1, beat: 0 });
          dump = world.state.dump();
        });
      }
      return undefined;
    };
    const summary = await world.run();
    expect(summary.outcome).toBe('incomplete');
    expect(summary.mailboxes[0]?.result.failures).toEqual([expect.objectContaining({ kind: 'lease-lost' })]);
    expect(dump).not.toBe('');
    expect(world.state.dump()).toBe(dump);
    // The documents of the chunk that was on its way, and none after it.
    expect(world.index.puts.length).toBeLessThanOrEqual(8);
  });
});

describe('a mailbox that the source asks to leave alone for minutes', () => {
  it('is left alone while the others are synced, and finished in the same run', async () => {
    const world = engineWorld();
    for (const address of [owner, 'ben@example.com']) {
      const mailbox = world.mailbox(address);
      mailbox.deliver(mailbox.addFolder('Inbox'), { searchKey: 'k', subject: 's', body: 'b' });
    }
    let asked = 0;
    world.fault = (operation, detail) => {
      if (operation !== 'listFolderChanges' || !detail.startsWith(owner) || asked === 2) return undefined;
      asked += 1;
      return { code: 'ErrorServerBusy', kind: 'throttled', message: 'busy', retryAfterMs: 297_749 };
    };
    const summary = await world.run();
    expect(asked).toBe(2);
    expect(summary.outcome).toBe('complete');
    expect(world.index.puts).toHaveLength(2);
    const parked = world.events.filter(({ type }) => type === 'mailbox-parked');
    expect(parked).toHaveLength(2);
    for (const event of parked)
      expect(event).toMatchObject({ forMs: expect.any(Number), failure: { code: 'ErrorServerBusy' } });
    // Nobody holds what nobody works at.
    expect((await world.state.leases.readLease(ann))?.owner).toBe('');
  });

  it('is the next run’s when it stays busy', async () => {
    const world = engineWorld();
    world.mailbox().addFolder('Inbox');
    let asked = 0;
    world.fault = (operation) => {
      if (operation !== 'listFolderChanges') return undefined;
      asked += 1;
      return { code: 'ErrorServerBusy', kind: 'throttled', message: 'busy' };
    };
    const summary = await world.run();
    expect(summary.outcome).toBe('incomplete');
    expect(asked).toBe(7);
    expect(summary.configurationFailure).toBeUndefined();
  });
});
