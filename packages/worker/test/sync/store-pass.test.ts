import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureKind } from '../../src/errors.ts';
import { type EngineWorld, engineWorld, owner, transient } from '../support/engine-world.ts';

const ann = { address: owner, store: 'primary' } as const;
let world: EngineWorld;

beforeEach(() => {
  world = engineWorld();
});

const addFolders = (count: number) =>
  Array.from({ length: count }, (_, at) => world.mailbox().addFolder(`F${at}`, { id: `f${at}` }));
/** The source cannot read these folders. */
const breakFolders = (kind: FailureKind, isBroken: (at: number) => boolean) => {
  world.fault = (operation, id) =>
    operation === 'listItemChanges' && isBroken(Number(id.slice(1)))
      ? { code: `c-${id}`, kind, message: '' }
      : undefined;
};
const asked = () => world.calls.filter((call) => call.startsWith('listItemChanges')).map((call) => call.split(' ')[1]);
const resultOf = (summary: Awaited<ReturnType<EngineWorld['run']>>) => summary.mailboxes[0]?.result;

describe('the sync of a store', () => {
  it('goes on after any number of folders that cannot be read, and reports the first ten', async () => {
    addFolders(12);
    breakFolders('folder', (at) => at < 11);
    const summary = await world.run();
    expect(asked()).toHaveLength(12);
    expect(resultOf(summary)?.failures.map(({ code }) => code)).toEqual(
      Array.from({ length: 10 }, (_, at) => `c-f${at}`),
    );
    expect(summary.outcome).toBe('incomplete');
  });

  it('ends with the third folder in a row that fails in a way that may pass', async () => {
    addFolders(6);
    breakFolders('transient', (at) => at > 0);
    const result = resultOf(await world.run());
    expect(asked()).toEqual(['f0', 'f1', 'f2', 'f3']);
    expect(result?.failures.map(({ code }) => code)).toEqual(['c-f3', 'c-f1', 'c-f2', 'c-f3']);
  });

  it('goes on while folders in between can be read', async () => {
    addFolders(6);
    breakFolders('transient', (at) => at % 3 !== 2);
    await world.run();
    expect(asked()).toHaveLength(6);
  });

  it.each(['throttled', 'mailbox', 'configuration'] as const)(
    'ends at once with a failure of kind %s, which is not about the folder',
    async (kind) => {
      addFolders(3);
      breakFolders(kind, () => true);
      await world.run();
      expect(new Set(asked())).toEqual(new Set(['f0']));
    },
  );

  it('begins no folder after it was asked to stop', async () => {
    addFolders(3);
    const drain = new AbortController();
    world.fault = (operation, id) => {
      if (operation === 'listItemChanges' && id === 'f1') drain.abort();
      return undefined;
    };
    const summary = await world.run('delta', { drain: drain.signal });
    expect(asked()).toEqual(['f0', 'f1']);
    expect(resultOf(summary)?.outcome).toBe('stopped');
    expect(await world.state.view(ann).readMailbox()).not.toHaveProperty('completedAt');
  });

  it('is stopped, and not incomplete, when its calls are cancelled', async () => {
    addFolders(1);
    breakFolders('cancelled', () => true);
    expect(resultOf(await world.run())).toMatchObject({ outcome: 'stopped', failures: [] });
  });

  it('remembers when it was complete, and only then', async () => {
    addFolders(2);
    breakFolders('folder', (at) => at === 1);
    await world.run();
    expect(await world.state.view(ann).readMailbox()).not.toHaveProperty('completedAt');
    world.fault = undefined;
    await world.run();
    expect((await world.state.view(ann).readMailbox())?.completedAt).toBeGreaterThan(0);
  });

  it('deletes nothing, and says so, while the index refuses to delete', async () => {
    const [inbox = ''] = addFolders(1);
    const items = ['a', 'b'].map((key) => world.mailbox().deliver(inbox, { searchKey: key, subject: key, body: key }));
    await world.run();
    for (const item of items) world.mailbox().remove(inbox, item);
    let refused: string | undefined;
    world.fault = (operation, id) => {
      if (operation === 'delete') refused ??= id;
      return operation === 'delete' && id === refused ? transient() : undefined;
    };
    expect(await world.run()).toMatchObject({ outcome: 'incomplete', counts: { documentsDeleted: 1 } });
    world.fault = undefined;
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { documentsDeleted: 1 } });
    expect(world.index.documents.size).toBe(0);
  });
});
