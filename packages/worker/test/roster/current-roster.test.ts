import { beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectorError, type Failure } from '../../src/errors.ts';
import { createMemoryRosterStore } from '../../src/memory/index.ts';
import { currentRoster, newestRoster, type RosterSettings, retireRoster } from '../../src/roster/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { Directory, GroupMailboxes, RosterStore } from '../../src/sync/ports/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const hour = 60 * 60_000;
let store: RosterStore;
let clock: ManualClock;
let group: GroupMailboxes | Failure;
let asked: number;
const events: SyncEvent[] = [];

const members = (...mailboxes: readonly string[]): GroupMailboxes => ({ mailboxes, unknown: [], skipped: {} });
const twenty = Array.from({ length: 20 }, (_, index) => `m${index}@x.example`);

beforeEach(() => {
  store = createMemoryRosterStore();
  clock = createManualClock();
  group = members('b', 'c');
  asked = 0;
  events.length = 0;
});

const directory: Pick<Directory, 'mailboxesOf'> = {
  mailboxesOf: async () => {
    asked += 1;
    if ('kind' in group) throw new ConnectorError(group);
    return group;
  },
};

const usual: RosterSettings = { list: ['a'], group: 'Team', intervalMs: 24 * hour, safeguardPercent: 20 };

const current = (settings: Partial<RosterSettings> = {}) =>
  currentRoster({
    settings: { ...usual, ...settings },
    store,
    directory: directory as Directory,
    owner: 'worker',
    clock,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  });

/** The list once it is due again. */
const nextDay = (settings: Partial<RosterSettings> = {}) => {
  clock.advance(24 * hour);
  return current(settings);
};
const told = (type: SyncEvent['type']) => events.filter((event) => event.type === type);
const down = { code: 'network.timeout', kind: 'transient', message: 'no answer' } as const;

describe('the list of all mailboxes', () => {
  it('begins with the addresses that settings name, and each stands on it once', async () => {
    group = members('a', 'b', 'c');
    expect(await current()).toMatchObject({ version: 1, addresses: ['a', 'b', 'c'], frozenBy: 'worker' });
    expect(told('mailboxes-frozen')).toMatchObject([{ mailboxes: 3, joined: 3, left: 0 }]);
  });

  it('is read by all others until it is due, whatever becomes of the group', async () => {
    const first = await current();
    group = members('b', 'c', 'd');
    clock.advance(11 * hour);
    expect(await current()).toEqual(first);
    expect(asked).toBe(1);
    clock.advance(hour);
    expect((await current()).addresses).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is frozen anew at once when settings change', async () => {
    await current();
    expect((await current({ list: ['a', 'z'] })).addresses).toEqual(['a', 'b', 'c', 'z']);
    expect((await current({ list: ['a', 'z'], group: 'Others' })).version).toBe(3);
  });

  it('is used on when the group cannot be read, and said to be', async () => {
    const first = await current();
    group = down;
    expect(await nextDay()).toEqual(first);
    expect(told('warning')).toMatchObject([{ code: 'network.timeout', message: expect.stringContaining('no answer') }]);
    group = members('b', 'c', 'd');
    expect((await current()).version).toBe(2);
  });

  it('has to be there, or the group has to be readable', async () => {
    group = down;
    await expect(current()).rejects.toMatchObject(down);
    expect(await store.readRoster()).toBeUndefined();
  });

  it('does not begin with a group of nobody', async () => {
    group = { mailboxes: [], unknown: ['u'], skipped: { guest: 2 } };
    await expect(current()).rejects.toMatchObject({
      code: 'directory.empty-group',
      kind: 'configuration',
      message: expect.stringContaining('"guest":2'),
    });
  });

  it('keeps those of whom it cannot be learnt whether they have a mailbox, and takes none of them in', async () => {
    await current();
    group = { mailboxes: ['c'], unknown: ['b', 'u'], skipped: { guest: 1 } };
    expect(await nextDay()).toMatchObject({ addresses: ['a', 'b', 'c'], skipped: { guest: 1, unknown: 1 } });
  });

  it('is not frozen over what somebody faster froze', async () => {
    const slow: RosterStore = {
      ...store,
      replaceRoster: async (expected, next) => {
        await store.replaceRoster(expected, { ...next, frozenBy: 'faster', addresses: ['f'] });
        return store.replaceRoster(expected, next);
      },
    };
    const all = { ...usual, list: [] };
    const emit = (event: SyncEvent) => events.push(event);
    const options = { settings: all, store: slow, directory: directory as Directory, clock, emit };
    const roster = await currentRoster({ ...options, owner: 'slower', signal: new AbortController().signal });
    expect(roster).toMatchObject({ frozenBy: 'faster', addresses: ['f'] });
    expect(events).toEqual([]);
  });
});

describe('mailboxes that are in the group no more', () => {
  it('leave the list, as many as the safeguard lets pass', async () => {
    group = members(...twenty);
    await current({ list: [] });
    group = members(...twenty.slice(4));
    expect((await nextDay({ list: [] })).addresses).toHaveLength(16);
    expect(told('mailboxes-held')).toEqual([]);
  });

  it('stay when they are more, until an operator releases them; others come all the same', async () => {
    group = members(...twenty);
    await current({ list: [] });
    group = members(...twenty.slice(5), 'new@x.example');
    const held = await nextDay({ list: [] });
    expect(held.addresses).toEqual([...twenty, 'new@x.example']);
    expect(held.held).toEqual({ leaving: 5, listed: 20, since: clock.now() });
    expect(told('mailboxes-held')).toEqual([{ type: 'mailboxes-held', leaving: 5, listed: 20 }]);
    const since = held.held?.since;
    expect((await nextDay({ list: [] })).held).toEqual({ leaving: 5, listed: 21, since });

    const waiting = await store.readRoster();
    if (waiting?.held === undefined) throw new Error('nothing is held');
    const released = { ...waiting.held, released: 5 };
    await store.replaceRoster(waiting.version, { ...waiting, version: waiting.version + 1, held: released });
    const after = await current({ list: [] });
    expect(after.addresses).toHaveLength(16);
    expect(after.held).toBeUndefined();
  });

  it('are waited for when more have gone since an operator released fewer', async () => {
    group = members(...twenty);
    await current({ list: [] });
    group = members(...twenty.slice(5));
    const { held, ...roster } = await nextDay({ list: [] });
    if (held === undefined) throw new Error('nothing is held');
    await store.replaceRoster(2, { ...roster, version: 3, held: { ...held, released: 5 } });
    group = members(...twenty.slice(6));
    expect((await current({ list: [] })).held).toMatchObject({ leaving: 6 });
  });

  it('come back without a trace', async () => {
    group = members(...twenty);
    const first = await current({ list: [] });
    group = members(...twenty.slice(10));
    await nextDay({ list: [] });
    group = members(...twenty);
    expect(await nextDay({ list: [] })).toMatchObject({ version: 3, addresses: first.addresses });
    expect((await store.readRoster())?.held).toBeUndefined();
  });

  it('leave one by one, and when settings name another group, however few there are', async () => {
    group = members('b', 'c');
    await current({ list: [] });
    group = members('b');
    expect((await nextDay({ list: [] })).addresses).toEqual(['b']);
    group = members('x', 'y');
    expect((await current({ list: [], group: 'Others' })).addresses).toEqual(['x', 'y']);
  });

  it.each([20, 100])('stay when nobody is left in it, with a safeguard of %i percent', async (safeguardPercent) => {
    for (const before of [members('b'), members('b', 'c')]) {
      store = createMemoryRosterStore();
      group = before;
      const { addresses } = await current({ safeguardPercent });
      group = members();
      expect((await nextDay({ safeguardPercent })).addresses).toEqual(addresses);
      expect((await current({ safeguardPercent, group: 'Others' })).addresses).toEqual(addresses);
    }
  });
});

describe('what may be taken out of the index', () => {
  it('is told by the newest list alone, and by none of other settings', async () => {
    await current();
    group = members('c');
    const newest = await nextDay();
    expect(await newestRoster(store, usual)).toEqual(newest);
    expect(await newestRoster(store, { ...usual, list: [] })).toBeUndefined();
    expect(await newestRoster(createMemoryRosterStore(), usual)).toBeUndefined();
  });

  it('is told by a list of addresses again when nobody freezes another one for two intervals', async () => {
    const settings = { clock, intervalMs: 24 * hour };
    expect(await retireRoster(store, settings)).toBe(true);
    await current();
    clock.advance(47 * hour);
    expect(await retireRoster(store, settings)).toBe(false);
    clock.advance(hour);
    expect(await retireRoster(store, settings)).toBe(true);
    expect(await store.readRoster()).toBeUndefined();
  });
});
