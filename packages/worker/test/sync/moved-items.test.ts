import { beforeEach, describe, expect, it } from '@jest/globals';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import { runUntil } from '../support/killed-run.ts';
import type { FaultHook } from '../support/memory-source.ts';

/** The folders are read in this order. */
interface Scenario {
  readonly world: EngineWorld;
  readonly first: string;
  readonly second: string;
  readonly outside: string;
  readonly firstItem: string;
  readonly secondItem: string;
}

/** Two folders of a message each that were read through Microsoft Graph, and one out of scope. */
async function scenario(looks = false): Promise<Scenario> {
  const world = engineWorld({ looks });
  world.api = 'graph';
  const mailbox = world.mailbox();
  const [first, second] = ['First', 'Second'].map((name) => mailbox.addFolder(name));
  const outside = mailbox.addFolder('Deleted', { wellKnownName: 'deleteditems' });
  const deliver = (folder = '', key = '') =>
    mailbox.deliver(folder, { searchKey: key, subject: key, body: `b ${key}` });
  const [firstItem, secondItem] = [deliver(first, 'one'), deliver(second, 'two')];
  await world.run();
  return { world, first: first ?? '', second: second ?? '', outside, firstItem, secondItem };
}

let the: Scenario;

beforeEach(async () => {
  the = await scenario();
});

/** A run: what it put, deleted and fetched. */
async function run(fault?: FaultHook, world = the.world) {
  const { puts, deletes } = world.index;
  const [before, gone] = [puts.length, deletes.length];
  world.fault = fault;
  const { outcome } = await world.run();
  world.fault = undefined;
  const fetched = world.calls
    .filter((call) => call.startsWith('fetchMessages'))
    .flatMap((call) => call.split(',')).length;
  return { outcome, put: puts.length - before, deleted: deletes.length - gone, fetched };
}

const failures = (world = the.world) => allOf(world.state.view({ address: owner, store: 'primary' }).scanFailures());
const expectIndexToEqualMailboxes = (world = the.world) => expect(contentsOf(world)).toEqual(expectedContents(world));
/** Has a folder say nothing more of an arrival that it told of. */
function forget(world: EngineWorld, folderId: string, itemId: string): void {
  const { log = [] } = world.mailbox().folders.get(folderId) ?? {};
  // In its place, as cursors count: the flag of an item that is not there, of which nothing is told.
  log[log.findIndex((change) => change.itemId === itemId)] = { kind: 'read-flag', itemId: 'none' };
}

/** Moves a message to the folder that is read after its own, or before it. */
function moveOne(how: 'move' | 'moveUntold', forward: boolean): void {
  const { world, first, second, firstItem, secondItem } = the;
  if (forward) world.mailbox()[how](first, firstItem, second);
  else world.mailbox()[how](second, secondItem, first);
}

const once = { outcome: 'complete', put: 1, deleted: 0, fetched: 1 };
const nothing = { outcome: 'complete', put: 0, deleted: 0, fetched: 0 };
/** Nothing may be put on record of what a listing brings anyway, or nobody wants. */
const refusesFailures: FaultHook = (operation, kind) =>
  operation === 'state-write' && kind === 'put-failure' ? { ...transient(), kind: 'configuration' } : undefined;
const failsListing =
  (folderId: string): FaultHook =>
  (operation, id) =>
    operation === 'listItemChanges' && id === folderId ? { ...transient(), kind: 'folder' } : undefined;
const failsFetches: FaultHook = (operation) => (operation === 'fetchMessage' ? transient() : undefined);

describe('a message whose arrival is never told', () => {
  it.each([
    ['after the folder that it left', true],
    ['before the folder that it left', false],
  ])('is brought in by the same run, where its new folder is read %s', async (_, forward) => {
    const { world } = the;
    moveOne('moveUntold', forward);
    expect(await run()).toEqual(once);
    expectIndexToEqualMailboxes();
    // Nothing says that it was put before, and failed.
    const document = world.index.documents.get(world.index.puts.at(-1) ?? '');
    expect(document?.attributes.map(({ name }) => name)).not.toContain('_version');
    expect(await failures()).toEqual([]);
    expect(await run()).toEqual(nothing);
  });

  it('is brought in where a look tells that nothing happened in its new folder', async () => {
    the = await scenario(true);
    const { world, first, second, firstItem } = the;
    world.mailbox().moveUntold(first, firstItem, second);
    expect(await run()).toEqual(once);
    expect(world.calls).not.toContain(`listItemChanges ${second}`);
    expectIndexToEqualMailboxes();
  });

  it('is brought in where a look told of nothing in the folder that it left, which is read before anything is deleted', async () => {
    the = await scenario(true);
    const { world, first, second, firstItem, secondItem } = the;
    const mailbox = world.mailbox();
    for (let number = 0; number < 3; number += 1) await world.run();
    const folder = mailbox.folders.get(first);
    const { changedAt, removals } = folder ?? {};
    mailbox.moveUntold(first, firstItem, second);
    mailbox.deliver(first, { searchKey: 'three', subject: 'three', body: 'b three' });
    Object.assign(folder ?? {}, { changedAt, removals });
    mailbox.remove(second, secondItem);
    expect(await run()).toEqual({ outcome: 'complete', put: 2, deleted: 1, fetched: 2 });
    expectIndexToEqualMailboxes();
  });

  it('follows its new folder when that one removes it', async () => {
    const { world, first, second, firstItem } = the;
    const moved = world.mailbox().moveUntold(first, firstItem, second);
    await run();
    world.mailbox().remove(second, moved);
    expect(await run()).toMatchObject({ outcome: 'complete', deleted: 1 });
    expectIndexToEqualMailboxes();
  });

  it('is neither fetched nor put again when it is told later all the same', async () => {
    const { world, first, second, firstItem } = the;
    const moved = world.mailbox().moveUntold(first, firstItem, second);
    await run();
    world.mailbox().folders.get(second)?.log.push({ kind: 'upsert', itemId: moved, changeKey: '1' });
    expect(await run()).toEqual(nothing);
    expectIndexToEqualMailboxes();
  });

  it('goes where its new folder is out of scope', async () => {
    const { world, first, outside, firstItem } = the;
    world.mailbox().moveUntold(first, firstItem, outside);
    expect(await run(refusesFailures)).toEqual({ outcome: 'complete', put: 0, deleted: 1, fetched: 0 });
    expect([...world.index.documents.values()].map(({ title }) => title)).toEqual(['two']);
    expect(await failures()).toEqual([]);
  });

  it('is found by the first listing of a new folder, and nothing else has to bring it in', async () => {
    const { world, first, firstItem } = the;
    world.mailbox().moveUntold(first, firstItem, world.mailbox().addFolder('New'));
    expect(await run(refusesFailures)).toEqual(once);
    expectIndexToEqualMailboxes();
  });

  it('keeps its document while it cannot be fetched, and is tried again', async () => {
    const { world, first, second, firstItem } = the;
    world.mailbox().moveUntold(first, firstItem, second);
    expect(await run(failsFetches)).toMatchObject({ outcome: 'incomplete', put: 0, deleted: 0 });
    expect(await failures()).toMatchObject([{ folderId: second, indexed: false, attempts: 1 }]);
    expect(await run()).toEqual(once);
    expectIndexToEqualMailboxes();
  });

  it('is sought where it went while it could not be fetched, though nothing is told of that at all', async () => {
    const { world, first, second, firstItem } = the;
    const mailbox = world.mailbox();
    const third = mailbox.addFolder('Third');
    await run();
    const moved = mailbox.moveUntold(first, firstItem, second);
    await run(failsFetches);
    mailbox.moveUntold(second, moved, third);
    mailbox.folders.get(second)?.log.pop();
    expect(await run()).toMatchObject({ outcome: 'complete', put: 1, deleted: 0 });
    expectIndexToEqualMailboxes();
    expect(await run()).toEqual(nothing);
  });

  it('is given up with its document when it is gone by then', async () => {
    const { world, first, second, firstItem } = the;
    const mailbox = world.mailbox();
    const moved = mailbox.moveUntold(first, firstItem, second);
    await run(failsFetches);
    mailbox.remove(second, moved);
    mailbox.folders.get(second)?.log.pop();
    expect(await run()).toMatchObject({ outcome: 'complete', put: 0, deleted: 1 });
    expectIndexToEqualMailboxes();
    expect(await failures()).toEqual([]);
  });

  it('waits for no other source, which lists its new folder anew', async () => {
    const { world, first, second, firstItem } = the;
    world.mailbox().moveUntold(first, firstItem, second);
    await run(failsFetches);
    world.api = 'ews';
    expect(await run()).toMatchObject({ outcome: 'complete', deleted: 0 });
    expect(world.calls.join()).not.toContain('graph-');
    expectIndexToEqualMailboxes();
    world.api = 'graph';
    expect(await run()).toMatchObject({ outcome: 'complete', put: 0, deleted: 0 });
    expectIndexToEqualMailboxes();
  });

  it('stays where an interrupted page had brought it, though that page does not show it any more', async () => {
    const interrupted = async (lastCall?: number) => {
      const half = await scenario();
      const moved = half.world.mailbox().move(half.first, half.firstItem, half.second);
      const fault: FaultHook = (operation, id) =>
        operation === 'listItemChanges' && id === half.first ? { ...transient(), kind: 'folder' } : undefined;
      const calls = await runUntil(half.world, { fault, ...(lastCall === undefined ? {} : { lastCall }) });
      forget(half.world, half.second, moved);
      return { calls, half };
    };
    const { calls } = await interrupted();
    for (let lastCall = 0; lastCall < calls; lastCall += 1) {
      const { world, second } = (await interrupted(lastCall)).half;
      // At first it cannot be fetched either.
      expect(await run(failsFetches, world)).toMatchObject({ deleted: 0 });
      expect(await run(undefined, world)).toMatchObject({ outcome: 'complete', deleted: 0 });
      expectIndexToEqualMailboxes(world);
      expect(await failures(world)).toEqual([]);
      const [item = ''] = [...(world.mailbox().folders.get(second)?.items.keys() ?? [])].slice(-1);
      world.mailbox().remove(second, item);
      await run(undefined, world);
      expectIndexToEqualMailboxes(world);
    }
  });

  it('stays where an interrupted page had brought it, though it was tried before that page is read again', async () => {
    const interrupted = async (lastCall?: number) => {
      const half = await scenario();
      const moved = half.world.mailbox().move(half.first, half.firstItem, half.second);
      const calls = await runUntil(half.world, {
        fault: failsListing(half.first),
        ...(lastCall === undefined ? {} : { lastCall }),
      });
      forget(half.world, half.second, moved);
      return { calls, half };
    };
    const { calls } = await interrupted();
    for (let lastCall = 0; lastCall < calls; lastCall += 1) {
      const { world, second } = (await interrupted(lastCall)).half;
      expect(await run(failsListing(second), world)).toMatchObject({ outcome: 'incomplete', deleted: 0 });
      expect(await run(undefined, world)).toMatchObject({ outcome: 'complete', deleted: 0 });
      expectIndexToEqualMailboxes(world);
      expect(await failures(world)).toEqual([]);
    }
  });

  it.each<readonly [string, { edited?: boolean; failed?: 'new' | 'edited' }]>([
    ['as it was', {}],
    ['edited', { edited: true }],
    ['though it could not be fetched before', { failed: 'edited' }],
    ['though it could never be fetched', { failed: 'new' }],
  ])('stays in a folder that is being listed again when it left that and came back %s', async (_, how) => {
    const { world, first, second, secondItem } = the;
    const mailbox = world.mailbox();
    const deliver = (key: string) => mailbox.deliver(second, { searchKey: key, subject: key, body: key });
    const item = how.failed === 'new' ? deliver('new') : secondItem;
    if (how.failed === 'edited') mailbox.edit(second, item, { body: 'failed' });
    await run(how.failed === undefined ? undefined : failsFetches);
    for (const key of ['a', 'b', 'c', 'd']) deliver(key);
    // The listing is interrupted before it comes to the message, which is older than these.
    let listings = 0;
    await run((operation, id) => {
      if (operation !== 'listItemChanges' || id !== second) return failsFetches(operation, id);
      listings += 1;
      if (listings === 1) return { code: 'ErrorInvalidSyncStateData', kind: 'cursor-invalid', message: 'refused' };
      return listings === 3 ? { ...transient(), kind: 'folder' } : undefined;
    });
    expect(listings).toBe(3);
    const away = mailbox.move(second, item, first);
    await run((operation, id) => failsListing(second)(operation, id) ?? failsFetches(operation, id));
    if (how.edited === true) mailbox.edit(first, away, { body: 'edited' });
    mailbox.moveUntold(first, away, second);
    if (how.failed !== undefined) expect(await run(failsFetches)).toMatchObject({ outcome: 'incomplete', deleted: 0 });
    expect(await run()).toMatchObject({ outcome: 'complete', deleted: 0 });
    expectIndexToEqualMailboxes();
    expect(await failures()).toEqual([]);
    expect(await run()).toEqual(nothing);
  });

  it.each(['gone', 'elsewhere'])(
    'goes from where an interrupted page had brought it when it is %s by then',
    async (end) => {
      const { world, first, second, firstItem } = the;
      const mailbox = world.mailbox();
      const third = mailbox.addFolder('Third');
      await run();
      const moved = mailbox.move(first, firstItem, second);
      const log = mailbox.folders.get(second)?.log ?? [];
      // The second folder's page is in the index, and its cursor is not written.
      let begun = false;
      await run((operation, id) => {
        if (operation === 'listItemChanges' && id === first) return { ...transient(), kind: 'folder' };
        begun ||= operation === 'put';
        return begun && operation === 'state-write' && id === 'put-folder'
          ? { ...transient(), kind: 'configuration' }
          : undefined;
      });
      log.pop();
      await run(failsFetches);
      const last = end === 'gone' ? moved : mailbox.moveUntold(second, moved, third);
      if (end === 'gone') mailbox.remove(second, moved);
      log.pop();
      expect((await run()).outcome).toBe('complete');
      expectIndexToEqualMailboxes();
      expect(await failures()).toEqual([]);
      expect(await run()).toEqual(nothing);
      if (end === 'elsewhere') mailbox.remove(third, last);
      expect((await run()).outcome).toBe('complete');
      expectIndexToEqualMailboxes();
    },
  );

  it('is sought there whatever call the process is killed after', async () => {
    const onTheMove = async () => {
      the = await scenario();
      const { world, first, second, firstItem } = the;
      const mailbox = world.mailbox();
      const third = mailbox.addFolder('Third');
      await run();
      const moved = mailbox.moveUntold(first, firstItem, second);
      await run(failsFetches);
      mailbox.moveUntold(second, moved, third);
      mailbox.folders.get(second)?.log.pop();
      return world;
    };
    const calls = await runUntil(await onTheMove());
    for (let lastCall = 0; lastCall < calls; lastCall += 1) {
      await runUntil(await onTheMove(), { lastCall });
      expect(await run()).toMatchObject({ outcome: 'complete', deleted: 0 });
      expectIndexToEqualMailboxes();
      expect(await failures()).toEqual([]);
    }
  });

  it('is in the index again whatever call the process is killed after', async () => {
    const moving = async () => {
      const killed = await scenario();
      killed.world.mailbox().moveUntold(killed.first, killed.firstItem, killed.second);
      killed.world.mailbox().moveUntold(killed.second, killed.secondItem, killed.first);
      return killed.world;
    };
    const calls = await runUntil(await moving(), { mode: 'delta' });
    for (let lastCall = 0; lastCall < calls; lastCall += 1) {
      const world = await moving();
      await runUntil(world, { mode: 'delta', lastCall });
      expect(await run(undefined, world)).toMatchObject({ outcome: 'complete' });
      expect(world.index.deletes).toEqual([]);
      expectIndexToEqualMailboxes(world);
      expect(await failures(world)).toEqual([]);
    }
  });
});

describe('a message that nobody told to be elsewhere', () => {
  it('is not let go of because it cannot be found when it is fetched: its folder has to tell of its end', async () => {
    const { world, first, firstItem } = the;
    world.mailbox().edit(first, firstItem, { subject: 'edited' });
    const isGone: FaultHook = (operation) =>
      operation === 'fetchMessage' ? { ...transient('ErrorItemNotFound'), kind: 'gone' } : undefined;
    expect(await run(isGone)).toMatchObject({ put: 0, deleted: 0 });
    const id = world.mailbox().immutableIds.get(firstItem) ?? '';
    const known = await world.state.view({ address: owner, store: 'primary' }).readItems(first, [id]);
    expect([...known.keys()]).toEqual([id]);
  });
});

describe('a message whose arrival is told as well', () => {
  it.each([
    ['after', true],
    ['before', false],
  ])('is put once, and leaves nothing on record, where its new folder is read %s its old one', async (_, forward) => {
    moveOne('move', forward);
    expect(await run()).toEqual(once);
    expectIndexToEqualMailboxes();
    expect(await failures()).toEqual([]);
    expect(await run()).toEqual(nothing);
  });

  it('costs nothing for messages that arrive beside it', async () => {
    const { world, first, second, firstItem } = the;
    world.mailbox().move(first, firstItem, second);
    for (const key of ['a', 'b', 'c']) world.mailbox().deliver(second, { searchKey: key, subject: key, body: key });
    const settled: string[] = [];
    const watch: FaultHook = (operation, kind) => {
      if (operation === 'state-write' && kind === 'delete-failure') settled.push(kind);
      return undefined;
    };
    expect(await run(watch)).toMatchObject({ outcome: 'complete', put: 4 });
    // Of the message itself, as its old folder lets go of it and as its new one has it.
    expect(settled).toHaveLength(2);
  });

  it('leaves nothing to bring in where its new folder removed it again', async () => {
    const { world, first, second, firstItem } = the;
    const third = world.mailbox().addFolder('Third');
    await run();
    world.mailbox().move(second, world.mailbox().move(first, firstItem, second), third);
    expect(await run()).toEqual(once);
    expectIndexToEqualMailboxes();
    expect(await failures()).toEqual([]);
  });
});
