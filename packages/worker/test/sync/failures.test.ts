import { beforeEach, describe, expect, it } from '@jest/globals';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

let world: EngineWorld;
let inbox: string;

/** Sizes of the real source. */
beforeEach(() => {
  world = engineWorld({ pageSize: 512, messageBatchSize: 10 });
  inbox = world.mailbox().addFolder('Inbox');
});

const deliver = (key: string, extra = {}) =>
  world.mailbox().deliver(inbox, { searchKey: key, subject: `subject ${key}`, body: `body ${key}`, ...extra });

/** The source fails whenever one of these items is asked for. */
const spoil = (items: readonly string[], failure = transient('ews.unreadable-answer')) => {
  world.fault = (operation, ids) =>
    operation === 'fetchMessages' && ids.split(',').some((id) => items.includes(id)) ? failure : undefined;
};

const onRecord = () => allOf(world.state.view({ address: owner, store: 'primary' }).scanFailures());

const expectIndexToEqualMailboxes = () => expect(contentsOf(world)).toEqual(expectedContents(world));

describe('Rule 5: an item that keeps failing', () => {
  it('never stops the others, however many of its neighbours fail as well', async () => {
    const bad = Array.from({ length: 60 }, (_, number) => deliver(`bad ${number}`));
    for (let number = 0; number < 40; number += 1) deliver(`good ${number}`);
    spoil(bad);
    let runs = 0;
    while (world.index.documents.size < 40 && runs < 60) {
      await world.run();
      runs += 1;
    }
    expect(world.index.documents.size).toBe(40);
  });

  it('leaves the record when a new listing shows that it is gone, and stays on it while it is there', async () => {
    const [gone, stays] = [deliver('gone'), deliver('stays')];
    spoil([gone, stays], permanent());
    await world.run();
    expect(await onRecord()).toHaveLength(2);
    // Nobody tells of what is removed before a refused cursor.
    world.mailbox().remove(inbox, gone);
    let refused = false;
    world.fault = (operation) => {
      if (operation !== 'listItemChanges' || refused) return undefined;
      refused = true;
      return { code: 'ErrorInvalidSyncStateData', kind: 'cursor-invalid', message: 'refused' };
    };
    await world.run();
    expect(await onRecord()).toEqual([expect.objectContaining({ itemId: stays, attempts: 1, listing: 2 })]);
    expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  });

  it('waits longer each time and rests after eight attempts', async () => {
    const item = deliver('bad');
    spoil([item]);
    const waits: number[] = [];
    for (let run = 0; run < 12; run += 1) {
      await world.run();
      const [{ nextAttemptAt, lastSeenAt } = { nextAttemptAt: 0, lastSeenAt: 0 }] = await onRecord();
      waits.push((nextAttemptAt - lastSeenAt) / 60_000);
    }
    expect(waits.slice(0, 8)).toEqual([15, 30, 60, 120, 240, 480, 960, 1440]);
    expect(await onRecord()).toEqual([expect.objectContaining({ attempts: 8, permanent: false, indexed: false })]);
    const summary = await world.run();
    expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: { 'ews.unreadable-answer': 1 } });
    expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  });

  it('is tried afresh once it changes', async () => {
    const item = deliver('bad');
    spoil([item], permanent());
    await world.run();
    await world.run();
    expect(await onRecord()).toEqual([expect.objectContaining({ attempts: 1, permanent: true })]);
    world.fault = undefined;
    world.mailbox().edit(inbox, item, { body: 'mended' });
    const summary = await world.run();
    expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expectIndexToEqualMailboxes();
  });

  it('counts its attempts through full runs too', async () => {
    const item = deliver('bad');
    spoil([item]);
    for (let run = 0; run < 9; run += 1) await world.run('full');
    expect(await onRecord()).toEqual([expect.objectContaining({ attempts: 8 })]);
  });

  it('is not tried twice in one run', async () => {
    const item = deliver('bad');
    spoil([item]);
    await world.run();
    expect(await onRecord()).toEqual([expect.objectContaining({ attempts: 1 })]);
  });

  it('keeps no more of a service’s text than a row can hold', async () => {
    const item = deliver('bad');
    spoil([item], { ...permanent(), message: 'x'.repeat(1_000_000) });
    await world.run();
    expect((await onRecord())[0]?.message.length).toBeLessThanOrEqual(500);
  });
});

describe('Rule 3: deletions while something fails', () => {
  it('wait for a message that cannot be read: it may be the one that left its old place', async () => {
    const done = world.mailbox().addFolder('Done');
    const item = deliver('moved');
    await world.run();
    const moved = world.mailbox().move(inbox, item, done);
    spoil([moved]);
    expect((await world.run()).outcome).toBe('incomplete');
    expect(world.index.deletes).toEqual([]);
    world.fault = undefined;
    await world.run();
    expect(world.index.deletes).toEqual([]);
    expectIndexToEqualMailboxes();
  });

  it('do not wait for an attachment of a message that is in the index', async () => {
    const gone = deliver('gone');
    await world.run();
    deliver('with', { attachments: [{ name: 'a.txt', text: 'text' }] });
    world.mailbox().remove(inbox, gone);
    world.fault = (operation) => (operation === 'fetchAttachment' ? transient() : undefined);
    const summary = await world.run();
    expect(summary.outcome).toBe('incomplete');
    expect(world.index.deletes).toHaveLength(1);
    expect(await onRecord()).toEqual([expect.objectContaining({ indexed: true })]);
  });

  it('do not wait for ever: an item that rests holds nothing back', async () => {
    const item = deliver('bad');
    const gone = deliver('gone');
    await world.run();
    spoil([deliver('worse'), item]);
    world.mailbox().edit(inbox, item, { body: 'unreadable' });
    world.mailbox().remove(inbox, gone);
    for (let run = 0; run < 9; run += 1) await world.run();
    expect(world.index.deletes).toHaveLength(1);
  });
});

describe('copies that were edited apart', () => {
  it('are all in the index, each with its own text', async () => {
    const done = world.mailbox().addFolder('Done');
    const item = deliver('a', { attachments: [{ name: 'a.txt', text: 'text' }] });
    const copy = world.mailbox().copy(inbox, item, done);
    await world.run();
    expect(contentsOf(world)).toHaveLength(1);
    world.mailbox().edit(done, copy, { body: 'another text' });
    await world.run();
    expect(contentsOf(world)).toHaveLength(2);
    expectIndexToEqualMailboxes();
    await world.run('full');
    expectIndexToEqualMailboxes();
  });

  it('share a document again when their texts are the same again', async () => {
    const done = world.mailbox().addFolder('Done');
    const item = deliver('a');
    const copy = world.mailbox().copy(inbox, item, done);
    await world.run();
    world.mailbox().edit(done, copy, { body: 'another text' });
    await world.run();
    world.mailbox().edit(inbox, item, { body: 'another text' });
    await world.run();
    expect(contentsOf(world)).toHaveLength(1);
    expectIndexToEqualMailboxes();
  });

  it('are found on the first run as well', async () => {
    const item = deliver('a');
    const copy = world.mailbox().copy(inbox, item, inbox);
    world.mailbox().edit(inbox, copy, { body: 'another text' });
    await world.run();
    expect(contentsOf(world)).toHaveLength(2);
    expectIndexToEqualMailboxes();
  });

  it('leave no document behind when they go', async () => {
    const item = deliver('a');
    const copy = world.mailbox().copy(inbox, item, inbox);
    world.mailbox().edit(inbox, copy, { body: 'another text' });
    await world.run();
    world.mailbox().remove(inbox, item);
    world.mailbox().remove(inbox, copy);
    await world.run();
    expect(world.index.documents.size).toBe(0);
  });
});

describe('a message with more copies than a row of the table holds', () => {
  it('has further documents instead of stopping its mailbox', async () => {
    const item = deliver('a');
    for (let number = 0; number < 600; number += 1) world.mailbox().copy(inbox, item, inbox);
    expect((await world.run()).outcome).toBe('complete');
    const { size } = world.index.documents;
    expect((await world.run('full')).outcome).toBe('complete');
    expect(world.index.documents.size).toBe(size);
    for (const id of world.index.documents.keys()) {
      const records = await world.state.view({ address: owner, store: 'primary' }).readDocuments([id]);
      expect(records.get(id)?.copies.length).toBeLessThanOrEqual(250);
    }
  });
});

describe('a chunk whose outcome could not be remembered', () => {
  it('is settled before the next one is written ahead: its document goes with its message', async () => {
    deliver('lost');
    const done = world.mailbox().addFolder('Done');
    world.mailbox().deliver(done, { searchKey: 'kept', subject: 'kept', body: 'kept' });
    let failed = false;
    world.fault = (operation, detail) => {
      if (failed || operation !== 'state-write' || detail !== 'put-document') return undefined;
      failed = true;
      return transient('dynamodb.InternalServerError');
    };
    expect((await world.run()).outcome).toBe('incomplete');
    expect(world.index.documents.size).toBe(2);
    world.fault = undefined;
    for (const item of [...(world.mailbox().folders.get(inbox)?.items.keys() ?? [])])
      world.mailbox().remove(inbox, item);
    expect((await world.run()).outcome).toBe('complete');
    expectIndexToEqualMailboxes();
  });
});
