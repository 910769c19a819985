import {
  type ChangeableWorld,
  createWorld,
  type GraphFault,
  type TestableMailbox,
  type WorldFolder,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FolderLook, MailboxReader, WatchedFolder } from '../../src/sync/ports/index.ts';
import { testSeed } from '../support/deep-seed.ts';
import { type MailAdapters, startMailAdapters } from '../support/mail-adapters.ts';
import { batch, type CannedGraph, never, partsOf, startCanned } from './canned-graph.ts';

const address = 'ann@contoso.example';
const lastCommit = 'SystemTime 0x670a';

let world: ChangeableWorld;
let mailbox: TestableMailbox;
let adapters: MailAdapters;
let reader: MailboxReader;

beforeEach(async () => {
  world = await createWorld({ seed: 7 });
  mailbox = world.addMailbox(address, { generated: 5 });
  adapters = await startMailAdapters(world, { kinds: ['calendars', 'contacts'], roles: () => everything });
  reader = adapters.sources.graph.open({ address, store: 'primary' });
});

afterEach(() => adapters.close());

const everything = ['Mail.Read', 'Calendars.Read', 'Contacts.Read'];
const restId = (id: string) => id.replaceAll('/', '-').replaceAll('+', '_');
const named = (name: string) => mailbox.primary.wellKnown(name)?.id ?? '';
const first = (folder: string) => mailbox.primary.folder(folder)?.itemsBelow(undefined, 1)[0]?.id ?? '';
const mailFolders = () => mailbox.primary.folders().filter(({ folderClass }) => folderClass === 'IPF.Note');
const strike = (operation: string, effect: GraphFault, times?: number) =>
  adapters.graph.faults.add({ operation, effect, ...(times === undefined ? {} : { times }) });

/** Folders with cursors, as after a run. */
async function read(folders: readonly { readonly id: string }[] = mailFolders()): Promise<readonly WatchedFolder[]> {
  return Promise.all(
    folders.map(async ({ id }) => ({ id, cursor: (await reader.listItemChanges(id, undefined, never)).cursor })),
  );
}

/** What a look tells, and which requests it takes. */
async function look(folders: readonly WatchedFolder[]) {
  adapters.graph.calls.reset();
  const looks = await reader.lookAtFolders(folders, never);
  const { Batch: batches, ...requests } = adapters.graph.calls.counts();
  return { looks, requests, batches, kinds: [...looks.values()].map(({ kind }) => kind) };
}

const byMark = (folders: readonly unknown[]) => folders.map(() => 'mark');
const byCursor = (folders: readonly unknown[]) => folders.map(() => 'since-cursor');
const differ = (one: ReadonlyMap<string, FolderLook>, other: ReadonlyMap<string, FolderLook>) =>
  [...one.keys()].filter((id) => JSON.stringify(one.get(id)) !== JSON.stringify(other.get(id))).sort();

describe('a look at folders', () => {
  it('tells of each by a mark, which is another one after whatever happens to its items', async () => {
    const { primary } = mailbox;
    const [inbox, drafts] = [named('inbox'), named('drafts')];
    const folders = await read();
    let before = await look(folders);
    expect(before.kinds).toEqual(byMark(folders));
    const changed = async (change: () => unknown): Promise<readonly string[]> => {
      change();
      const after = await look(folders);
      const ids = differ(before.looks, after.looks);
      before = after;
      return ids;
    };
    expect(await changed(() => {})).toEqual([]);
    expect(await changed(() => primary.deliver(inbox))).toEqual([inbox]);
    expect(await changed(() => primary.edit(first(inbox), (message) => message))).toEqual([inbox]);
    expect(await changed(() => primary.remove(first(inbox)))).toEqual([inbox]);
    expect(await changed(() => primary.move(first(inbox), drafts))).toEqual([inbox, drafts].sort());
  });

  it('takes one request for a hundred folders below the same one, and asks for no changes', async () => {
    for (let number = 0; number < 120; number += 1) mailbox.primary.addFolder({ name: `folder ${number}` });
    mailbox.primary.removeFolder(named('conflicts'));
    const flat = mailFolders();
    const { requests, kinds } = await look(flat.map(({ id }) => ({ id })));
    expect(requests).toEqual({ ListFolders: 2 });
    expect(kinds).toEqual(byMark(flat));
  });

  it('finds folders at any depth, those of one level in one batch', async () => {
    const ids = [named('inbox'), named('drafts'), named('sentitems')].map((parentId) => {
      const child = mailbox.primary.addFolder({ name: 'child', parentId });
      return mailbox.primary.addFolder({ name: 'grandchild', parentId: child.id });
    });
    const { requests, batches, kinds } = await look([...mailFolders().map(({ id }) => ({ id }))]);
    // The parents are the three, their children, and the one that has the conflicts.
    expect(requests).toEqual({ ListFolders: 1, ListChildFolders: 7 });
    expect(batches).toBe(3);
    expect(kinds).toEqual(byMark(mailFolders()));
    expect(ids).toHaveLength(3);
  });

  it('tells nothing of a folder that is not asked for, and goes no deeper than those that are', async () => {
    const asked = mailFolders().filter(({ id }) => id !== named('conflicts') && id !== named('inbox'));
    const { looks, requests } = await look(asked.map(({ id }) => ({ id })));
    expect([...looks.keys()].sort()).toEqual(asked.map(({ id }) => id).sort());
    expect(requests).toEqual({ ListFolders: 1 });
  });

  it('asks no more than three folders for their changes instead', async () => {
    const folders = await read(mailFolders().slice(0, 3));
    const { requests, kinds } = await look(folders);
    expect(requests).toEqual({ MessagesDelta: 3 });
    expect(kinds).toEqual(byCursor(folders));
    expect((await look(folders.map(({ id }) => ({ id })))).requests).toEqual({});
  });

  it('asks folders of contacts for their changes, and of calendars for nothing', async () => {
    const contacts = `contacts:${restId(named('contacts'))}`;
    const { cursor } = await reader.listItemChanges(contacts, undefined, never);
    const calendar = `calendar:${restId(named('calendar'))}`;
    const listed = await reader.listItemChanges(calendar, undefined, never);
    const { looks } = await look([
      { id: contacts, cursor },
      { id: calendar, cursor: listed.cursor },
      ...(await read()),
    ]);
    expect(looks.get(contacts)).toEqual({ kind: 'since-cursor', changed: false });
    expect(looks.has(calendar)).toBe(false);
  });
});

describe('a look at folders without a time of their last change', () => {
  it.each([
    ['is given', {}],
    ['is a time', { value: 'soon' }],
    ['is a day of this calendar', { value: '2026-13-41T00:00:00Z' }],
    ['is of this century', { value: '0001-01-01T00:00:00Z' }],
  ])('that %s asks each for its changes, and for no lists from then on', async (_, value) => {
    const folders = await read();
    strike('ListFolders', { kind: 'property', id: lastCommit, ...value });
    const refused = await look(folders);
    expect(refused.kinds).toEqual(byCursor(folders));
    expect(refused.requests).toEqual({ ListFolders: 1, MessagesDelta: folders.length });
    mailbox.primary.deliver(named('inbox'));
    const { looks, requests } = await look(folders);
    expect(requests).toEqual({ MessagesDelta: folders.length });
    const changed = [...looks].filter(([, told]) => told.kind === 'since-cursor' && told.changed).map(([id]) => id);
    expect(changed).toEqual([named('inbox')]);
  });

  it('asks those alone for their changes where others have one', async () => {
    const child = mailbox.primary.addFolder({ name: 'child', parentId: named('inbox') });
    const folders = await read();
    adapters.graph.faults.add({
      operation: 'ListChildFolders',
      target: restId(named('inbox')),
      effect: { kind: 'property', id: lastCommit },
    });
    const { looks, requests } = await look(folders);
    expect(looks.get(child.id)?.kind).toBe('since-cursor');
    expect(requests).toEqual({ ListFolders: 1, ListChildFolders: 2, MessagesDelta: 1 });
  });

  it('goes without a number of removals', async () => {
    strike('ListFolders', { kind: 'property', id: 'Integer 0x670b' });
    const folders = mailFolders().map(({ id }) => ({ id }));
    const before = await look(folders);
    mailbox.primary.remove(first(named('inbox')));
    expect(differ(before.looks, (await look(folders)).looks)).toEqual([named('inbox')]);
  });
});

describe('a look at folders that fails', () => {
  it.each<readonly [string, GraphFault]>([
    ['is refused', { kind: 'error', status: 403, code: 'ErrorAccessDenied' }],
    ['is wrong', { kind: 'error', status: 500, code: 'ErrorInternalServerError' }],
    ['is no list', { kind: 'http', status: 200, body: '{"value":"none"}' }],
  ])('as a list %s asks each for its changes, and for the list again the next time', async (_, effect) => {
    const folders = await read();
    strike('ListFolders', effect, 1);
    expect((await look(folders)).kinds).toEqual(byCursor(folders));
    expect((await look(folders)).kinds).toEqual(byMark(folders));
  });

  it('as a list is too much for now asks for it again', async () => {
    const folders = await read();
    strike('ListFolders', { kind: 'error', status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 3 }, 1);
    expect((await look(folders)).kinds).toEqual(byMark(folders));
  });

  it('tells nothing of a folder whose changes cannot be asked for', async () => {
    const folders = await read();
    strike('ListFolders', { kind: 'property', id: lastCommit });
    strike('MessagesDelta', { kind: 'error', status: 410, code: 'SyncStateNotFound' }, 1);
    expect((await look(folders)).looks.size).toBe(folders.length - 1);
  });
});

describe('a look at any folders of any tree', () => {
  /** Each a child of one of those before it, or of the root. */
  const tree = fc.array(fc.record({ parent: fc.nat(20), isAsked: fc.boolean() }), { minLength: 4, maxLength: 40 });

  it('tells of each, and takes no more requests than there are folders', async () => {
    let trees = 0;
    const property = fc.asyncProperty(tree, fc.boolean(), async (folders, isDeepRefused) => {
      trees += 1;
      const { primary } = world.addMailbox(`person${trees}@contoso.example`);
      const there: WorldFolder[] = [];
      for (const { parent } of folders) {
        const above = there[parent % (there.length + 1)];
        const place = above === undefined ? {} : { parentId: above.id };
        there.push(primary.addFolder({ name: `folder ${there.length}`, ...place }));
      }
      reader = adapters.sources.graph.open({ address: `person${trees}@contoso.example`, store: 'primary' });
      const asked = await read(there.filter((_, position) => folders[position]?.isAsked));
      if (isDeepRefused) strike('ListChildFolders', { kind: 'property', id: lastCommit });
      const sent = async () => {
        const { looks, requests } = await look(asked);
        expect([...looks.keys()].sort()).toEqual(asked.map(({ id }) => id).sort());
        return Object.values(requests).reduce((sum, count) => sum + count, 0);
      };
      // That none of them is right below the root is found out once.
      expect(await sent()).toBeLessThanOrEqual(asked.length + 1);
      expect(await sent()).toBeLessThanOrEqual(asked.length);
      adapters.graph.faults.clear();
    });
    await fc.assert(property, { numRuns: 25, seed: testSeed });
  }, 60_000);
});

describe('a list of folders', () => {
  const date = 'Fri, 27 Nov 2026 10:00:00 GMT';
  const ids = ['a', 'b', 'c', 'd'];
  const entry = (id: string, changedAt: string) => ({
    id,
    childFolderCount: 0,
    totalItemCount: 3,
    unreadItemCount: 1,
    singleValueExtendedProperties: [
      { id: 'Systemtime 0x0670A', value: changedAt },
      { id: 'integer 0x670b', value: '4' },
    ],
  });
  let canned: CannedGraph;
  beforeEach(async () => {
    canned = await startCanned();
  });
  afterEach(() => canned.close());

  const looked = (
    changedAt: string,
    { headers = { date }, list = {} }: { headers?: { date: string }; list?: object } = {},
  ) => {
    canned.answer = (response, seen) => {
      response.setHeader('date', headers.date);
      batch(response, seen, () => ({ body: { value: ids.map((id) => entry(id, changedAt)), ...list } }));
    };
    return canned.reader.lookAtFolders(
      ids.map((id) => ({ id })),
      never,
    );
  };

  it('tells when each changed last, and how much is in it, for what can be asked at once', async () => {
    expect(await looked('2026-11-27T09:55:00Z')).toEqual(
      new Map(ids.map((id) => [id, { kind: 'mark', mark: '2026-11-27T09:55:00Z 4 3 1' }])),
    );
    expect(canned.requests.flatMap(partsOf)).toEqual([
      "/users/ann@contoso.example/mailFolders?$select=childFolderCount,totalItemCount,unreadItemCount&$expand=singleValueExtendedProperties($filter=id eq 'SystemTime 0x670A' or id eq 'Integer 0x670B')&$top=100&includeHiddenFolders=true",
    ]);
  });

  it.each([
    ['changed within five minutes', '2026-11-27T09:55:01Z', { date }],
    ['changed later than Graph says it is', '2026-11-27T10:00:30Z', { date }],
    ['is told of by a server without a clock', '2026-11-27T09:00:00Z', { date: 'soon' }],
  ])('tells nothing of one that %s', async (_, changedAt, headers) => {
    expect((await looked(changedAt, { headers })).size).toBe(0);
  });

  it('that goes on elsewhere is not followed', async () => {
    const value = ids.slice(1).map((id) => entry(id, '2026-11-27T09:00:00Z'));
    const list = { value, '@odata.nextLink': 'https://evil.example/v1.0/users/ann@contoso.example/mailFolders' };
    expect((await looked('', { list })).size).toBe(3);
    expect(canned.requests).toHaveLength(1);
  });

  it('that comes late is not held to a later time', async () => {
    const value = ids.slice(1).map((id) => entry(id, '2026-11-27T09:00:00Z'));
    const more = { '@odata.nextLink': `${canned.url}/users/ann@contoso.example/mailFolders?$skip=100` };
    canned.answer = (response, seen) => {
      const isFirst = !partsOf(seen).some((path) => path.includes('$skip'));
      const body = isFirst ? { value, ...more } : { value: [entry('a', '2026-11-27T09:58:00Z')] };
      response.setHeader('date', isFirst ? date : 'Fri, 27 Nov 2026 10:30:00 GMT');
      batch(response, seen, () => ({ body }));
    };
    const looks = await canned.reader.lookAtFolders(
      ids.map((id) => ({ id })),
      never,
    );
    expect([...looks.keys()]).toEqual(ids.slice(1));
    expect(canned.requests).toHaveLength(2);
  });

  it('that leads to itself comes to an end', async () => {
    const value = ids.slice(1).map((id) => entry(id, '2026-11-27T09:00:00Z'));
    const list = { value, '@odata.nextLink': `${canned.url}/users/ann@contoso.example/mailFolders?$skip=0` };
    expect((await looked('', { list })).size).toBe(3);
    expect(canned.requests.length).toBeLessThanOrEqual(3);
  });
});
