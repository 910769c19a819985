import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MailboxRef } from '../../src/sync/ports/index.ts';
import { type EngineWorld, engineWorld, leaseMs, owner, permanent, toRef, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import { mailboxKey } from '../support/memory-source.ts';

const ann: MailboxRef = { address: owner, store: 'primary' };
let world: EngineWorld;

beforeEach(() => {
  world = engineWorld();
});

/** A mailbox with this many messages in its inbox. */
function fill(address: string, count = 1, store: MailboxRef['store'] = 'primary'): string {
  const mailbox = world.mailbox(address, store);
  const inbox = mailbox.addFolder('Inbox');
  for (let at = 0; at < count; at += 1) mailbox.deliver(inbox, { searchKey: `${at}`, subject: 's', body: `${at}` });
  return inbox;
}

const busy = { code: 'ErrorServerBusy', kind: 'throttled', message: 'busy' } as const;
const moments = () =>
  world.events.flatMap((event) =>
    event.type === 'mailbox-started' || event.type === 'mailbox-finished'
      ? [`${event.type.slice('mailbox-'.length)} ${mailboxKey(event.mailbox)}`]
      : [],
  );

describe('a run', () => {
  it('of a worker without a share asks nobody for anything, and is complete', async () => {
    const asked: string[] = [];
    world.fault = (operation) => {
      asked.push(operation);
      return undefined;
    };
    expect(await world.run()).toMatchObject({ outcome: 'complete', mailboxes: [] });
    expect(asked).toEqual([]);
  });

  it('syncs the stores of one address one after the other, in list order', async () => {
    fill(owner);
    fill(owner, 1, 'archive');
    await world.run();
    expect(moments()).toEqual([
      `started ${owner}/primary`,
      `finished ${owner}/primary`,
      `started ${owner}/archive`,
      `finished ${owner}/archive`,
    ]);
  });

  it('syncs as many addresses at a time as it is told to', async () => {
    for (const name of ['a', 'b', 'c']) fill(`${name}@x.example`);
    await world.run();
    const order = moments().map((moment) => moment.split(' ')[0]);
    expect(order.slice(0, 3)).toEqual(['started', 'started', 'finished']);
  });

  it('leaves a store alone that came back to a list since the run began, and takes it out when it is on none', async () => {
    fill(owner);
    fill('b@x.example');
    await world.run();
    const before = contentsOf(world);
    world.unlisted.add('b@x.example/primary');
    const asked: MailboxRef[] = [];
    world.isUnwanted = async (store) => {
      asked.push(store);
      return false;
    };
    expect((await world.run()).outcome).toBe('complete');
    expect(asked).toEqual([{ address: 'b@x.example', store: 'primary' }]);
    expect(contentsOf(world)).toEqual(before);
    world.isUnwanted = () => Promise.reject(new Error('the table does not answer'));
    expect((await world.run()).outcome).toBe('incomplete');
    expect(contentsOf(world)).toEqual(before);
    world.isUnwanted = async () => true;
    await world.run();
    expect(contentsOf(world)).toEqual(expectedContents(world));
    expect(contentsOf(world)).not.toEqual(before);
  });

  it('begins no further mailbox once it is asked to stop', async () => {
    for (const name of ['a', 'b', 'c', 'd']) fill(`${name}@x.example`);
    const drain = new AbortController();
    world.fault = () => {
      drain.abort();
      return undefined;
    };
    const summary = await world.run('delta', { drain: drain.signal });
    expect(summary).toMatchObject({ outcome: 'stopped', mailboxes: [] });
    expect(moments()).toEqual([]);
  });

  it('comes back to no throttled mailbox once it is asked to stop', async () => {
    fill(owner);
    const drain = new AbortController();
    let asked = 0;
    world.fault = (operation) => {
      if (operation !== 'listItemChanges') return undefined;
      asked += 1;
      drain.abort();
      return busy;
    };
    expect(await world.run('delta', { drain: drain.signal })).toMatchObject({ outcome: 'stopped', mailboxes: [] });
    expect(asked).toBe(1);
  });

  it('adds up what it did in a mailbox that was throttled half way', async () => {
    fill(owner, 9);
    let asked = 0;
    world.fault = (operation) => {
      if (operation !== 'listItemChanges') return undefined;
      asked += 1;
      return asked === 3 ? { ...busy, retryAfterMs: 60_000 } : undefined;
    };
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { indexed: 9, fetched: 9, pages: 3 } });
    expect(moments()).toEqual([`started ${owner}/primary`, `started ${owner}/primary`, `finished ${owner}/primary`]);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('looks ten times in a lease at a mailbox whose holder may be dead', async () => {
    fill(owner);
    await world.state.leases.replaceLease(ann, undefined, { owner: 'dead', token: 1, beat: 0 });
    const looks: string[] = [];
    world.fault = (operation, detail) => {
      if (operation === 'lease') looks.push(detail);
      return undefined;
    };
    expect((await world.run()).outcome).toBe('complete');
    expect(looks.filter((detail) => detail === 'read')).toHaveLength(11);
    expect(leaseMs / 10).toBe(3_000);
  });

  it('blames a lease that cannot be asked for on nothing else, and goes on with the next mailbox', async () => {
    fill(owner);
    fill('ben@x.example');
    let asked = 0;
    world.fault = (operation) => {
      if (operation !== 'lease') return undefined;
      asked += 1;
      return asked === 1 ? transient('table.busy') : undefined;
    };
    const { mailboxes, outcome } = await world.run();
    expect(outcome).toBe('incomplete');
    expect(mailboxes.map(({ result }) => [result.outcome, result.failures.map(({ code }) => code)]).sort()).toEqual([
      ['complete', []],
      ['incomplete', ['table.busy']],
    ]);
  });

  it('is incomplete for the sake of one mailbox', async () => {
    fill(owner);
    fill('ben@x.example');
    world.fault = (operation, detail) =>
      operation === 'listFolderChanges' && detail.startsWith('ben') ? { ...permanent(), kind: 'mailbox' } : undefined;
    const { outcome, mailboxes } = await world.run();
    expect([outcome, ...mailboxes.map(({ result }) => result.outcome).sort()]).toEqual([
      'incomplete',
      'complete',
      'incomplete',
    ]);
  });
});

describe('stores that are on nobody’s list any more', () => {
  const gone = ['d', 'b', 'a', 'c'].map((name) => `${name}@x.example`);

  it('are shared out among the workers, each to one of them', async () => {
    for (const address of [owner, 'ben@x.example', ...gone]) fill(address);
    await world.run();
    for (const address of gone) world.unlisted.add(mailboxKey(toRef(`${address}/primary`)));
    const summaries = await world.runWorkers({ mode: 'delta', sets: [[() => undefined, () => undefined]] });
    const removed = summaries.map(({ mailboxes }) =>
      mailboxes.flatMap(({ mailbox, result }) => (result.outcome === 'removed' ? [mailbox.address] : [])).sort(),
    );
    expect(removed).toEqual([
      ['a@x.example', 'c@x.example'],
      ['b@x.example', 'd@x.example'],
    ]);
    expect(summaries.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
    expect(contentsOf(world)).toHaveLength(2);
  });

  it('say nothing about the source when they fail', async () => {
    for (const address of [owner, ...gone]) fill(address);
    await world.run();
    for (const address of gone) world.unlisted.add(mailboxKey(toRef(`${address}/primary`)));
    let listed = false;
    world.fault = (operation, detail) => {
      listed ||= operation === 'listFolderChanges';
      return operation === 'state-read' && detail === 'in-flight' && !listed ? transient('table.busy') : undefined;
    };
    const summary = await world.run();
    expect(summary.configurationFailure).toBeUndefined();
    expect(summary.mailboxes.length).toBe(5);
  });
});
