import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Failure, FailureKind } from '../../src/errors.ts';
import { type EngineWorld, engineWorld, transient } from '../support/engine-world.ts';
import { isOfMessage } from '../support/faulty-runs.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import type { TestMailbox } from '../support/memory-source.ts';

let world: EngineWorld;
let mailbox: TestMailbox;
let inbox: string;
let items: readonly string[];

beforeEach(async () => {
  world = engineWorld({ looks: true });
  mailbox = world.mailbox();
  inbox = mailbox.addFolder('Inbox');
  items = ['a', 'b', 'c', 'd'].map((key) => mailbox.deliver(inbox, { searchKey: key, subject: key, body: key }));
  await world.run();
  world.api = 'graph';
});

const titles = () => [...world.index.documents.values()].map(({ title }) => title).sort();
const failOn = (kind: FailureKind, ...broken: readonly string[]) => {
  const ids = new Set(broken.flatMap((item) => [item, `graph-${item}`]));
  world.fault = (operation, detail) =>
    operation === 'fetchMessage' && ids.has(detail) ? { code: 'Broken', kind, message: 'broken' } : undefined;
};

describe('after a change of the source', () => {
  it.each(['permanent', 'transient'] as const)(
    'keeps the document of a message that cannot be read through the new one (%s)',
    async (kind) => {
      failOn(kind, items[1] ?? '');
      for (let run = 0; run < 12; run += 1) await world.run();
      expect(titles()).toEqual(['a', 'b', 'c', 'd']);
      await world.run('full');
      expect(titles()).toEqual(['a', 'b', 'c', 'd']);
    },
  );

  it('keeps all of them when none can be read', async () => {
    failOn('permanent', ...items);
    for (let run = 0; run < 3; run += 1) await world.run();
    expect(titles()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets go of what was found and is deleted then, and of what is gone once all can be read', async () => {
    failOn('permanent', items[1] ?? '');
    await world.run();
    mailbox.remove(inbox, items[0] ?? '');
    await world.run();
    expect(titles()).toEqual(['b', 'c', 'd']);
    world.fault = undefined;
    mailbox.edit(inbox, items[1] ?? '', { subject: 'b2' });
    await world.run();
    mailbox.remove(inbox, items[1] ?? '');
    await world.run();
    expect(titles()).toEqual(['c', 'd']);
  });

  describe('and with a message that cannot be read for a while', () => {
    let late: string;
    let other: string;
    const keepFor = async (runs: number) => {
      world.api = 'ews';
      failOn('transient', late);
      for (let run = 0; run < runs; run += 1) await world.run();
      world.fault = undefined;
    };

    beforeEach(async () => {
      other = mailbox.addFolder('Other');
      await world.run();
      late = mailbox.deliver(inbox, { searchKey: 'late', subject: 'late', body: 'late' });
    });

    it('renders a document from the copy that was found as soon as the one it shows goes with what was kept', async () => {
      mailbox.move(inbox, items[0] ?? '', other);
      await keepFor(1);
      expect((await world.run()).outcome).toBe('complete');
      expect(contentsOf(world)).toEqual(expectedContents(world));
    });

    it('shows the new name of its folder, when it can be read as that is renamed', async () => {
      [late = ''] = items;
      await keepFor(1);
      mailbox.renameFolder(inbox, 'Renamed');
      await world.run();
      expect(contentsOf(world)).toEqual(expectedContents(world));
    });

    it('brings in whole what was half in through the earlier source, when that comes back', async () => {
      const file = { name: 'a.txt', text: 'text' };
      world.api = 'ews';
      await world.run();
      mailbox.deliver(inbox, { searchKey: 'file', subject: 'file', body: 'file', attachments: [file] });
      world.fault = (operation, id) => (operation === 'put' && !isOfMessage(id) ? transient() : undefined);
      await world.run();
      world.api = 'graph';
      world.fault = (operation) => (operation === 'put' ? transient() : undefined);
      await world.run();
      world.api = 'ews';
      world.fault = undefined;
      expect((await world.run()).outcome).toBe('complete');
      expect(contentsOf(world)).toEqual(expectedContents(world));
    });

    it('reads every folder before it deletes what goes with what was kept', async () => {
      mailbox.remove(inbox, items[0] ?? '');
      await keepFor(4);
      expect(world.calls.filter((call) => call.startsWith('listItemChanges'))).toEqual([]);
      expect(titles()).toEqual(['a', 'b', 'c', 'd']);
      await world.run();
      expect(world.calls).toContain(`listItemChanges ${other}`);
      expect(titles()).toEqual(['b', 'c', 'd', 'late']);
    });
  });
});

describe('what is kept for a message that cannot be read for good', () => {
  let other: string;
  let lost: string;
  const unreadable = (id: string | undefined): Failure | undefined =>
    id === undefined ? undefined : { code: 'Broken', kind: 'permanent', message: `cannot read ${id}` };

  beforeEach(async () => {
    other = mailbox.addFolder('Other');
    [, , , lost = ''] = items;
    for (let run = 0; run < 2; run += 1) await world.run();
    world.api = 'ews';
    failOn('permanent', lost);
    for (let run = 0; run < 3; run += 1) await world.run();
  });

  it('stays where the folder that the message was moved to cannot be read once', async () => {
    const moved = mailbox.move(inbox, lost, other);
    world.fault = (operation, detail) =>
      operation === 'listItemChanges' && detail === other ? { code: 'x', kind: 'folder', message: 'x' } : undefined;
    await world.run();
    failOn('permanent', moved);
    for (let run = 0; run < 2; run += 1) await world.run();
    expect(titles()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stays where the message was moved to a folder that was looked at before', async () => {
    mailbox.deliver(inbox, { searchKey: 'e', subject: 'e', body: 'e' });
    let moved: string | undefined;
    world.fault = (operation, detail) => {
      if (operation === 'listItemChanges' && detail === inbox) moved ??= mailbox.move(inbox, lost, other);
      return operation === 'fetchMessage' && detail === moved ? unreadable(moved) : undefined;
    };
    await world.run();
    expect(moved).toBeDefined();
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('stays where the source that had read it shows it again, and does not come to the end', async () => {
    world.api = 'graph';
    mailbox.deliver(inbox, { searchKey: 'e', subject: 'e', body: 'e' });
    let lists = 0;
    world.fault = (operation) => {
      lists += operation === 'listItemChanges' ? 1 : 0;
      return lists >= 2 ? { ...transient(), kind: 'mailbox' } : undefined;
    };
    await world.run();
    world.api = 'ews';
    failOn('permanent', lost);
    for (let run = 0; run < 2; run += 1) await world.run();
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

it('a folder that always fails does not keep the others from being read in one of ten runs', async () => {
  world.api = 'ews';
  const broken = mailbox.addFolder('Broken');
  world.fault = (operation, detail) =>
    operation === 'listItemChanges' && detail === broken
      ? { code: 'ErrorFolderCorrupt', kind: 'folder', message: 'broken' }
      : undefined;
  const read: boolean[] = [];
  for (let run = 0; run < 24; run += 1) {
    await world.run();
    read.push(world.calls.includes(`listItemChanges ${inbox}`));
  }
  expect(read.slice(4).filter(Boolean).length).toBeGreaterThanOrEqual(2);
});
