import { beforeEach, describe, expect, it } from '@jest/globals';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

let world: EngineWorld;
let inbox: string;

beforeEach(async () => {
  world = engineWorld({ pageSize: 10 });
  inbox = world.mailbox().addFolder('Inbox');
  await world.run();
});

const deliver = (key: string) => world.mailbox().deliver(inbox, { searchKey: key, subject: key, body: `body ${key}` });
/** A run that dies when everything of its page is remembered, and the page not yet acknowledged. */
const interruptedRun = async () => {
  const others = world.fault;
  let dead = false;
  world.fault = (operation, kind) => {
    dead ||= operation === 'state-write' && kind === 'put-folder';
    return dead && operation.startsWith('state') ? transient('dead') : others?.(operation, kind);
  };
  expect((await world.run()).outcome).toBe('incomplete');
  world.fault = undefined;
};
const failures = async () => {
  const found = await allOf(world.state.view({ address: owner, store: 'primary' }).scanFailures());
  return found.map(({ itemId }) => itemId);
};

describe('a page that was interrupted', () => {
  it('lets go of what it brought and does not show any more, and of nothing else', async () => {
    const [gone] = [deliver('gone'), deliver('stays')];
    await interruptedRun();
    expect(world.index.documents.size).toBe(2);
    world.mailbox().remove(inbox, gone);
    expect(await world.run()).toMatchObject({
      outcome: 'complete',
      counts: { removed: 1, documentsDeleted: 1, documentsPut: 0 },
    });
    expect(contentsOf(world)).toEqual(expectedContents(world));
    expect(world.index.documents.size).toBe(1);
  });

  it('takes failures of what it does not show any more off the record', async () => {
    const bad = deliver('bad');
    deliver('good');
    world.fault = (operation, id) => (operation === 'fetchMessage' && id === bad ? permanent() : undefined);
    await interruptedRun();
    expect(await failures()).toEqual([bad]);
    world.mailbox().remove(inbox, bad);
    expect((await world.run()).outcome).toBe('complete');
    expect(await failures()).toEqual([]);
  });

  it('says nothing of later pages of its folder', async () => {
    deliver('first');
    await interruptedRun();
    await world.run();
    deliver('second');
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { removed: 0 } });
    expect(world.index.documents.size).toBe(2);
  });
});
