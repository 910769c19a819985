import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError, type Failure } from '../../src/errors.ts';
import { type AccessGroupOptions, keepAccessGroups } from '../../src/groups/index.ts';
import { createMemoryAccessGroupStore } from '../../src/memory/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { AccessGroupStore, Directory, GroupIndex } from '../../src/sync/ports/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const hour = 60 * 60_000;
const info = 'info@x.example';
let store: AccessGroupStore;
let clock: ManualClock;
let people: readonly string[] | Failure;
let refused: Failure | undefined;
let deleted: boolean;
let named: boolean;
let told: Map<string, readonly string[]>;
const calls: string[] = [];
const events: SyncEvent[] = [];

beforeEach(() => {
  store = createMemoryAccessGroupStore();
  clock = createManualClock();
  people = ['ann', 'ben'];
  refused = undefined;
  deleted = false;
  named = true;
  told = new Map();
  calls.length = 0;
  events.length = 0;
});

const directory = {
  peopleOf: async () => {
    calls.push('ask');
    if ('kind' in people) throw new ConnectorError(people);
    return { groupId: 'id', people, skipped: { guest: 1 } };
  },
  isDeleted: async () => deleted,
} as unknown as Directory;

const index: GroupIndex = {
  put: async ({ name, members, before }) => {
    calls.push(`put ${before}`);
    if (refused !== undefined) throw new ConnectorError(refused);
    told.set(name, members);
  },
  delete: async ({ name }) => {
    calls.push('delete');
    told.delete(name);
  },
  close: () => {},
};

const keep = (groups: readonly string[] = ['Sales'], changes: Partial<AccessGroupOptions> = {}) =>
  keepAccessGroups({
    wanted: new Map(groups.map((group) => [group, [info]])),
    nameInIndex: (group) => `entra:${group}`,
    isNamed: async () => named,
    store,
    directory,
    index,
    intervalMs: 24 * hour,
    clock,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    ...changes,
  });

const nextDay = (groups?: readonly string[]) => {
  clock.advance(24 * hour);
  calls.length = 0;
  return keep(groups);
};
const warnings = () => events.filter((event) => event.type === 'warning');
const noGroup = { code: 'directory.no-group', kind: 'configuration', message: 'no such group' } as const;
const down = { code: 'down', kind: 'transient', message: 'no answer' } as const;

describe('the index', () => {
  it('is told who is in a group, and told again only when that changed', async () => {
    await keep();
    expect(calls).toEqual(['ask', 'put 0']);
    expect(told).toEqual(new Map([['entra:Sales', ['ann', 'ben']]]));
    expect(events).toEqual([{ type: 'access-group', state: 'put', members: 2, skipped: { guest: 1 } }]);
    await nextDay();
    expect(calls).toEqual(['ask']);
    people = ['ann', 'cem'];
    await nextDay();
    expect(calls).toEqual(['ask', 'put 2']);
    expect(told.get('entra:Sales')).toEqual(['ann', 'cem']);
  });

  it('is told by one worker of a round', async () => {
    await Promise.all([keep(), keep(), keep()]);
    clock.advance(11 * hour);
    await keep();
    expect(calls).toEqual(['ask', 'put 0']);
  });

  it('is told that nobody is in a group by forgetting the group', async () => {
    await keep();
    people = [];
    events.length = 0;
    await nextDay();
    expect(calls).toEqual(['ask', 'delete']);
    expect(events).toEqual([{ type: 'access-group', state: 'deleted', members: 2, skipped: { guest: 1 } }]);
    expect(told.size).toBe(0);
    await nextDay();
    expect(calls).toEqual(['ask']);
  });

  it('goes by the members it had while the group cannot be read, and is told as soon as it can', async () => {
    await keep();
    people = down;
    await nextDay();
    expect(told.get('entra:Sales')).toEqual(['ann', 'ben']);
    expect(warnings()).toMatchObject([{ code: 'down', message: expect.stringContaining('no answer') }]);
    people = ['cem'];
    await keep();
    expect(told.get('entra:Sales')).toEqual(['cem']);
  });

  it('is told again after a call that failed, although nobody joined or left', async () => {
    await keep();
    people = ['cem'];
    refused = down;
    await nextDay();
    refused = undefined;
    people = ['ann', 'ben'];
    calls.length = 0;
    await keep();
    expect(calls).toEqual(['ask', 'put 2']);
  });

  it('is told by another worker when one died, but not before it must have', async () => {
    const died = new Promise<never>(() => {});
    void keep(['Sales'], { directory: { peopleOf: () => died } as unknown as Directory });
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(9 * 60_000);
    await keep();
    expect(calls).toEqual([]);
    clock.advance(60_000);
    await keep();
    expect(told.get('entra:Sales')).toEqual(['ann', 'ben']);
  });

  it('is told again after a call that came late and undid a later one', async () => {
    let arrive: () => void = () => {};
    const onItsWay = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const put: GroupIndex['put'] = async (group, signal) => {
      await onItsWay;
      await index.put(group, signal);
    };
    const late = keep(['Sales'], { index: { ...index, put } });
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10 * 60_000);
    people = ['cem'];
    await keep();
    expect(told.get('entra:Sales')).toEqual(['cem']);
    arrive();
    await late;
    expect(told.get('entra:Sales')).toEqual(['ann', 'ben']);
    await keep();
    expect(told.get('entra:Sales')).toEqual(['cem']);
  });

  it('goes on with other groups when one cannot be told of', async () => {
    const peopleOf = async (group: string) => {
      if (group === 'Gone')
        throw new ConnectorError({ code: 'directory.no-group', kind: 'configuration', message: 'm' });
      return { groupId: 'id', people: ['ann'], skipped: {} };
    };
    await keep(['Gone', 'Sales'], { directory: { peopleOf } as unknown as Directory });
    expect([...told.keys()]).toEqual(['entra:Sales']);
    expect(warnings()).toMatchObject([{ code: 'directory.no-group' }]);
  });

  it('says so when the table does not answer', async () => {
    await keep(['Sales'], { store: { ...store, listGroups: () => Promise.reject(new ConnectorError(down)) } });
    expect(warnings()).toMatchObject([{ code: 'down' }]);
  });
});

describe('a group that is found no more', () => {
  it('keeps its members unless it is proved to be deleted, and only what was there can be', async () => {
    deleted = true;
    people = noGroup;
    await keep();
    expect(calls).toEqual(['ask']);
    people = ['ann', 'ben'];
    await keep();
    deleted = false;
    people = noGroup;
    await nextDay();
    expect(told.has('entra:Sales')).toBe(true);
    deleted = true;
    people = down;
    await nextDay();
    expect(told.has('entra:Sales')).toBe(true);
  });

  it('loses them again when the call that was to take them did not arrive', async () => {
    await keep();
    deleted = true;
    people = noGroup;
    clock.advance(24 * hour);
    await keep(['Sales'], { index: { ...index, delete: () => Promise.reject(new ConnectorError(down)) } });
    expect(told.has('entra:Sales')).toBe(true);
    await keep();
    expect(told.size).toBe(0);
  });

  it('is known by its id before the index is told who is in it, so that a worker may die on the way', async () => {
    const died = new Promise<never>(() => {});
    const put: GroupIndex['put'] = async (group, signal) => {
      await index.put(group, signal);
      await died;
    };
    void keep(['Sales'], { index: { ...index, put } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.size).toBe(1);
    deleted = true;
    people = noGroup;
    clock.advance(10 * 60_000);
    await keep();
    expect(told.size).toBe(0);
  });
});

describe('a group that settings name no more', () => {
  it('is kept up to date for as long as documents name it, and then forgotten', async () => {
    await keep();
    people = ['cem'];
    await nextDay([]);
    expect(told.get('entra:Sales')).toEqual(['cem']);
    named = false;
    await nextDay([]);
    expect(calls).toEqual(['delete']);
    expect(told.size).toBe(0);
    expect(await store.listGroups()).toEqual([]);
  });

  it('is asked for by the time at which it was dropped, and all the mailboxes that ever named it', async () => {
    await keep(['Sales'], { wanted: new Map([['Sales', [info, 'hr@x.example']]]) });
    await nextDay();
    const asked: unknown[] = [];
    const isNamed = async (...args: readonly unknown[]) => asked.push(args) > 0;
    clock.advance(24 * hour);
    const dropped = clock.now();
    await keep([], { isNamed });
    clock.advance(24 * hour);
    await keep([], { isNamed });
    expect(asked).toEqual([
      [[info, 'hr@x.example'], dropped],
      [[info, 'hr@x.example'], dropped],
    ]);
  });

  it('is forgotten after a week although a mailbox was not read to its end, and told again when it is named again', async () => {
    await keep();
    clock.advance(hour);
    await keep([]);
    for (let day = 1; day < 7; day += 1) await nextDay([]);
    expect(told.has('entra:Sales')).toBe(true);
    await nextDay([]);
    expect(told.size).toBe(0);
    await keep();
    expect(told.get('entra:Sales')).toEqual(['ann', 'ben']);
  });

  it('is forgotten in the same way when nobody can read it', async () => {
    await keep();
    people = noGroup;
    await nextDay([]);
    clock.advance(6 * 24 * hour);
    await nextDay([]);
    expect(told.size).toBe(0);
  });

  it('is named again without a trace', async () => {
    await keep();
    await nextDay([]);
    named = false;
    await nextDay();
    await nextDay();
    expect(told.has('entra:Sales')).toBe(true);
    expect((await store.listGroups())[0]).not.toHaveProperty('droppedAt');
  });
});

describe('workers in any interleaving', () => {
  it('leave the index with the members that there are, once they have come to rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.subarray(['ann', 'ben', 'cem']), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 2, max: 3 }),
        async (scheduler, memberships, workers) => {
          const memory = createMemoryAccessGroupStore();
          const time = createManualClock();
          const members = new Map<string, readonly string[]>();
          let now: readonly string[] = ['ann'];
          const step = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
            scheduler.scheduleFunction(work);
          const stepped: AccessGroupStore = {
            listGroups: step(memory.listGroups),
            replaceGroup: step(memory.replaceGroup),
            removeGroup: step(memory.removeGroup),
          };
          const options = (
            store: AccessGroupStore,
            around: <A extends unknown[], T>(work: (...args: A) => Promise<T>) => (...args: A) => Promise<T>,
          ) => ({
            wanted: new Map([['Sales', [info]]]),
            nameInIndex: (group: string) => group,
            isNamed: async () => true,
            store,
            directory: {
              peopleOf: around(async (_: string) => ({ groupId: 'id', people: now, skipped: {} })),
            } as unknown as Directory,
            index: {
              put: around(async (group: { name: string; members: readonly string[] }) => {
                members.set(group.name, group.members);
              }),
              delete: around(async (group: { name: string }) => {
                members.delete(group.name);
              }),
              close: () => {},
            } as unknown as GroupIndex,
            intervalMs: hour,
            clock: time,
            emit: () => {},
            signal: new AbortController().signal,
          });
          const rounds = Array.from({ length: workers }, async () => {
            for (let turn = 0; turn < 3; turn += 1) {
              await keepAccessGroups(options(stepped, step));
              // So long that claims of others seem to be of the dead.
              time.advance(hour);
            }
          });
          for (const membership of memberships) {
            void scheduler.schedule(Promise.resolve()).then(() => {
              now = membership;
            });
          }
          await scheduler.waitFor(Promise.all(rounds));
          for (let turn = 0; turn < 2; turn += 1) {
            time.advance(hour);
            await keepAccessGroups(options(memory, (work) => work));
          }
          expect(members.get('Sales') ?? []).toEqual(now);
        },
      ),
      { numRuns: 300 },
    );
  });
});
