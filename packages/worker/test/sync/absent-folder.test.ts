import { beforeEach, describe, expect, it } from '@jest/globals';
import { noCounts } from '../../src/sync/counts.ts';
import { type EngineWorld, engineWorld } from '../support/engine-world.ts';

let world: EngineWorld;
let inbox: string;
let project: string;
let item: string;

beforeEach(() => {
  world = engineWorld({ looks: true });
  inbox = world.mailbox().addFolder('Inbox');
  project = world.mailbox().addFolder('Project');
  item = world.mailbox().deliver(inbox, { searchKey: 'a', subject: 'a', body: 'a' });
  world.mailbox().deliver(project, { searchKey: 'b', subject: 'b', body: 'b' });
});

/** The folder says, when it is read, that it is gone. A message in it has it read. */
const absent = () => {
  world.mailbox().deliver(project, { searchKey: 'c', subject: 'c', body: 'c' });
  world.mailbox().goneUntold.add(project);
};
const back = () => world.mailbox().goneUntold.delete(project);
/** Runs; returns whether it listed the tree from the beginning. */
async function listsWhole(): Promise<boolean> {
  const view = world.state.view({ address: 'ann@example.com', store: 'primary' });
  const whole = (await view.readMailbox())?.folderCursor === undefined;
  await world.run();
  return whole;
}
const told = () => world.events.filter(({ type }) => type === 'warning' || type === 'folder-failed');
const isRead = () => world.calls.includes(`listItemChanges ${project}`);

describe('a folder that says that it is gone', () => {
  it('stays with its documents, without a warning, until the tree does not show it either', async () => {
    await world.run();
    absent();
    world.mailbox().folders.delete(project);
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { documentsDeleted: 0 } });
    expect(world.index.documents.size).toBe(2);
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { documentsDeleted: 1 } });
    expect(told()).toEqual([]);
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: noCounts });
  });

  it('is read as usual by the next run if it was a mistake', async () => {
    await world.run();
    absent();
    await world.run();
    back();
    expect(await listsWhole()).toBe(true);
    expect(world.index.documents.size).toBe(3);
    expect(await listsWhole()).toBe(false);
    expect([told(), world.index.deletes]).toEqual([[], []]);
  });

  it('may be where a message went that left another one', async () => {
    await world.run();
    absent();
    world.mailbox().move(inbox, item, project);
    expect((await world.run()).counts).toMatchObject({ removed: 1, documentsDeleted: 0 });
    back();
    await world.run();
    expect(world.index.documents.size).toBe(3);
    expect(world.index.deletes).toEqual([]);
  });

  it('and is shown by the tree all the same is a failure of each run, and has the tree listed whole now and then', async () => {
    await world.run();
    absent();
    const whole: number[] = [];
    for (let run = 1; run <= 24; run += 1) {
      if (await listsWhole()) whole.push(run);
      expect(told()).toHaveLength(run - 1);
    }
    expect(whole).toEqual([2, 12, 22]);
    expect(told()[0]).toMatchObject({ type: 'folder-failed', folder: 'Project', failure: { kind: 'folder' } });
    expect(world.index.deletes).toEqual([]);
    back();
    expect((await world.run()).outcome).toBe('complete');
    expect(world.index.documents.size).toBe(3);
  });

  it('a second time, after it was read, is left to the tree again', async () => {
    await world.run();
    absent();
    await world.run();
    back();
    await world.run();
    absent();
    expect((await world.run()).outcome).toBe('complete');
    expect(await listsWhole()).toBe(true);
  });

  it('is read after a mistake even if a look tells that nothing happened in it', async () => {
    world.api = 'graph';
    for (let runs = 0; runs < 2; runs += 1) await world.run();
    expect(isRead()).toBe(false);
    world.mailbox().goneUntold.add(project);
    // By a look alone it is not read before one of ten runs.
    for (let runs = 0; runs < 10 && !isRead(); runs += 1) await world.run();
    back();
    await world.run();
    expect(isRead()).toBe(true);
    await world.run();
    expect(isRead()).toBe(false);
  });
});
