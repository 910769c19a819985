import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MailboxRef } from '../../src/sync/ports/index.ts';
import { type CallCounts, counted } from '../support/counted-ports.ts';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import { mailboxKey } from '../support/memory-source.ts';
import { openLeased } from '../support/state-store-contract.ts';

const ann: MailboxRef = { address: owner, store: 'primary' };
const ben: MailboxRef = { address: 'ben@example.com', store: 'primary' };
let world: EngineWorld;
let inbox: string;
let items: string[];

const deliver = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    world.mailbox().deliver(inbox, { searchKey: `${items.length + number}`, subject: 's', body: `b ${number}` }),
  );

const removeSome = (count: number) => {
  for (const item of items.splice(0, count)) world.mailbox().remove(inbox, item);
};

/** What an operator does with \`worker release\`. */
const release = async (mailbox = ann) => {
  const held = await world.state.view(mailbox).readHeld();
  if (held === undefined) throw new Error('nothing is held');
  const state = await openLeased(world.state, mailbox, 'operator');
  await state.write([{ kind: 'put-held', record: { ...held, released: held.messages } }]);
  const lease = await world.state.leases.readLease(mailbox);
  if (lease !== undefined) await world.state.leases.replaceLease(mailbox, lease, { ...lease, owner: '' });
};

beforeEach(() => {
  world = engineWorld({ pageSize: 512, messageBatchSize: 10 });
  world.deletionSafeguardPercent = 20;
  inbox = world.mailbox().addFolder('Inbox');
  items = [];
});

describe('Rule 12: deletions above the threshold', () => {
  it('are held and reported, and additions go on', async () => {
    items = deliver(200);
    await world.run();
    removeSome(60);
    const [added] = deliver(1);
    const summary = await world.run();
    expect(summary).toMatchObject({
      outcome: 'complete',
      counts: { deletionsHeld: 60, documentsDeleted: 0, indexed: 1 },
    });
    expect(world.index.documents.size).toBe(201);
    expect(world.events).toContainEqual({ type: 'deletions-held', mailbox: ann, messages: 60, known: 201 });
    expect(await world.state.view(ann).readHeld()).toMatchObject({ messages: 60, known: 201 });
    expect(added).toBeDefined();
  });

  it('stay held from run to run with the time they were first held at', async () => {
    items = deliver(200);
    await world.run();
    removeSome(60);
    await world.run();
    const first = await world.state.view(ann).readHeld();
    removeSome(1);
    await world.run();
    expect(await world.state.view(ann).readHeld()).toEqual({ messages: 61, known: 200, since: first?.since });
  });

  it('cost a run with nothing new no look at any document', async () => {
    items = deliver(200);
    await world.run();
    removeSome(60);
    await world.run();
    const counts: CallCounts = new Map();
    const { counts: result } = await world.run('delta', { state: counted(world.state, counts) });
    expect(result.deletionsHeld).toBe(60);
    for (const call of ['countDocuments', 'scanOrphans', 'readDocuments']) expect(counts.has(call)).toBe(false);
    expect(counts.get('readHeld')).toBe(1);
  });

  it('are done when settings allow more', async () => {
    items = deliver(200);
    await world.run();
    removeSome(60);
    await world.run();
    world.deletionSafeguardPercent = 30;
    expect((await world.run()).counts).toMatchObject({ deletionsHeld: 0, documentsDeleted: 60 });
    expect(await world.state.view(ann).readHeld()).toBeUndefined();
  });

  it('are done once an operator released so many, and no more', async () => {
    items = deliver(200);
    await world.run();
    removeSome(60);
    await world.run();
    await release();
    removeSome(5);
    expect((await world.run()).counts).toMatchObject({ deletionsHeld: 65, documentsDeleted: 0 });
    await release();
    expect((await world.run()).counts).toMatchObject({ deletionsHeld: 0, documentsDeleted: 65 });
    expect(await world.state.view(ann).readHeld()).toBeUndefined();
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('are forgotten when the messages come back', async () => {
    items = deliver(200);
    await world.run();
    const away = items
      .slice(0, 60)
      .map((item) =>
        world.mailbox().move(inbox, item, world.mailbox().addFolder('Deleted', { wellKnownName: 'deleteditems' })),
      );
    expect((await world.run()).counts.deletionsHeld).toBe(60);
    for (const [number, item] of away.entries()) {
      const deleted = [...world.mailbox().folders.values()].filter(({ info }) => info.name === 'Deleted')[number];
      if (deleted !== undefined) world.mailbox().move(deleted.info.id, item, inbox);
    }
    expect((await world.run()).counts.deletionsHeld).toBe(0);
    expect(await world.state.view(ann).readHeld()).toBeUndefined();
    expect(world.index.deletes).toEqual([]);
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it.each([
    [49, 0, 49],
    [40, 20, 40],
    [50, 50, 0],
  ])(
    'do not exist for %i of 100 messages, unless %i per cent are allowed and more than fifty go',
    async (gone, percent, deleted) => {
      items = deliver(100);
      await world.run();
      world.deletionSafeguardPercent = percent;
      removeSome(gone);
      const { counts } = await world.run();
      expect(counts.documentsDeleted).toBe(deleted === 0 ? gone : deleted);
    },
  );

  it('are never held at 100 per cent and always at 0', async () => {
    items = deliver(200);
    await world.run();
    removeSome(50);
    world.deletionSafeguardPercent = 0;
    expect((await world.run()).counts.deletionsHeld).toBe(50);
    world.deletionSafeguardPercent = 100;
    expect((await world.run()).counts.documentsDeleted).toBe(50);
  });
});

describe('Rule 11: a mailbox that is taken off the list', () => {
  const deliverTo = (address: string, count: number) => {
    const mailbox = world.mailbox(address);
    const folder = mailbox.addFolder('Inbox');
    for (let number = 0; number < count; number += 1) {
      mailbox.deliver(folder, {
        searchKey: `k${number}`,
        subject: 's',
        body: 'b',
        attachments: [{ name: 'a.txt', text: 't' }],
      });
    }
  };

  it('leaves the index, with everything that was remembered of it, without asking the source', async () => {
    items = deliver(5);
    deliverTo(ben.address, 20);
    await world.run();
    world.unlisted.add(mailboxKey(ben));
    const summary = await world.run();
    expect(summary.outcome).toBe('complete');
    expect(summary.mailboxes.map(({ result }) => result.outcome).sort()).toEqual(['complete', 'removed']);
    expect(world.index.documents.size).toBe(5);
    expect(world.calls.some((call) => call.includes(ben.address))).toBe(false);
    const state = world.state.view(ben);
    expect([await state.readFolders(), await state.countDocuments(), await state.readMailbox()]).toEqual([
      [],
      0,
      undefined,
    ]);
    expect((await world.run()).mailboxes).toHaveLength(1);
  });

  it('keeps its documents under the safeguard until an operator releases them', async () => {
    deliverTo(ben.address, 60);
    await world.run();
    world.unlisted.add(mailboxKey(ben));
    expect((await world.run()).counts.deletionsHeld).toBe(60);
    expect(world.index.documents.size).toBe(120);
    await release(ben);
    await world.run();
    expect(world.index.documents.size).toBe(0);
  });

  it('is whole again when it comes back, however far its removal had come', async () => {
    deliverTo(ben.address, 60);
    await world.run();
    world.unlisted.add(mailboxKey(ben));
    await world.run();
    world.unlisted.clear();
    const summary = await world.run();
    expect(summary).toMatchObject({ outcome: 'complete', counts: { deletionsHeld: 0 } });
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('is removed by the next run when the index refused some of it', async () => {
    deliverTo(ben.address, 20);
    await world.run();
    world.unlisted.add(mailboxKey(ben));
    world.fault = (operation) => (operation === 'delete' && world.index.deletes.length > 5 ? transient() : undefined);
    expect((await world.run()).outcome).toBe('incomplete');
    world.fault = undefined;
    await world.run();
    expect(world.index.documents.size).toBe(0);
  });

  it('that is only out of reach keeps everything', async () => {
    deliverTo(ben.address, 20);
    await world.run();
    world.fault = (operation, detail) =>
      operation === 'listFolderChanges' && detail.startsWith('ben')
        ? { ...permanent('http.403'), kind: 'mailbox' }
        : undefined;
    await world.run();
    expect(world.index.deletes).toEqual([]);
  });
});

describe('Rule 11: a changed setting', () => {
  it('that decides what messages become has every folder read again, and puts what differs', async () => {
    items = deliver(30);
    await world.run();
    world.index.fields.add('xchng_importance');
    const summary = await world.run();
    expect(summary.counts.fetched).toBe(30);
    expect((await world.run()).counts.fetched).toBe(0);
  });
});
