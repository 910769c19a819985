import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureKind } from '../../src/errors.ts';
import { type EngineWorld, engineWorld, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
});

const deliver = (key: string) => world.mailbox().deliver(inbox, { searchKey: key, subject: key, body: `body ${key}` });
const failFetches = (isMeant: (id: string) => boolean = () => true) => {
  world.fault = (operation, id) => (operation === 'fetchMessage' && isMeant(id) ? transient() : undefined);
};
const expectIndexToEqualMailboxes = () => expect(contentsOf(world)).toEqual(expectedContents(world));

describe('items that failed before', () => {
  it('are tried in requests of the usual size, before anything else', async () => {
    for (let at = 0; at < 10; at += 1) deliver(`${at}`);
    failFetches();
    await world.run();
    world.fault = undefined;
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { indexed: 10, failed: 0 } });
    const requests = world.calls.filter((call) => call.startsWith('fetchMessages')).map((call) => call.split(','));
    expect(requests.map(({ length }) => length)).toEqual([4, 3, 3]);
    expect(world.calls[1]).toMatch(/^fetchMessages/);
    expectIndexToEqualMailboxes();
  });

  it('let go of the document that they were copies of, once they are copies of another one', async () => {
    const item = deliver('a');
    const copy = world.mailbox().copy(inbox, item, inbox);
    await world.run();
    world.mailbox().edit(inbox, copy, { body: 'apart' });
    failFetches((id) => id === copy);
    await world.run();
    world.fault = undefined;
    await world.run();
    expectIndexToEqualMailboxes();
    world.mailbox().remove(inbox, item);
    await world.run();
    expect(world.index.documents.size).toBe(1);
    expectIndexToEqualMailboxes();
  });

  it.each<[FailureKind, number]>([
    ['configuration', 0],
    ['mailbox', 0],
    ['folder', 1],
    ['transient', 1],
  ])('that fail again, of kind %s, keep the rest of the store from being read or not: %i', async (kind, listings) => {
    deliver('a');
    failFetches();
    await world.run();
    world.fault = (operation) => (operation === 'fetchMessages' ? { ...transient(), kind } : undefined);
    await world.run();
    expect(world.calls.filter((call) => call.startsWith('listItemChanges'))).toHaveLength(listings);
  });
});
