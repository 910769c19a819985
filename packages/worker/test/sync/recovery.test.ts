import { beforeEach, describe, expect, it } from '@jest/globals';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

const ann = { address: owner, store: 'primary' } as const;
let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
});

const deliver = (key: string, names: readonly string[] = []) =>
  world.mailbox().deliver(inbox, {
    searchKey: key,
    subject: key,
    body: `body ${key}`,
    attachments: names.map((name) => ({ name, text: name })),
  });
/** The state store takes no write any more from the first one of this kind on. */
const dieAt = (fatal: string, isTime: () => boolean = () => true) => {
  let dead = false;
  world.fault = (operation, kind) => {
    dead ||= operation === 'state-write' && kind === fatal && isTime();
    return dead && operation.startsWith('state') ? transient('dead') : undefined;
  };
};
const orphans = () => allOf(world.state.view(ann).scanOrphans());
const expectIndexToEqualMailboxes = () => expect(contentsOf(world)).toEqual(expectedContents(world));

describe('after a crash', () => {
  it('at the very end nothing is put again, and nothing is in flight any more', async () => {
    deliver('a', ['a.txt']);
    dieAt('put-mailbox', () => world.index.puts.length > 0);
    await world.run();
    world.fault = undefined;
    expect((await world.run()).counts.documentsPut).toBe(0);
    expect(await world.state.view(ann).readInFlight()).toEqual([]);
    expectIndexToEqualMailboxes();
  });

  it('before an edit was remembered the edited message is put again, with its attachments', async () => {
    const item = deliver('a', ['a.txt']);
    await world.run();
    world.mailbox().edit(inbox, item, { attachments: [{ name: 'b.txt', text: 'b' }] });
    dieAt('put-document', () => world.index.puts.length > 2);
    await world.run();
    world.fault = undefined;
    await world.run();
    expectIndexToEqualMailboxes();
    expect(await orphans()).toEqual([]);
    world.mailbox().remove(inbox, item);
    await world.run();
    expect(world.index.documents.size).toBe(0);
  });

  it('before a copy was remembered, which is gone by then, the document shows the other one again', async () => {
    const item = deliver('a');
    const done = world.mailbox().addFolder('Done');
    await world.run();
    const copy = world.mailbox().copy(inbox, item, done);
    dieAt('put-document', () => world.index.puts.length > 1);
    await world.run();
    expect(world.index.puts).toHaveLength(2);
    world.fault = undefined;
    world.mailbox().remove(done, copy);
    expect((await world.run()).outcome).toBe('complete');
    expectIndexToEqualMailboxes();
  });
});

describe('documents without a copy', () => {
  it('are off the list once they are deleted', async () => {
    const items = ['a', 'b'].map((key) => deliver(key));
    await world.run();
    for (const item of items) world.mailbox().remove(inbox, item);
    await world.run();
    expect(await orphans()).toEqual([]);
  });

  it('are off the list, and stay in the index, once they have a copy again', async () => {
    const item = deliver('a');
    const done = world.mailbox().addFolder('Done');
    await world.run();
    world.mailbox().move(inbox, item, done);
    world.fault = (operation, id) =>
      operation === 'listItemChanges' && id === done ? { ...transient(), kind: 'folder' } : undefined;
    await world.run();
    expect(await orphans()).toHaveLength(1);
    world.fault = undefined;
    await world.run();
    expect(await orphans()).toEqual([]);
    expectIndexToEqualMailboxes();
  });

  it('stay on record for as long as the index keeps any part of them', async () => {
    const item = deliver('a', ['a.txt']);
    await world.run();
    world.mailbox().remove(inbox, item);
    world.fault = (operation, id) => (operation === 'delete' && !id.includes('-a-') ? transient() : undefined);
    expect((await world.run()).outcome).toBe('incomplete');
    world.fault = undefined;
    expect((await world.run()).outcome).toBe('complete');
    expect(world.index.documents.size).toBe(0);
  });
});
