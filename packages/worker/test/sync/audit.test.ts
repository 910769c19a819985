import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ann, type IndexWorld, indexWorld } from '../support/index-world.ts';

let world: IndexWorld;
let inbox: string;

beforeEach(async () => {
  world = await indexWorld();
  inbox = world.mailbox.addFolder('Inbox');
});

afterEach(() => world.close());

const deliver = (key: string, extra: { attachments?: readonly { name: string; text: string }[] } = {}) =>
  world.mailbox.deliver(inbox, { searchKey: key, subject: key, body: `body ${key}`, ...extra });

/** Lets a document be accepted and fail then, `times` times or for ever. */
const failLater = (id: string | undefined, times?: number) =>
  world.service.faults.add({
    operation: 'Document',
    ...(id === undefined ? {} : { target: id }),
    ...(times === undefined ? {} : { times }),
    effect: { kind: 'fail-later', status: 'DOCUMENT_FAILED_TO_INDEX', message: 'the parser gave up' },
  });

const audited = () => world.run({ auditDocuments: 1_000 });
const version = (title: string) =>
  world.service.documents.get(world.ids().get(title) ?? '')?.attributes.get('_version')?.stringValue;
const statusOf = (title: string) => {
  const document = world.service.documents.get(world.ids().get(title) ?? '');
  return document === undefined ? undefined : world.service.documents.statusOf(document);
};
const listings = () => world.service.calls.counts()['ListDocuments'] ?? 0;

describe('a document that the index accepted and could not index', () => {
  it('is found after the run, becomes a failure record, and is sent again changed in the next run', async () => {
    deliver('a');
    deliver('b');
    failLater(undefined, 1);
    const first = await audited();
    const bad = statusOf('a') === 'INDEXED' ? 'b' : 'a';
    expect(first).toMatchObject({
      outcome: 'incomplete',
      failuresByCode: { 'index.DOCUMENT_FAILED_TO_INDEX': 1 },
      audit: { looked: 2, whole: true, recorded: { 'index.DOCUMENT_FAILED_TO_INDEX': 1 }, unknown: 0 },
    });
    expect(await world.failures()).toEqual([
      expect.objectContaining({
        code: 'index.DOCUMENT_FAILED_TO_INDEX',
        permanent: false,
        attempts: 1,
        changeKey: '1',
        message: expect.stringContaining('the parser gave up'),
      }),
    ]);
    expect(version(bad)).toBeUndefined();

    const second = await audited();

    expect(second).toMatchObject({ outcome: 'complete', failuresByCode: {}, audit: { looked: 2, recorded: {} } });
    expect(version(bad)).toBeDefined();
    expect(statusOf(bad)).toBe('UPDATED');
    expect(await world.failures()).toEqual([]);
  });

  it('is found when it is an attachment as well: its message is sent again with it', async () => {
    deliver('a', { attachments: [{ name: 'a.txt', text: 'text' }] });
    await world.run();
    const attachment = world.ids().get('a.txt');
    world.mailbox.edit(inbox, 'item-2', { body: 'edited' });
    failLater(attachment, 1);
    expect(await audited()).toMatchObject({ audit: { looked: 2, unknown: 0 }, counts: { documentsPut: 2 } });
    expect(await world.failures()).toHaveLength(1);
    expect(await audited()).toMatchObject({ outcome: 'complete', counts: { documentsPut: 2 } });
    expect(statusOf('a.txt')).toBe('UPDATED');
    expect(version('a.txt')).toBeDefined();
  });

  it('comes to rest after eight attempts, although each of them was accepted, and is tried afresh once it changes', async () => {
    const item = deliver('a');
    failLater(undefined);
    for (let run = 0; run < 10; run += 1) await audited();
    expect(await world.failures()).toEqual([expect.objectContaining({ attempts: 8 })]);
    expect(await audited()).toMatchObject({ outcome: 'complete', counts: { documentsPut: 0 } });
    world.mailbox.edit(inbox, item, { body: 'edited' });
    await audited();
    expect(await world.failures()).toEqual([expect.objectContaining({ attempts: 1 })]);
  });

  it('is left to the next audit while another process has its mailbox', async () => {
    deliver('a');
    failLater(undefined, 1);
    await world.run();
    const { leases } = world.state;
    const before = await leases.readLease(ann);
    await leases.replaceLease(ann, before, { owner: 'other', token: 99, beat: 1 });
    const beats = setBeats();
    const report = await audited();
    beats();
    expect(report).toMatchObject({ outcome: 'incomplete', audit: { looked: 1, recorded: {}, unknown: 0 } });
    expect(await world.failures()).toEqual([]);
    await leases.replaceLease(ann, await leases.readLease(ann), { owner: '', token: 99, beat: 0 });
    expect(await audited()).toMatchObject({ audit: { recorded: { 'index.DOCUMENT_FAILED_TO_INDEX': 1 } } });
  });
});

/** Another process that shows itself. */
function setBeats(): () => void {
  let beat = 1;
  return world.clock.every(1_000, () => {
    beat += 1;
    void world.state.leases.replaceLease(ann, { owner: 'other', token: 99 }, { owner: 'other', token: 99, beat });
  });
}

describe('the audit', () => {
  it('asks the index for nothing unless it is switched on', async () => {
    deliver('a');
    expect((await world.run()).audit).toBeUndefined();
    expect((await world.run({ auditDocuments: 0 })).audit).toBeUndefined();
    expect(listings()).toBe(0);
  });

  it('looks at no more documents than it may, page by page', async () => {
    for (let number = 0; number < 205; number += 1) deliver(`m${number}`);
    expect((await world.run({ auditDocuments: 150 })).audit).toMatchObject({ looked: 150, whole: false });
    expect(listings()).toBe(2);
    expect((await world.run({ auditDocuments: 1_000 })).audit).toMatchObject({ looked: 205, whole: true, unknown: 0 });
    expect(listings()).toBe(5);
  });

  it('counts documents of ours that its mailboxes know nothing of, and deletes none', async () => {
    deliver('a');
    await world.run();
    const other = { address: 'ben@example.com', store: 'primary' } as const;
    expect((await world.run({ auditDocuments: 10, mailboxes: [other] })).audit).toMatchObject({
      looked: 1,
      unknown: 1,
      recorded: {},
    });
    expect(world.ids().size).toBe(1);
  });

  it('takes a deleted document, which is listed for a while, for no document left behind', async () => {
    const item = deliver('a');
    await world.run();
    world.mailbox.remove(inbox, item);
    expect(await audited()).toMatchObject({ counts: { documentsDeleted: 1 }, audit: { looked: 1, unknown: 0 } });
  });

  it('spoils no run when the index refuses to be read', async () => {
    deliver('a');
    for (const operation of ['ListDocuments', 'ListDataSourceSyncJobs']) {
      world.service.faults.add({ operation, effect: { kind: 'error', status: 403, type: 'AccessDeniedException' } });
    }
    const summary = await audited();
    expect(summary).toMatchObject({ outcome: 'complete', audit: { looked: 0, whole: false } });
    expect(world.events).toContainEqual(
      expect.objectContaining({ type: 'warning', message: expect.stringContaining('qbusiness:ListDocuments') }),
    );
  });
});

describe('the index’s own count', () => {
  it('of the run’s job is in the summary', async () => {
    const [first] = [deliver('a'), deliver('b')];
    const added = await world.run();
    expect(added.indexJobs).toEqual([
      expect.objectContaining({ status: 'SUCCEEDED', added: 2, modified: 0, deleted: 0, failed: 0 }),
    ]);
    world.mailbox.remove(inbox, first);
    deliver('c');
    failLater(undefined, 1);
    const { indexJobs = [] } = await world.run();
    expect(indexJobs).toEqual([expect.objectContaining({ status: 'INCOMPLETE', added: 0, deleted: 1, failed: 1 })]);
    expect(indexJobs[0]?.executionId).not.toBe(added.indexJobs?.[0]?.executionId);
  });

  it('is not asked for after a run with nothing new', async () => {
    deliver('a');
    await world.run();
    world.service.calls.reset();
    expect((await world.run()).indexJobs).toBeUndefined();
    expect(world.service.calls.counts()['ListDataSourceSyncJobs']).toBeUndefined();
  });
});
