import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/errors.ts';
import { noCounts } from '../../src/sync/counts.ts';
import type { MailFolder } from '../../src/sync/ports/index.ts';
import { type EngineWorld, engineWorld, transient } from '../support/engine-world.ts';

let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
  world.mailbox().deliver(inbox, { searchKey: 'a', subject: 'a', body: 'a' });
});

/** The source tells another thing of the inbox. */
const describeInbox = (other: Partial<MailFolder>) => {
  const folder = world.mailbox().folders.get(inbox);
  if (folder === undefined) throw new Error('no inbox');
  folder.info = { ...folder.info, ...other };
  world.mailbox().folderLog.push({ kind: 'upsert', folder: folder.info });
};
const refused = { ...transient('state.unknown'), kind: 'cursor-invalid' as const };
/** Failures for the first so many listings of the tree. */
const refuseTree = (times: number, failure: Failure = refused) => {
  let left = times;
  world.fault = (operation) => {
    if (operation !== 'listFolderChanges' || left === 0) return undefined;
    left -= 1;
    return failure;
  };
};
const listings = () => world.calls.filter((call) => call.startsWith('listFolderChanges')).length;

describe('what the source tells of a folder', () => {
  it.each([
    ['class', { folderClass: 'IPF.Task' }],
    ['distinguished id', { wellKnownName: 'deleteditems' }],
  ])('counts when it is another %s', async (_, other) => {
    await world.run();
    describeInbox(other);
    await world.run();
    expect(world.index.documents.size).toBe(0);
  });

  it('has its messages read again only when it changes what they become', async () => {
    await world.run();
    describeInbox({ wellKnownName: 'inbox' });
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: noCounts });
  });

  it('writes nothing when it is what is known', async () => {
    await world.run();
    describeInbox({});
    const writes: string[] = [];
    world.fault = (operation, kind) => {
      if (operation === 'state-write') writes.push(kind);
      return undefined;
    };
    await world.run();
    expect(writes).not.toContain('put-folder');
  });

  it('brings one back that was gone', async () => {
    await world.run();
    const [info] = [...world.mailbox().folders.values()].map((folder) => folder.info);
    world.mailbox().folderLog.push({ kind: 'removed', folderId: inbox });
    world.fault = (operation, kind) =>
      operation === 'state-write' && kind === 'delete-folder' ? transient() : undefined;
    await world.run();
    world.fault = undefined;
    describeInbox(info ?? {});
    expect((await world.run()).outcome).toBe('complete');
    expect(world.index.documents.size).toBe(1);
  });

  it('may be that one is gone which nobody knows', async () => {
    await world.run();
    world.mailbox().folderLog.push({ kind: 'removed', folderId: 'unheard of' });
    expect((await world.run()).outcome).toBe('complete');
  });
});

describe('a folder tree that cannot be read on', () => {
  it('is listed again when its cursor is refused, once', async () => {
    await world.run();
    refuseTree(1);
    expect((await world.run()).outcome).toBe('complete');
    expect(listings()).toBe(2);
    refuseTree(2);
    expect((await world.run()).outcome).toBe('incomplete');
    expect(listings()).toBe(2);
  });

  it('is not when there was no cursor to refuse, or the failure is another one', async () => {
    refuseTree(1);
    expect((await world.run()).outcome).toBe('incomplete');
    expect(listings()).toBe(1);
    world.fault = undefined;
    await world.run();
    refuseTree(1, transient());
    expect((await world.run()).outcome).toBe('incomplete');
    expect(listings()).toBe(1);
  });

  it('proves nothing when it is empty although folders are known, and says what to check', async () => {
    await world.run();
    world.mailbox().folders.clear();
    const [store] = (await world.run('full')).mailboxes;
    expect(store?.result.failures).toEqual([
      {
        code: 'source.empty-folder-listing',
        kind: 'mailbox',
        message: expect.stringMatching(/no folder although 1 are known; nothing is deleted.*Check that the mailbox/),
      },
    ]);
  });

  it('may be empty from the beginning', async () => {
    world.mailbox().folders.clear();
    expect((await world.run()).outcome).toBe('complete');
  });
});
