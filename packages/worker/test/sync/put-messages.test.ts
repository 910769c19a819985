import { beforeEach, describe, expect, it } from '@jest/globals';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
});

const texts = (...names: string[]) => ({ attachments: names.map((name) => ({ name, text: name })) });
const deliver = (key: string, extra = {}) =>
  world.mailbox().deliver(inbox, { searchKey: key, subject: key, body: `body ${key}`, ...extra });
const titles = () => [...world.index.documents.values()].map(({ title }) => title).sort();
const onRecord = () => allOf(world.state.view({ address: owner, store: 'primary' }).scanFailures());
const expectIndexToEqualMailboxes = () => expect(contentsOf(world)).toEqual(expectedContents(world));

describe('a put whose outcome nobody remembers', () => {
  it('is never taken for what was there before', async () => {
    const item = deliver('a');
    await world.run();
    world.mailbox().edit(inbox, item, { body: 'edited' });
    world.fault = (operation) =>
      operation === 'state-write' && world.index.puts.length === 2 ? transient('dynamodb.lost') : undefined;
    expect((await world.run()).outcome).toBe('incomplete');
    expect(world.index.puts).toHaveLength(2);
    world.fault = undefined;
    world.mailbox().edit(inbox, item, { body: 'body a' });
    expect((await world.run()).outcome).toBe('complete');
    expectIndexToEqualMailboxes();
  });

  it('is a failure when the index does not say what came of it', async () => {
    deliver('a', texts('a.txt'));
    const via = world.index.via;
    world.index.via = (fault) => ({
      ...via(fault),
      open: async (signal) => {
        const session = await via(fault).open(signal);
        const put: typeof session.put = async (...batch) =>
          (await session.put(...batch)).filter(({ id }) => id.includes('-a-'));
        return { ...session, put };
      },
    });
    expect(await world.run()).toMatchObject({
      outcome: 'incomplete',
      failuresByCode: { 'index.no-outcome': 1 },
      counts: { indexed: 0 },
    });
    world.index.via = via;
    expect(await world.run()).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expectIndexToEqualMailboxes();
  });
});

describe('a message that the index refuses', () => {
  const refuse = (isRefused: (id: string) => boolean, failure = permanent('index.document-rejected')) => {
    world.fault = (operation, id) => (operation === 'put' && isRefused(id) ? failure : undefined);
  };
  const isMessage = (id: string) => !id.includes('-a-');

  it('leaves nothing of itself in the index', async () => {
    deliver('a', texts('a.txt'));
    refuse(isMessage);
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { failed: 1, documentsDeleted: 2 } });
    expect(titles()).toEqual([]);
  });

  it('keeps what it had: its attachments are not deleted for those that it has now', async () => {
    const item = deliver('a', texts('a.txt', 'b.txt'));
    await world.run();
    world.mailbox().edit(inbox, item, texts('b.txt'));
    refuse(isMessage, transient());
    expect((await world.run()).counts).toMatchObject({ failed: 1, documentsDeleted: 0 });
    expect(titles()).toEqual(['a', 'a.txt', 'b.txt']);
    world.fault = undefined;
    expect((await world.run()).counts.documentsDeleted).toBe(1);
    expectIndexToEqualMailboxes();
  });

  it('as a copy may have left parts of itself: the document shows the other copy again in the same run', async () => {
    const item = deliver('a');
    const done = world.mailbox().addFolder('Done');
    await world.run();
    const copy = world.mailbox().copy(inbox, item, done);
    let lost = false;
    world.fault = (operation) => {
      if (operation !== 'put-lost' || lost) return undefined;
      lost = true;
      return permanent('index.lost');
    };
    await world.run();
    const [document] = world.index.documents.values();
    expect(document?.attributes).toContainEqual({ name: 'xchng_folder', value: { kind: 'string', value: 'Inbox' } });
    expect((await onRecord()).map(({ itemId, code }) => [itemId, code])).toEqual([[copy, 'index.lost']]);
  });

  it('says nothing of the index, however many there are, when the messages are to blame', async () => {
    for (let at = 0; at < 60; at += 1) deliver(`${at}`);
    refuse(() => true);
    expect((await world.run()).counts.failed).toBe(60);
  });

  it('says nothing of the index while it takes others', async () => {
    for (let at = 0; at < 60; at += 1) deliver(`${at}`);
    let puts = 0;
    world.fault = (operation) => {
      if (operation !== 'put') return undefined;
      puts += 1;
      return puts % 3 === 1 ? undefined : transient();
    };
    await world.run();
    expect(puts).toBeGreaterThanOrEqual(60);
  });
});

describe('attachments that are gone from their messages', () => {
  it('are deleted apart for each message: what the index refuses of one is tried again with it', async () => {
    const items = ['m', 'n', 'o'].map((key) => deliver(key, texts(`${key}1.txt`, `${key}2.txt`)));
    await world.run();
    const refused = [...world.index.documents.values()].find(({ title }) => title === 'm1.txt')?.id;
    for (const item of items.slice(0, 2)) world.mailbox().edit(inbox, item, { attachments: [] });
    world.mailbox().edit(inbox, items[2] ?? '', { body: 'edited' });
    world.fault = (operation, id) => (operation === 'delete' && id === refused ? transient('no-delete') : undefined);
    expect(await world.run()).toMatchObject({
      outcome: 'incomplete',
      counts: { documentsDeleted: 3, indexed: 3, failed: 1 },
      failuresByCode: { 'no-delete': 1 },
    });
    expect(titles()).toEqual(['m', 'm1.txt', 'n', 'o', 'o1.txt', 'o2.txt']);
    expect(await onRecord()).toEqual([expect.objectContaining({ itemId: items[0], indexed: true })]);
    world.fault = undefined;
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { documentsDeleted: 1, indexed: 1 } });
    expectIndexToEqualMailboxes();
    for (const item of items) world.mailbox().remove(inbox, item);
    expect((await world.run()).counts.documentsDeleted).toBe(5);
    expect(world.index.documents.size).toBe(0);
  });
});
