import { beforeEach, describe, expect, it } from '@jest/globals';
import { noCounts } from '../../src/sync/counts.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';

const ann = { address: owner, store: 'primary' } as const;
let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
});

const deliver = (key: string, extra = {}) =>
  world.mailbox().deliver(inbox, { searchKey: key, subject: key, body: `body ${key}`, ...extra });
const text = (name: string) => ({ name, text: name });
const empty = { name: 'empty.txt', text: '' };

/** The events of a run, without the counters that moved in between. */
async function told(...run: Parameters<EngineWorld['run']>): Promise<readonly SyncEvent[]> {
  world.events.length = 0;
  await world.run(...run);
  return world.events.filter(({ type }) => type !== 'progress');
}

describe('a run', () => {
  it('tells when it and its parts begin and end, and how', async () => {
    world.mailbox().addFolder('Part', { parentId: inbox });
    const result = { outcome: 'complete', failures: [], outstanding: {}, counts: noCounts };
    expect(await told('full')).toMatchObject([
      { type: 'run-started', mode: 'full', mailboxes: [owner] },
      { type: 'mailbox-started', mailbox: ann },
      { type: 'folder-started', mailbox: ann, folder: 'Inbox' },
      { type: 'folder-started', mailbox: ann, folder: 'Inbox/Part' },
      { type: 'mailbox-finished', mailbox: ann, result: { ...result, counts: { ...noCounts, pages: 2 } } },
      { type: 'run-finished', summary: { mode: 'full', outcome: 'complete', counts: { ...noCounts, pages: 2 } } },
    ]);
  });

  it('names an address once, although it has an archive', async () => {
    world.mailbox(owner, 'archive').addFolder('Inbox');
    const started = expect.objectContaining({ type: 'run-started', mode: 'delta', mailboxes: [owner] });
    expect(await told()).toContainEqual(started);
  });

  it('tells counters as they move, which add up to those of its summary', async () => {
    deliver('a', { attachments: [text('a.txt'), empty] });
    deliver('b');
    const { counts } = await world.run();
    const moved = world.events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    expect(moved.every(({ mailbox }) => mailbox.address === owner)).toBe(true);
    const sum = (name: keyof typeof counts) => moved.reduce((total, event) => total + (event.counts[name] ?? 0), 0);
    for (const name of Object.keys(noCounts) as (keyof typeof counts)[])
      expect([name, sum(name)]).toEqual([name, counts[name]]);
  });

  it('tells of a folder that fails, by its path, and of why', async () => {
    const failure = { ...transient(), kind: 'folder' as const };
    world.fault = (operation) => (operation === 'listItemChanges' ? failure : undefined);
    expect(await told()).toContainEqual({ type: 'folder-failed', mailbox: ann, folder: 'Inbox', failure });
  });

  it('tells of an item that fails, an attachment that is left out and a message that is not wanted', async () => {
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'lunch' });
    deliver('lunch');
    deliver('a', { attachments: [empty] });
    const bad = deliver('bad');
    world.fault = (operation, id) => (operation === 'fetchMessage' && id === bad ? permanent() : undefined);
    const events = await told();
    expect(events).toContainEqual({ type: 'message-filtered', mailbox: ann, reason: 'filtered.subject' });
    expect(events).toContainEqual({ type: 'attachment-skipped', mailbox: ann, reason: 'empty' });
    expect(events).toContainEqual({ type: 'item-failed', mailbox: ann, itemId: bad, failure: permanent() });
  });

  it('warns when it lists a folder, or all folders, again because a cursor was refused', async () => {
    deliver('a');
    await world.run();
    const refused = new Set<string>();
    world.fault = (operation) => {
      if (!operation.startsWith('list') || refused.has(operation)) return undefined;
      refused.add(operation);
      return { code: `${operation}-refused`, kind: 'cursor-invalid', message: 'unknown' };
    };
    const warnings = (await told()).filter(({ type }) => type === 'warning');
    expect(warnings).toEqual([
      { type: 'warning', code: 'listFolderChanges-refused', message: 'the folder tree is listed again' },
      { type: 'warning', code: 'listItemChanges-refused', message: expect.stringContaining('listed again') },
    ]);
  });

  it('warns when the index cannot be left in order, and goes on', async () => {
    const via = world.index.via;
    world.index.via = (fault) => ({
      ...via(fault),
      open: async (signal) => ({
        ...(await via(fault).open(signal)),
        end: async () => {
          throw new Error('no answer');
        },
      }),
    });
    const events = await told();
    expect(events).toContainEqual({
      type: 'warning',
      code: 'unexpected',
      message: 'the index session could not be ended in order: unexpected error: no answer',
    });
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', summary: { outcome: 'complete' } });
  });

  it('warns of a lease that could not be released', async () => {
    world.fault = (operation, detail) => (operation === 'lease' && detail === 'release' ? transient() : undefined);
    expect(await told()).toContainEqual({
      type: 'warning',
      code: transient().code,
      message: expect.stringContaining('a lease could not be released'),
    });
  });

  it('warns of a body that was cut', async () => {
    deliver('long', { body: 'x'.repeat(6 * 1024 * 1024) });
    expect(await told()).toContainEqual({
      type: 'warning',
      code: 'document.note',
      message: expect.stringContaining('body was cut'),
    });
  });
});

describe('the counts of a run', () => {
  it('are of what was done, each under its name', async () => {
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'lunch' });
    const edited = deliver('edited', { attachments: [text('a.txt')] });
    const removed = deliver('removed', { attachments: [text('b.txt')] });
    deliver('kept');
    deliver('lunch');
    expect((await world.run()).counts).toEqual({
      ...noCounts,
      fetched: 4,
      indexed: 3,
      added: 3,
      filtered: 1,
      documentsPut: 5,
      attachments: 2,
      pages: 2,
    });

    world.mailbox().edit(inbox, edited, { body: 'another', attachments: [empty] });
    world.mailbox().remove(inbox, removed);
    const bad = deliver('bad');
    world.fault = (operation, id) => (operation === 'fetchMessage' && id === bad ? permanent() : undefined);
    expect((await world.run()).counts).toEqual({
      ...noCounts,
      fetched: 1,
      indexed: 1,
      removed: 1,
      failed: 1,
      documentsPut: 1,
      documentsDeleted: 3,
      attachmentsSkipped: 1,
      pages: 1,
    });
  });

  it('are of messages found unchanged when a folder is listed again', async () => {
    deliver('a');
    deliver('b');
    await world.run();
    let refused = false;
    world.fault = (operation) => {
      if (operation !== 'listItemChanges' || refused) return undefined;
      refused = true;
      return { code: 'x', kind: 'cursor-invalid', message: 'unknown' };
    };
    expect((await world.run()).counts).toEqual({ ...noCounts, unchanged: 2, pages: 1 });
  });

  it('add up over mailboxes, like failures by cause', async () => {
    const ben = world.mailbox('ben@example.com');
    const bens = ben.addFolder('Inbox');
    deliver('a');
    ben.deliver(bens, { searchKey: 'b', subject: 'b', body: 'b' });
    world.fault = (operation) => (operation === 'fetchMessage' ? permanent() : undefined);
    expect(await world.run()).toMatchObject({ counts: { failed: 2 }, failuresByCode: { ErrorCorruptData: 2 } });
  });
});
