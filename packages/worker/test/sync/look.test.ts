import { beforeEach, describe, expect, it } from '@jest/globals';
import { looksInARow } from '../../src/sync/look.ts';
import { type EngineWorld, engineWorld } from '../support/engine-world.ts';
import type { Api, TestMailbox } from '../support/memory-source.ts';

const apis: readonly Api[] = ['ews', 'graph'];
let world: EngineWorld;
let mailbox: TestMailbox;
let inbox: string;
let other: string;

beforeEach(async () => {
  world = engineWorld({ looks: true });
  mailbox = world.mailbox();
  inbox = mailbox.addFolder('Inbox');
  other = mailbox.addFolder('Other');
  for (const folder of [inbox, other]) {
    for (const key of ['a', 'b', 'c']) mailbox.deliver(folder, { searchKey: folder + key, subject: key, body: key });
  }
});

/** Folders that a run listed. */
async function listed(mode?: 'delta' | 'full'): Promise<readonly string[]> {
  expect((await world.run(mode)).outcome).toBe('complete');
  return [
    ...new Set(world.calls.filter((call) => call.startsWith('listItemChanges')).map((call) => call.split(' ')[1])),
  ].map(String);
}

const settle = async () => {
  for (let run = 0; run < 3; run += 1) await world.run();
};
const first = (folder: string) => [...(mailbox.folders.get(folder)?.items.keys() ?? [])][0] ?? '';
const subjects = () => [...world.index.documents.values()].map(({ title }) => title).sort();

describe.each(apis)('a look at all folders through %s', (api) => {
  beforeEach(() => {
    world.api = api;
  });

  it('leaves those alone in which nothing happened', async () => {
    await settle();
    expect(await listed()).toEqual([]);
    mailbox.deliver(other, { searchKey: 'new', subject: 'new', body: 'n' });
    expect(await listed()).toEqual([other]);
    expect(subjects()).toContain('new');
  });

  it('tells in the first run already what is of use in the second', async () => {
    // Time passes until the run.
    mailbox.looks = 2;
    await world.run();
    expect(await listed()).toEqual([]);
  });

  it('finds every change, whether one is told by a mark or by a cursor', async () => {
    await settle();
    for (let run = 0; run < looksInARow; run += 1) {
      const folder = run % 3 === 0 ? inbox : other;
      if (run % 2 === 0) mailbox.deliver(folder, { searchKey: `run ${run}`, subject: `run ${run}`, body: 'r' });
      else mailbox.edit(folder, first(folder), { subject: `run ${run}` });
      // Time passes until the run, or none.
      if (run % 4 < 2) mailbox.looks += 2;
      await world.run();
      expect(subjects()).toContain(`run ${run}`);
    }
  });

  it('finds what happened in the second of the last change', async () => {
    for (let run = 0; run < 4; run += 1) {
      mailbox.deliver(inbox, { searchKey: `late ${run}`, subject: `late ${run}`, body: 'l' });
      await world.run();
    }
    expect(subjects().filter((title) => title.startsWith('late'))).toHaveLength(4);
  });

  it('is not gone by in each tenth run, nor in a full one', async () => {
    await settle();
    const foldersRead: number[] = [];
    for (let run = 0; run < 2 * (looksInARow + 1); run += 1) foldersRead.push((await listed()).length);
    expect(foldersRead.filter((folders) => folders > 0)).toEqual([2, 2]);
    expect(await listed('full')).toHaveLength(2);
  });

  it('reads every folder before it deletes, as the message may have gone there', async () => {
    await settle();
    mailbox.remove(inbox, first(inbox));
    expect((await listed()).length).toBe(2);
    expect(world.index.documents.size).toBe(5);
  });

  it('that fails is no reason not to read', async () => {
    await settle();
    world.fault = (operation) =>
      operation === 'lookAtFolders' ? { code: 'ErrorAccessDenied', kind: 'permanent', message: 'no' } : undefined;
    expect(await listed()).toEqual([inbox, other]);
  });

  it('is worth nothing once the documents of a folder carry another path', async () => {
    await settle();
    mailbox.renameFolder(other, 'Renamed');
    expect(await listed()).toEqual([other]);
  });
});
