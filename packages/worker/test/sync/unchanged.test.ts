import { beforeEach, describe, expect, it } from '@jest/globals';
import { scopeOf } from '../scope/scopes.ts';
import { type EngineWorld, engineWorld } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

const message = { searchKey: 'k', subject: 's', body: 'b' };

let world: EngineWorld;
let folders: readonly string[];

beforeEach(() => {
  world = engineWorld();
  folders = ['Inbox', 'Projects', 'Done'].map((name) => world.mailbox().addFolder(name));
});

/** A message with a copy in each folder. */
function deliverEverywhere(): readonly string[] {
  return folders.map((folder) => world.mailbox().deliver(folder, message));
}

/** Documents that a run put. */
async function putsOf(run: () => Promise<unknown>): Promise<number> {
  const before = world.index.puts.length;
  await run();
  return world.index.puts.length - before;
}

const refuseCursors = () => {
  const refused = new Set<string>();
  world.fault = (operation, folder) => {
    if (operation !== 'listItemChanges' || refused.has(folder)) return undefined;
    refused.add(folder);
    return { code: 'refused', kind: 'cursor-invalid', message: 'refused' };
  };
};

describe('Rule 14: a message with copies in several folders', () => {
  it('is put once by the listings that show it', async () => {
    deliverEverywhere();
    expect(await putsOf(() => world.run())).toBe(1);
    refuseCursors();
    expect(await putsOf(() => world.run())).toBe(0);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('is put again when another copy is made, which may be a message on the move', async () => {
    const [first] = deliverEverywhere();
    await world.run();
    world.mailbox().copy(folders[0] ?? '', first ?? '', folders[1] ?? '');
    expect(await putsOf(() => world.run())).toBe(1);
  });

  it('is put again once when settings change what its document says', async () => {
    deliverEverywhere();
    await world.run();
    world.scope = scopeOf({ QUOTED_HISTORY: 'drop' });
    expect(await putsOf(() => world.run())).toBe(1);
  });

  it('is put again for each of them by a full run', async () => {
    deliverEverywhere();
    await world.run();
    expect(await putsOf(() => world.run('full'))).toBe(3);
  });

  it('is put again when the copy that its document shows goes, and not when another one does', async () => {
    const items = deliverEverywhere();
    await world.run();
    world.mailbox().remove(folders[2] ?? '', items[2] ?? '');
    expect(await putsOf(() => world.run())).toBe(0);
    world.mailbox().remove(folders[0] ?? '', items[0] ?? '');
    expect(await putsOf(() => world.run())).toBe(1);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('is put again once when the copy that its document shows went unseen', async () => {
    const [first = '', second = '', third = ''] = folders;
    const item = world.mailbox().deliver(third, message);
    await world.run();
    world.mailbox().copy(third, item, second);
    await world.run();
    const shown = world.mailbox().copy(third, item, first);
    await world.run();
    world.mailbox().remove(first, shown);
    refuseCursors();
    expect(await putsOf(() => world.run())).toBe(1);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('loses no copy when another one is put in the same request', async () => {
    const [inbox = ''] = folders;
    const first = world.mailbox().deliver(inbox, message);
    await world.run();
    world.mailbox().copy(inbox, first, inbox);
    world.mailbox().renameFolder(inbox, 'Renamed');
    expect(await putsOf(() => world.run())).toBe(1);
    world.mailbox().remove(inbox, first);
    await world.run();
    expect(contentsOf(world)).toEqual(expectedContents(world));
    expect(world.index.documents.size).toBe(1);
  });
});
