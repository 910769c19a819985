import { beforeEach, describe, expect, it } from '@jest/globals';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import type { Api, FaultHook } from '../support/memory-source.ts';

/** Eight messages in pages of three: a listing has three pages. */
const messages = 8;

let world: EngineWorld;
let inbox: string;
let items: readonly string[];

beforeEach(async () => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
  items = Array.from({ length: messages }, (_, key) =>
    world.mailbox().deliver(inbox, { searchKey: `${key}`, subject: `s ${key}`, body: `b ${key}` }),
  );
  await world.run();
});

const itemAt = (position: number) => items[position] ?? '';

/** A run through one of the sources: what it put and deleted. */
async function run(api: Api, fault?: FaultHook) {
  const { puts, deletes } = world.index;
  const [before, gone] = [puts.length, deletes.length];
  world.api = api;
  world.fault = fault;
  await world.run();
  world.fault = undefined;
  return { put: puts.slice(before).length, deleted: deletes.slice(gone).length };
}

/** Fails from the call with this number on. */
function downFrom(operation: string, call: number): FaultHook {
  let calls = 0;
  return (called) => {
    calls += called === operation ? 1 : 0;
    return calls >= call ? { ...transient(), kind: 'mailbox' } : undefined;
  };
}

const folder = async () => (await world.state.view({ address: owner, store: 'primary' }).readFolders())[0];
const listed = () => world.calls.filter((call) => call.startsWith('listItemChanges')).length;
const fetched = () => world.calls.filter((call) => call.startsWith('fetchMessages')).flatMap((call) => call.split(','));
const failures = () => allOf(world.state.view({ address: owner, store: 'primary' }).scanFailures());

const nothing = { put: 0, deleted: 0 };

describe('a source that replaces another one', () => {
  it('fetches each message once, and puts and deletes nothing', async () => {
    expect(await run('graph')).toEqual(nothing);
    expect(fetched()).toHaveLength(messages);
    expect(await run('graph')).toEqual(nothing);
    expect(fetched()).toEqual([]);
  });

  it('is on record beside the earlier one until its listing has reached its end', async () => {
    const before = await folder();
    await run('graph', downFrom('listItemChanges', 2));
    const during = await folder();
    expect(during?.cursor).toMatch(/^graph:/);
    expect(during?.earlier).toMatchObject({ cursor: before?.cursor, listing: before?.listing });
    await run('graph');
    expect(await folder()).not.toHaveProperty('earlier');
  });

  it('says that folders are listed again, once', async () => {
    await run('graph');
    expect(world.events.filter((event) => event.type === 'warning')).toEqual([
      { type: 'warning', code: 'source.changed', message: expect.stringContaining('another source') },
    ]);
  });
});

describe('a source that comes back before the listing has reached its end', () => {
  beforeEach(async () => {
    await run('graph', downFrom('listItemChanges', 2));
  });

  it('goes on where it was', async () => {
    expect(await run('ews')).toEqual(nothing);
    expect(listed()).toBe(1);
    expect(fetched()).toEqual([]);
    expect(await folder()).not.toHaveProperty('earlier');
  });

  it('hears of everything that changed meanwhile', async () => {
    const target = world.mailbox().addFolder('Done');
    world.mailbox().edit(inbox, itemAt(7), { body: 'edited' });
    world.mailbox().remove(inbox, itemAt(6));
    world.mailbox().move(inbox, itemAt(5), target);
    world.mailbox().deliver(inbox, { searchKey: 'new', subject: 'new', body: 'new' });
    expect(await run('ews')).toEqual({ put: 3, deleted: 1 });
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('puts nothing of what the other one had brought in', async () => {
    world.mailbox().deliver(inbox, { searchKey: 'new', subject: 'new', body: 'new' });
    expect(await run('ews')).toEqual({ put: 1, deleted: 0 });
    world.mailbox().deliver(inbox, { searchKey: 'newer', subject: 'newer', body: 'newer' });
    expect(await run('graph', downFrom('listItemChanges', 2))).toEqual({ put: 1, deleted: 0 });
    expect(await run('ews')).toEqual(nothing);
    expect(await run('ews')).toEqual(nothing);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('lists again when its cursor is refused as too old', async () => {
    let refused = false;
    const refusal: FaultHook = (operation) => {
      if (operation !== 'listItemChanges' || refused) return undefined;
      refused = true;
      return { code: 'old', kind: 'cursor-invalid', message: 'too old' };
    };
    expect(await run('ews', refusal)).toEqual(nothing);
    expect(fetched()).toEqual([]);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('lists again when the folder was renamed', async () => {
    world.mailbox().renameFolder(inbox, 'Renamed');
    expect(await run('ews')).toEqual({ put: messages, deleted: 0 });
    expect(await folder()).not.toHaveProperty('earlier');
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('leaves no way back to a listing half of whose items it let go of', async () => {
    let dead = false;
    await run('ews', (operation, kind) => {
      dead ||= operation === 'state-write' && kind === 'delete-item';
      return dead ? { ...transient('killed'), kind: 'configuration' } : undefined;
    });
    expect(dead).toBe(true);
    expect(await run('graph')).toEqual(nothing);
    expect(contentsOf(world)).toEqual(expectedContents(world));
    world.mailbox().remove(inbox, itemAt(7));
    expect(await run('graph')).toEqual({ put: 0, deleted: 1 });
  });
});

describe('a failure under the ids of one source', () => {
  it('waits while another one reads, and is tried when the first one comes back', async () => {
    world.mailbox().edit(inbox, itemAt(3), { body: 'edited' });
    await run('ews', (operation) => (operation === 'fetchMessage' ? transient() : undefined));
    expect(await failures()).toHaveLength(1);
    await run('graph', downFrom('listItemChanges', 2));
    expect(await failures()).toHaveLength(1);
    expect(await run('ews')).toEqual({ put: 1, deleted: 0 });
    expect(await failures()).toEqual([]);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('goes with what that source had read once the listing has reached its end', async () => {
    world.mailbox().edit(inbox, itemAt(3), { body: 'edited' });
    await run('ews', (operation) => (operation === 'fetchMessage' ? transient() : undefined));
    await run('graph');
    expect(await failures()).toEqual([]);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });
});

describe('the listing of a source that replaces another one', () => {
  it('leaves no way back once it begins to let go of what the earlier one had read', async () => {
    let dead = false;
    await run('graph', (operation, kind) => {
      dead ||= operation === 'state-write' && kind === 'delete-item';
      return dead ? { ...transient('killed'), kind: 'configuration' } : undefined;
    });
    expect(dead).toBe(true);
    expect(await folder()).not.toHaveProperty('earlier');
    expect(await run('ews')).toEqual(nothing);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('deletes nothing when it was about to let go of what cannot be read once the earlier one is back', async () => {
    let dead = false;
    await run('graph', (operation, kind) => {
      dead ||= operation === 'state-write' && kind === 'delete-item';
      return dead ? { ...transient('killed'), kind: 'configuration' } : undefined;
    });
    expect(await run('ews', (operation) => (operation === 'fetchMessage' ? transient() : undefined))).toEqual(nothing);
    expect(await run('ews')).toMatchObject({ deleted: 0 });
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });
});
