import { describe, expect, it } from '@jest/globals';
import type { SyncMode } from '../../src/sync/index.ts';
import { type EngineWorld, engineWorld, owner } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import { runUntil } from '../support/killed-run.ts';

/** Changes of one page. */
const pageSize = 3;
/** Documents that one message has at most in this scenario: itself and an attachment. */
const documentsPerMessage = 2;

/** Two folders with more than a page of mail, and what one day brings: every kind of change. */
function scenario() {
  const world = engineWorld({ pageSize, messageBatchSize: 2 });
  const mailbox = world.mailbox();
  const inbox = mailbox.addFolder('Inbox');
  const done = mailbox.addFolder('Done');
  const deliver = (key: string, folder = inbox, attachments = [{ name: 'a.txt', text: `text ${key}` }]) =>
    mailbox.deliver(folder, { searchKey: key, subject: `s ${key}`, body: `b ${key}`, attachments });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((key) => deliver(key));
  deliver('e', done);
  const change = () => {
    mailbox.move(inbox, a ?? '', done);
    mailbox.remove(inbox, b ?? '');
    mailbox.edit(inbox, c ?? '', { body: 'edited', attachments: [] });
    mailbox.copy(inbox, d ?? '', done);
    deliver('f');
  };
  return { world, change };
}

interface Case {
  readonly name: string;
  readonly mode: SyncMode;
  /** The calls that are cut short are those of the run after this. */
  readonly prepare: () => Promise<EngineWorld>;
}

const cases: readonly Case[] = [
  { name: 'the first run', mode: 'delta', prepare: async () => scenario().world },
  {
    name: 'a run with every kind of change',
    mode: 'delta',
    prepare: async () => {
      const { world, change } = scenario();
      await world.run();
      change();
      return world;
    },
  },
  {
    name: 'a full run',
    mode: 'full',
    prepare: async () => {
      const { world } = scenario();
      await world.run();
      return world;
    },
  },
];

/** A full run that was killed after its end is not to be done again. */
async function leftToDo(world: EngineWorld, mode: SyncMode): Promise<SyncMode> {
  const record = await world.state.view({ address: owner, store: 'primary' }).readMailbox();
  return record?.fullRun === 1 && record.fullRunDone ? 'delta' : mode;
}

describe('Rule 9: a crash at any instant costs at most the page in flight', () => {
  it.each(cases)('at every single call of $name', async ({ mode, prepare }) => {
    const undisturbed = await prepare();
    const before = undisturbed.index.puts.length;
    const calls = await runUntil(undisturbed, { mode });
    const puts = undisturbed.index.puts.length - before;
    expect(calls).toBeGreaterThan(20);

    const costs: number[] = [];
    for (let last = 0; last < calls; last += 1) {
      const world = await prepare();
      await runUntil(world, { mode, lastCall: last });
      const summary = await world.run(await leftToDo(world, mode));
      expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {} });
      expect(contentsOf(world)).toEqual(expectedContents(world));
      costs.push(world.index.puts.length - before - puts);
    }
    expect(costs).toHaveLength(calls);
    expect(Math.max(...costs)).toBeGreaterThan(0);
    expect(Math.max(...costs)).toBeLessThanOrEqual(pageSize * documentsPerMessage);
  });

  it.each(cases)(
    'and leaves nothing of $name behind when the messages are gone before the next begins',
    async ({ mode, prepare }) => {
      const calls = await runUntil(await prepare(), { mode });
      for (let lastCall = 0; lastCall < calls; lastCall += 1) {
        const world = await prepare();
        await runUntil(world, { mode, lastCall });
        for (const [id, { items }] of world.mailbox().folders) {
          for (const item of items.keys()) world.mailbox().remove(id, item);
        }
        expect((await world.run()).outcome).toBe('complete');
        expect([...world.index.documents.keys()]).toEqual([]);
      }
    },
  );
});
