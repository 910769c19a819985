import { beforeEach, describe, expect, it } from '@jest/globals';
import { type EngineWorld, engineWorld, permanent, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

let world: EngineWorld;

beforeEach(() => {
  world = engineWorld();
});

const message = (key: string, extra = {}) => ({
  searchKey: key,
  subject: `subject ${key}`,
  body: `body ${key}`,
  ...extra,
});

const expectIndexToEqualMailboxes = () => expect(contentsOf(world)).toEqual(expectedContents(world));

describe('Rule 1: an item counts as indexed only after the index accepted its documents', () => {
  it('records a failure, and no item, when the index rejects the document', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    world.mailbox().deliver(inbox, message('a'));
    world.mailbox().deliver(inbox, message('b'));
    let rejected: string | undefined;
    world.fault = (operation, id) => {
      if (operation !== 'put') return undefined;
      rejected ??= id;
      return id === rejected ? permanent('index.document-rejected') : undefined;
    };

    const summary = await world.run();

    expect(world.index.documents.size).toBe(1);
    expect(summary.failuresByCode).toEqual({ 'index.document-rejected': 1 });
    expect(summary.counts).toMatchObject({ indexed: 1 });
  });

  it('puts again in the next run what the index refused for a while', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    for (const key of ['a', 'b', 'c']) world.mailbox().deliver(inbox, message(key));
    world.fault = (operation) => (operation === 'put' ? transient('InternalError') : undefined);
    const first = await world.run();
    world.fault = undefined;

    const second = await world.run();

    expect(first.outcome).toBe('incomplete');
    expect(first.failuresByCode).toEqual({ InternalError: 3 });
    expect(second).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expectIndexToEqualMailboxes();
  });
});

describe('Rule 8: a run with nothing new', () => {
  it('fetches no message, puts and deletes nothing and writes nothing per message', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    for (let key = 0; key < 10; key += 1) world.mailbox().deliver(inbox, message(`m${key}`));
    await world.run();
    const puts = world.index.puts.length;
    const writes: string[] = [];
    world.fault = (operation, kind) => {
      if (operation === 'state-write') writes.push(kind);
      return undefined;
    };

    const summary = await world.run();

    expect(summary.outcome).toBe('complete');
    expect(world.calls.map((call) => call.split(' ')[0])).toEqual(['listFolderChanges', 'listItemChanges']);
    expect(world.index.puts.length).toBe(puts);
    expect(writes).toEqual(['put-mailbox']);
  });

  it('takes a read flag for nothing new', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const item = world.mailbox().deliver(inbox, message('a'));
    await world.run();
    world.mailbox().markRead(inbox, item);

    await world.run();

    expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  });
});

describe('Rule 5: one bad part never stops the others', () => {
  it('goes on after a corrupt item', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const bad = world.mailbox().deliver(inbox, message('bad'));
    world.mailbox().deliver(inbox, message('good'));
    world.fault = (operation, id) => (operation === 'fetchMessage' && id === bad ? permanent() : undefined);

    const summary = await world.run();

    expect(world.index.documents.size).toBe(1);
    expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: { ErrorCorruptData: 1 } });
  });

  it('finds the one item that spoils a whole request', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const items = ['a', 'b', 'c', 'd'].map((key) => world.mailbox().deliver(inbox, message(key)));
    const [, poison = ''] = items;
    world.fault = (operation, ids) =>
      operation === 'fetchMessages' && ids.split(',').includes(poison) ? transient('http.500') : undefined;

    const summary = await world.run();

    expect(world.index.documents.size).toBe(3);
    expect(summary.failuresByCode).toEqual({ 'http.500': 1 });
  });

  it('goes on after a folder that cannot be read', async () => {
    const broken = world.mailbox().addFolder('Broken');
    const inbox = world.mailbox().addFolder('Inbox');
    world.mailbox().deliver(inbox, message('a'));
    world.fault = (operation, id) =>
      operation === 'listItemChanges' && id === broken ? { ...transient(), kind: 'folder' } : undefined;

    const summary = await world.run();

    expect(world.index.documents.size).toBe(1);
    expect(summary.outcome).toBe('incomplete');
  });

  it('goes on after a mailbox that cannot be read', async () => {
    world.mailbox('gone@example.com');
    const inbox = world.mailbox('ben@example.com').addFolder('Inbox');
    world.mailbox('ben@example.com').deliver(inbox, message('a'));
    world.fault = (operation, detail) =>
      operation === 'listFolderChanges' && detail.startsWith('gone@')
        ? { ...permanent('http.403'), kind: 'mailbox' }
        : undefined;

    const summary = await world.run();

    expect(world.index.documents.size).toBe(1);
    expect(summary.outcome).toBe('incomplete');
    expect(summary.configurationFailure).toBeUndefined();
  });

  it('keeps the message when one of its attachments cannot be read', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const attachments = [
      { name: 'bad.txt', text: 'bad' },
      { name: 'good.txt', text: 'good' },
    ];
    world.mailbox().deliver(inbox, message('a', { attachments }));
    world.fault = (operation, id) =>
      operation === 'fetchAttachment' && id.endsWith('/0') ? permanent('ErrorCannotOpenFileAttachment') : undefined;

    const summary = await world.run();

    expect(world.index.documents.size).toBe(2);
    expect(summary.attachmentsSkippedByReason).toEqual({ ErrorCannotOpenFileAttachment: 1 });
  });
});

describe('Rule 2: a service that is down', () => {
  it('stops the mailbox instead of turning every message into a failure, and loses nothing', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    for (let key = 0; key < 100; key += 1) world.mailbox().deliver(inbox, message(`m${key}`));
    world.fault = (operation) => (operation === 'put' ? transient('http.500') : undefined);
    const first = await world.run();
    world.fault = undefined;

    const second = await world.run();

    expect(first.outcome).toBe('incomplete');
    expect(first.counts.failed).toBeLessThan(25);
    expect(second.outcome).toBe('complete');
    expectIndexToEqualMailboxes();
  });

  it('begins no further mailbox once several in a row could not be reached', async () => {
    for (let number = 0; number < 20; number += 1) world.mailbox(`m${number}@example.com`).addFolder('Inbox');
    world.fault = (operation) => (operation === 'listFolderChanges' ? transient('ECONNREFUSED') : undefined);

    const summary = await world.run();

    expect(summary.configurationFailure).toMatchObject({ code: 'ECONNREFUSED' });
    expect(world.calls.length).toBeLessThan(6);
  });

  it('begins no mailbox when the source does not answer at all', async () => {
    world.mailbox().addFolder('Inbox');
    world.fault = (operation) =>
      operation === 'probe' ? { ...transient('network'), kind: 'configuration' } : undefined;

    const summary = await world.run();

    expect(summary).toMatchObject({ outcome: 'incomplete', configurationFailure: { code: 'network' }, mailboxes: [] });
    expect(world.calls).toEqual([]);
    expect(world.index.openSessions).toBe(0);
  });

  it('blames no setting for what may pass before the first mailbox', async () => {
    world.mailbox().addFolder('Inbox');
    world.fault = (operation) => (operation === 'open' ? transient('http.503') : undefined);

    const summary = await world.run();

    expect(summary).toMatchObject({ outcome: 'incomplete', failure: { code: 'http.503' } });
    expect(summary.configurationFailure).toBeUndefined();
  });

  it('says that it is the setting when every mailbox is refused', async () => {
    for (const name of ['ann', 'ben']) world.mailbox(`${name}@example.com`).addFolder('Inbox');
    world.fault = (operation) =>
      operation === 'listFolderChanges' ? { ...permanent('http.403'), kind: 'mailbox' } : undefined;

    const summary = await world.run();

    expect(summary.configurationFailure).toMatchObject({ code: 'http.403', kind: 'configuration' });
  });
});

describe('Rule 3: deletes only after proof', () => {
  it('deletes the document and its attachments when the last copy is gone', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const item = world.mailbox().deliver(inbox, message('a', { attachments: [{ name: 'x.txt', text: 'x' }] }));
    const copy = world.mailbox().copy(inbox, item, inbox);
    await world.run();
    expect(world.index.documents.size).toBe(2);

    world.mailbox().remove(inbox, item);
    await world.run();
    expect(world.index.documents.size).toBe(2);

    world.mailbox().remove(inbox, copy);
    await world.run();
    expect(world.index.documents.size).toBe(0);
  });

  it('renders the document from the surviving copy when the one it showed is gone', async () => {
    const [inbox, done] = [world.mailbox().addFolder('Inbox'), world.mailbox().addFolder('Done')];
    const item = world.mailbox().deliver(inbox, message('a'));
    const copy = world.mailbox().copy(inbox, item, done);
    await world.run();

    world.mailbox().remove(done, copy);
    const summary = await world.run();

    expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expectIndexToEqualMailboxes();
  });

  it.each([
    ['the removal is seen first', 'Archive'],
    ['the arrival is seen first', 'Zoo'],
  ])('never deletes a moved message: %s', async (_, name) => {
    const target = name === 'Archive' ? undefined : world.mailbox().addFolder(name);
    const inbox = world.mailbox().addFolder('Inbox');
    const folder = target ?? world.mailbox().addFolder(name);
    const item = world.mailbox().deliver(inbox, message('a'));
    await world.run();

    world.mailbox().move(inbox, item, folder);
    await world.run();

    expect(world.index.deletes).toEqual([]);
    expect(world.index.documents.size).toBe(1);
    expectIndexToEqualMailboxes();
  });

  it('deletes nothing while a folder cannot be read: the message may have been moved there', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const done = world.mailbox().addFolder('Done');
    const item = world.mailbox().deliver(inbox, message('a'));
    await world.run();
    world.mailbox().move(inbox, item, done);
    world.fault = (operation, id) =>
      operation === 'listItemChanges' && id === done ? { ...transient(), kind: 'folder' } : undefined;

    await world.run();
    expect(world.index.deletes).toEqual([]);
    world.fault = undefined;
    await world.run();

    expect(world.index.deletes).toEqual([]);
    expectIndexToEqualMailboxes();
  });

  it.each([
    ['mailbox', 'http.403'],
    ['mailbox', 'ErrorNonExistentMailbox'],
    ['transient', 'http.500'],
    ['throttled', 'ErrorServerBusy'],
  ] as const)('deletes nothing after a failed listing of folders (%s %s)', async (kind, code) => {
    const inbox = world.mailbox().addFolder('Inbox');
    world.mailbox().deliver(inbox, message('a'));
    await world.run();
    world.fault = (operation) => (operation === 'listFolderChanges' ? { code, kind, message: 'refused' } : undefined);

    await world.run('full');

    expect(world.index.documents.size).toBe(1);
  });

  it('deletes nothing after a full listing that shows no folder at all', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    world.mailbox().deliver(inbox, message('a'));
    await world.run();
    world.mailbox().folders.clear();

    const summary = await world.run('full');

    expect(world.index.documents.size).toBe(1);
    expect(summary.outcome).toBe('incomplete');
  });

  it('empties the index of a removed folder, its subfolders included', async () => {
    const project = world.mailbox().addFolder('Project');
    const part = world.mailbox().addFolder('Part', { parentId: project });
    world.mailbox().addFolder('Inbox');
    world.mailbox().deliver(project, message('a'));
    world.mailbox().deliver(part, message('b'));
    await world.run();

    world.mailbox().removeFolder(project);
    await world.run();

    expect(world.index.documents.size).toBe(0);
  });

  it('forgets a folder that came before a crash and went after it, though the source never tells of it', async () => {
    world.mailbox().addFolder('Inbox');
    await world.run();
    const project = world.mailbox().addFolder('Project');
    let remembered = false;
    let dead = false;
    world.fault = (_, detail) => {
      // The cursor of the folder tree is written next.
      dead ||= remembered && detail === 'put-mailbox';
      remembered ||= detail === 'put-folder';
      return dead ? permanent() : undefined;
    };
    await world.run();
    expect(dead).toBe(true);
    world.fault = undefined;
    world.mailbox().removeFolder(project);
    expect(await world.run()).toMatchObject({ outcome: 'complete' });
  });

  it('empties the index of an emptied folder', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const items = ['a', 'b', 'c', 'd', 'e'].map((key) => world.mailbox().deliver(inbox, message(key)));
    await world.run();

    for (const item of items) world.mailbox().remove(inbox, item);
    await world.run();

    expect(world.index.documents.size).toBe(0);
  });
});

describe('full', () => {
  it('puts everything again and removes what a complete listing did not show', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const items = ['a', 'b', 'c', 'd', 'e'].map((key) => world.mailbox().deliver(inbox, message(key)));
    await world.run();
    const puts = world.index.puts.length;
    // Lost from the log: only a listing can tell.
    world
      .mailbox()
      .folders.get(inbox)
      ?.items.delete(items[0] ?? '');

    const summary = await world.run('full');

    expect(world.index.puts.length - puts).toBe(4);
    expect(summary.outcome).toBe('complete');
    expectIndexToEqualMailboxes();
  });

  it('continues after an interruption instead of beginning again', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    for (let key = 0; key < 12; key += 1) world.mailbox().deliver(inbox, message(`m${key}`));
    await world.run();
    const before = world.index.puts.length;
    let pages = 0;
    world.fault = (operation) => {
      if (operation === 'listItemChanges') pages += 1;
      return pages > 2 ? transient() : undefined;
    };
    await world.run('full');
    world.fault = undefined;
    await world.run('full');

    expect(world.index.puts.length - before).toBe(12);
    expectIndexToEqualMailboxes();
  });
});

describe('a cursor that the source no longer knows', () => {
  it('lists the folder again without fetching what did not change, and removes what is gone', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    const items = ['a', 'b', 'c', 'd', 'e'].map((key) => world.mailbox().deliver(inbox, message(key)));
    await world.run();
    world
      .mailbox()
      .folders.get(inbox)
      ?.items.delete(items[2] ?? '');
    let refused = false;
    world.fault = (operation) => {
      if (operation !== 'listItemChanges' || refused) return undefined;
      refused = true;
      return { code: 'ErrorInvalidSyncStateData', kind: 'cursor-invalid', message: 'unknown state' };
    };

    const summary = await world.run();

    expect(summary.outcome).toBe('complete');
    expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
    expectIndexToEqualMailboxes();
  });
});

describe('scope', () => {
  it.each(['deleteditems', 'junkemail', 'drafts', 'outbox', 'syncissues'])(
    'leaves %s and its subfolders out, whatever they are called',
    async (wellKnownName) => {
      const excluded = world.mailbox().addFolder('Alles Mögliche', { wellKnownName });
      const child = world.mailbox().addFolder('Kind', { parentId: excluded });
      const lookalike = world.mailbox().addFolder('Deleted Items 2019');
      for (const folder of [excluded, child, lookalike]) world.mailbox().deliver(folder, message(folder));

      await world.run();

      expect(world.index.documents.size).toBe(1);
    },
  );

  it('leaves folders of other classes out', async () => {
    const calendar = world.mailbox().addFolder('Calendar', { folderClass: 'IPF.Task' });
    world.mailbox().deliver(calendar, message('a'));

    await world.run();

    expect(world.index.documents.size).toBe(0);
  });

  it('lets go of a folder that is moved into the deleted items, and takes it back', async () => {
    const trash = world.mailbox().addFolder('Trash', { wellKnownName: 'deleteditems' });
    const project = world.mailbox().addFolder('Project');
    world.mailbox().deliver(project, message('a'));
    await world.run();

    world.mailbox().moveFolder(project, trash);
    await world.run();
    expect(world.index.documents.size).toBe(0);

    const other = world.mailbox().addFolder('Other');
    world.mailbox().moveFolder(project, other);
    await world.run();
    expect(world.index.documents.size).toBe(1);
  });

  it('renews the folder attribute of every message in a renamed folder and below it', async () => {
    const project = world.mailbox().addFolder('Project');
    const part = world.mailbox().addFolder('Part', { parentId: project });
    world.mailbox().deliver(part, message('a'));
    await world.run();

    world.mailbox().renameFolder(project, 'C# team');
    await world.run();

    const [document] = world.index.documents.values();
    expect(document?.attributes).toContainEqual({
      name: 'xchng_folder',
      value: { kind: 'string', value: 'C# team/Part' },
    });
  });
});

describe('primary and archive', () => {
  it('never collide, and a mailbox without an archive is normal', async () => {
    const inbox = world.mailbox().addFolder('Inbox', { id: 'same-id' });
    const archived = world.mailbox('ann@example.com', 'archive').addFolder('Inbox', { id: 'same-id' });
    world.mailbox().deliver(inbox, message('a'));
    world.mailbox('ann@example.com', 'archive').deliver(archived, message('a'));

    await world.run();
    expect(world.index.documents.size).toBe(2);

    expectIndexToEqualMailboxes();
  });

  it('keeps what an archive held when there is no archive any more, and calls that normal', async () => {
    const archived = world.mailbox('ann@example.com', 'archive').addFolder('Inbox');
    world.mailbox('ann@example.com', 'archive').deliver(archived, message('a'));
    await world.run();
    world.fault = (operation) =>
      operation === 'listFolderChanges' ? { ...permanent('ErrorFolderNotFound'), kind: 'no-archive' } : undefined;

    const summary = await world.run();

    expect(summary).toMatchObject({ outcome: 'complete', mailboxes: [{ result: { outcome: 'absent' } }] });
    expect(world.index.documents.size).toBe(1);
  });
});

describe('Rule 9: stopping', () => {
  it('finishes the page in flight, begins no other and goes on there next time', async () => {
    const inbox = world.mailbox().addFolder('Inbox');
    for (let key = 0; key < 9; key += 1) world.mailbox().deliver(inbox, message(`m${key}`));
    const drain = new AbortController();
    world.fault = (operation) => {
      if (operation === 'fetchMessages') drain.abort();
      return undefined;
    };

    const first = await world.run('delta', { drain: drain.signal });
    world.fault = undefined;
    expect(first.outcome).toBe('stopped');
    expect(world.index.documents.size).toBe(3);

    const second = await world.run();
    expect(second).toMatchObject({ outcome: 'complete', counts: { fetched: 6 } });
  });

  it('leaves the index in order, however the run ends', async () => {
    world.mailbox().addFolder('Inbox');
    const abort = new AbortController();
    abort.abort();

    await world.run('delta', { abort: abort.signal });

    expect(world.index.openSessions).toBe(0);
  });
});
