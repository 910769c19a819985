import { beforeEach, describe, expect, it } from '@jest/globals';
import { noCounts } from '../../src/sync/counts.ts';
import { scopeOf } from '../scope/scopes.ts';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
});

const deliver = (key: string) => world.mailbox().deliver(inbox, { searchKey: key, subject: key, body: `body ${key}` });
/** The source cannot read this item. */
const spoil = (item: string, failure = transient()) => {
  world.fault = (operation, id) => (operation === 'fetchMessage' && id === item ? failure : undefined);
};
const onRecord = () => allOf(world.state.view({ address: owner, store: 'primary' }).scanFailures());
const gone = { ...permanent('ErrorItemNotFound'), kind: 'gone' as const };

describe('an item that is gone when it is fetched', () => {
  it('is no failure', async () => {
    spoil(deliver('a'), gone);
    expect(await world.run()).toMatchObject({
      outcome: 'complete',
      failuresByCode: {},
      counts: { ...noCounts, pages: 1 },
    });
    expect(await onRecord()).toEqual([]);
  });

  it('takes its earlier failure off the record, and no other', async () => {
    const [item, other] = [deliver('a'), deliver('b')];
    world.fault = (operation, id) =>
      operation === 'fetchMessage' && [item, other].includes(id) ? transient() : undefined;
    await world.run();
    expect(await onRecord()).toHaveLength(2);
    world.fault = (operation, id) => {
      if (operation !== 'fetchMessage') return undefined;
      return id === item ? gone : transient();
    };
    await world.run();
    expect((await onRecord()).map(({ itemId }) => itemId)).toEqual([other]);
  });
});

describe('an item that fails', () => {
  it('and was in the index stays there, and is no reason to keep what is gone', async () => {
    const [item, other] = [deliver('a'), deliver('b')];
    await world.run();
    world.mailbox().edit(inbox, item, { body: 'edited' });
    world.mailbox().remove(inbox, other);
    spoil(item);
    expect((await world.run()).counts).toMatchObject({ documentsDeleted: 1 });
    expect(await onRecord()).toEqual([expect.objectContaining({ itemId: item, indexed: true, changeKey: '2' })]);
    expect(world.index.documents.size).toBe(1);
  });

  it('was shown by a new listing all the same: it is not taken for gone', async () => {
    const item = deliver('a');
    await world.run();
    world.mailbox().edit(inbox, item, { body: 'edited' });
    let refused = false;
    world.fault = (operation, id) => {
      if (operation === 'fetchMessage' && id === item) return permanent();
      if (operation !== 'listItemChanges' || refused) return undefined;
      refused = true;
      return { ...transient(), kind: 'cursor-invalid' };
    };
    expect((await world.run()).counts).toMatchObject({ removed: 0, documentsDeleted: 0, failed: 1 });
    expect(world.index.documents.size).toBe(1);
  });

  it.each([
    ['never got into the index', false],
    ['was in the index before', true],
  ])('is forgotten when it is removed, if it %s', async (_, before) => {
    const item = deliver('a');
    if (before) await world.run();
    world.mailbox().edit(inbox, item, { body: 'edited' });
    spoil(item, permanent());
    await world.run();
    expect(await onRecord()).toHaveLength(1);
    world.mailbox().remove(inbox, item);
    expect(await world.run()).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expect(await onRecord()).toEqual([]);
  });

  it('is forgotten when settings do not want its message any more', async () => {
    deliver('lunch');
    world.fault = (operation) => (operation === 'put' ? transient() : undefined);
    await world.run();
    expect(await onRecord()).toHaveLength(1);
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'lunch' });
    expect(await world.run()).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expect(await onRecord()).toEqual([]);
  });

  it('is forgotten when its folder is not wanted any more', async () => {
    spoil(deliver('a'), permanent());
    await world.run();
    world.scope = scopeOf({ FOLDER_EXCLUDE: 'Inbox' });
    expect(await world.run()).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expect(await onRecord()).toEqual([]);
  });

  it('leaves the failures of others alone when it is well again', async () => {
    const [item, other] = [deliver('a'), deliver('b')];
    world.fault = (operation, id) =>
      operation === 'fetchMessage' && [item, other].includes(id) ? transient() : undefined;
    await world.run();
    spoil(other);
    await world.run();
    expect((await onRecord()).map(({ itemId, attempts }) => [itemId, attempts])).toEqual([[other, 2]]);
  });
});

describe('a folder that is let go of', () => {
  it('only in part, as the run was stopped, is whole again when it is wanted again', async () => {
    for (let at = 0; at < 10; at += 1) deliver(`${at}`);
    await world.run();
    world.scope = scopeOf({ FOLDER_EXCLUDE: 'Inbox' });
    const drain = new AbortController();
    world.fault = (operation, kind) => {
      if (operation === 'state-write' && kind === 'delete-item') drain.abort();
      return undefined;
    };
    const stopped = await world.run('delta', { drain: drain.signal });
    expect(stopped).toMatchObject({ outcome: 'stopped', counts: { removed: 7 } });
    world.fault = undefined;
    world.scope = scopeOf();
    expect(await world.run()).toMatchObject({ outcome: 'complete' });
    expect(contentsOf(world)).toEqual(expectedContents(world));
    expect(world.index.documents.size).toBe(10);
  });
});
