import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/errors.ts';
import { isResting } from '../../src/sync/failure-policy.ts';
import type { MailboxResult, SyncMode } from '../../src/sync/index.ts';
import type { FailureRecord, LeaseRecord } from '../../src/sync/ports/index.ts';
import { allOf } from '../support/all-of.ts';
import { type EngineWorld, engineWorld, owner, transient } from '../support/engine-world.ts';
import { mailboxKey } from '../support/memory-source.ts';
import { specTable } from '../support/spec-page.ts';
import { cellsOf, type TransitionTable, tableText } from '../support/transition-table.ts';

/** What is on record of one store of a mailbox between two runs. */
type State = 'unseen' | 'begun' | 'read' | 'rereading' | 'owing' | 'held' | 'leaving';

/** What happens to it until, and during, the next run. */
type Happening =
  | 'nothing'
  | 'a full run'
  | 'fifty messages are deleted'
  | 'an operator releases its deletions'
  | 'it is on no list'
  | 'it is on the list'
  | 'it cannot be read'
  | 'it is throttled for minutes'
  | 'it stays throttled'
  | 'a living worker holds its lease'
  | 'a dead worker holds its lease'
  | 'its lease is lost'
  | 'the process is killed before its first write';

type Outcome = MailboxResult['outcome'];

/** How the store's part of the run ended, and what is on record afterwards. */
interface Expected {
  readonly outcome: Outcome;
  readonly next: State;
  /** Why it cannot happen here: it was tried, and the engine never came to it. */
  readonly never?: string;
}

const to = (next: State, outcome: Outcome = 'complete'): Expected => ({ next, outcome });
const cannot = (never: string, next: State, outcome: Outcome = 'complete'): Expected => ({ next, outcome, never });
const nothingHeld = 'nothing is held';
const notAsked = 'the source is not asked';

const table: TransitionTable<State, Happening, Expected> = {
  unseen: {
    nothing: to('read'),
    'a full run': to('read'),
    'fifty messages are deleted': to('read'),
    'an operator releases its deletions': cannot(nothingHeld, 'read'),
    'it is on no list': cannot('nobody knows it', 'unseen'),
    'it is on the list': to('read'),
    'it cannot be read': to('unseen', 'incomplete'),
    'it is throttled for minutes': to('read'),
    'it stays throttled': to('unseen', 'incomplete'),
    'a living worker holds its lease': to('unseen', 'held'),
    'a dead worker holds its lease': to('read'),
    'its lease is lost': to('begun', 'incomplete'),
    'the process is killed before its first write': to('begun', 'incomplete'),
  },
  begun: {
    nothing: to('read'),
    'a full run': to('read'),
    'fifty messages are deleted': to('read'),
    'an operator releases its deletions': cannot(nothingHeld, 'read'),
    'it is on no list': to('unseen', 'removed'),
    'it is on the list': to('read'),
    'it cannot be read': to('begun', 'incomplete'),
    'it is throttled for minutes': to('read'),
    'it stays throttled': to('begun', 'incomplete'),
    'a living worker holds its lease': to('begun', 'held'),
    'a dead worker holds its lease': to('read'),
    'its lease is lost': to('begun', 'incomplete'),
    'the process is killed before its first write': to('begun', 'incomplete'),
  },
  read: {
    nothing: to('read'),
    'a full run': to('read'),
    'fifty messages are deleted': to('held'),
    'an operator releases its deletions': cannot(nothingHeld, 'read'),
    'it is on no list': to('leaving'),
    'it is on the list': to('read'),
    'it cannot be read': to('read', 'incomplete'),
    'it is throttled for minutes': to('read'),
    'it stays throttled': to('read', 'incomplete'),
    'a living worker holds its lease': to('read', 'held'),
    'a dead worker holds its lease': to('read'),
    'its lease is lost': to('read', 'incomplete'),
    'the process is killed before its first write': to('read', 'incomplete'),
  },
  rereading: {
    nothing: to('rereading'),
    'a full run': to('read'),
    'fifty messages are deleted': to('held'),
    'an operator releases its deletions': cannot(nothingHeld, 'rereading'),
    'it is on no list': to('leaving'),
    'it is on the list': to('rereading'),
    'it cannot be read': to('rereading', 'incomplete'),
    'it is throttled for minutes': to('rereading'),
    'it stays throttled': to('rereading', 'incomplete'),
    'a living worker holds its lease': to('rereading', 'held'),
    'a dead worker holds its lease': to('rereading'),
    'its lease is lost': to('rereading', 'incomplete'),
    'the process is killed before its first write': to('rereading', 'incomplete'),
  },
  owing: {
    nothing: to('read'),
    'a full run': to('read'),
    'fifty messages are deleted': to('held'),
    'an operator releases its deletions': cannot(nothingHeld, 'read'),
    'it is on no list': to('leaving'),
    'it is on the list': to('read'),
    'it cannot be read': to('owing', 'incomplete'),
    'it is throttled for minutes': to('read'),
    'it stays throttled': to('owing', 'incomplete'),
    'a living worker holds its lease': to('owing', 'held'),
    'a dead worker holds its lease': to('read'),
    'its lease is lost': to('owing', 'incomplete'),
    'the process is killed before its first write': to('owing', 'incomplete'),
  },
  held: {
    nothing: to('held'),
    'a full run': to('held'),
    'fifty messages are deleted': to('held'),
    'an operator releases its deletions': to('read'),
    'it is on no list': to('leaving'),
    'it is on the list': to('held'),
    'it cannot be read': to('held', 'incomplete'),
    'it is throttled for minutes': to('held'),
    'it stays throttled': to('held', 'incomplete'),
    'a living worker holds its lease': to('held', 'held'),
    'a dead worker holds its lease': to('held'),
    'its lease is lost': to('held', 'incomplete'),
    'the process is killed before its first write': to('held', 'incomplete'),
  },
  leaving: {
    nothing: to('leaving'),
    'a full run': to('leaving'),
    'fifty messages are deleted': to('leaving'),
    'an operator releases its deletions': to('unseen', 'removed'),
    'it is on no list': to('leaving'),
    'it is on the list': to('read'),
    'it cannot be read': cannot(notAsked, 'leaving'),
    'it is throttled for minutes': cannot(notAsked, 'leaving'),
    'it stays throttled': cannot(notAsked, 'leaving'),
    'a living worker holds its lease': to('leaving', 'held'),
    'a dead worker holds its lease': to('leaving'),
    'its lease is lost': to('leaving', 'incomplete'),
    'the process is killed before its first write': to('leaving', 'incomplete'),
  },
};

const ann = { address: owner, store: 'primary' } as const;
const ben = 'ben@example.com';

interface Scene {
  readonly world: EngineWorld;
  readonly inbox: string;
  readonly items: string[];
}

/** Sixty messages of Ann's in three pages, one of Ben's. */
function scene(): Scene {
  const world = engineWorld({ pageSize: 20, messageBatchSize: 10 });
  world.deletionSafeguardPercent = 20;
  const inbox = world.mailbox().addFolder('Inbox');
  const deliver = (key: number) =>
    world.mailbox().deliver(inbox, { searchKey: `${key}`, subject: `s ${key}`, body: `b ${key}` });
  const items = Array.from({ length: 60 }, (_, key) => deliver(key));
  const bens = world.mailbox(ben);
  bens.deliver(bens.addFolder('Inbox'), { searchKey: 'ben', subject: 's', body: 'b' });
  return { world, inbox, items };
}

/** How Ann's store comes into each state. */
const enter: Readonly<Record<State, (scene: Scene) => Promise<void>>> = {
  unseen: async () => {},
  begun: (the) => runStoppedInInbox(the),
  read: async ({ world }) => void (await world.run()),
  rereading: async (the) => {
    await the.world.run();
    await runStoppedInInbox(the, 'full');
  },
  owing: async (the) => {
    const item = the.items.at(-1);
    await runFailing(the, (operation, id) => (operation === 'fetchMessage' && id === item ? transient() : undefined));
  },
  held: async (the) => {
    await the.world.run();
    removeFifty(the);
    await the.world.run();
  },
  leaving: async ({ world }) => {
    await world.run();
    world.unlisted.add(mailboxKey(ann));
    await world.run();
  },
};

async function runStoppedInInbox({ world, inbox }: Scene, mode?: SyncMode): Promise<void> {
  const drain = new AbortController();
  world.fault = (operation, id) => {
    if (operation === 'listItemChanges' && id === inbox) drain.abort();
    return undefined;
  };
  await world.run(mode, { drain: drain.signal });
  world.fault = undefined;
}

function removeFifty({ world, inbox, items }: Scene): void {
  for (const item of items.splice(0, 50)) world.mailbox().remove(inbox, item);
}

interface Result {
  readonly outcome: Outcome | undefined;
  readonly happened: boolean;
}

async function run({ world }: Scene, mode?: SyncMode): Promise<Outcome | undefined> {
  const { mailboxes } = await world.run(mode);
  return mailboxes.find(({ mailbox }) => mailbox.address === owner)?.result.outcome;
}

async function runFailing(the: Scene, failures: (operation: string, detail: string) => Failure | undefined) {
  let happened = false;
  the.world.fault = (operation, detail) => {
    const failure = failures(operation, detail);
    happened ||= failure !== undefined;
    return failure;
  };
  const outcome = await run(the);
  the.world.fault = undefined;
  return { outcome, happened };
}

async function runAfter(the: Scene, change: () => unknown, mode?: SyncMode): Promise<Result> {
  await change();
  return { outcome: await run(the, mode), happened: true };
}

async function putLease({ world }: Scene, next: Omit<LeaseRecord, 'token'>): Promise<void> {
  const record = await world.state.leases.readLease(ann);
  await world.state.leases.replaceLease(ann, record, { ...next, token: (record?.token ?? 0) + 1 });
}

const isAnns = (operation: string, detail: string) => operation === 'listFolderChanges' && detail === mailboxKey(ann);
const busy: Failure = { code: 'ErrorServerBusy', kind: 'throttled', message: 'busy', retryAfterMs: 300_000 };

/** What each happening is, and whether the engine came to it. */
const happen: Readonly<Record<Happening, (scene: Scene) => Promise<Result>>> = {
  nothing: (the) => runAfter(the, () => {}),
  'a full run': (the) => runAfter(the, () => {}, 'full'),
  'fifty messages are deleted': (the) => runAfter(the, () => removeFifty(the)),
  'an operator releases its deletions': async (the) => {
    const held = await the.world.state.view(ann).readHeld();
    if (held === undefined) return { outcome: await run(the), happened: false };
    const fence = { owner: 'operator', beat: 0 };
    await putLease(the, fence);
    const lease = await the.world.state.leases.readLease(ann);
    const state = the.world.state.open(ann, { owner: 'operator', token: lease?.token ?? 0 });
    await state.write([{ kind: 'put-held', record: { ...held, released: held.messages } }]);
    await putLease(the, { owner: '', beat: 0 });
    return runAfter(the, () => {});
  },
  'it is on no list': async (the) => {
    const result = await runAfter(the, () => the.world.unlisted.add(mailboxKey(ann)));
    return { outcome: result.outcome ?? 'complete', happened: result.outcome !== undefined };
  },
  'it is on the list': (the) => runAfter(the, () => the.world.unlisted.clear()),
  'it cannot be read': (the) =>
    runFailing(the, (operation, detail) =>
      isAnns(operation, detail) ? { code: 'http.403', kind: 'mailbox', message: 'refused' } : undefined,
    ),
  'it is throttled for minutes': (the) => {
    let asked = 0;
    return runFailing(the, (operation, detail) => {
      if (!isAnns(operation, detail)) return undefined;
      asked += 1;
      return asked < 3 ? busy : undefined;
    });
  },
  'it stays throttled': (the) => runFailing(the, (operation, detail) => (isAnns(operation, detail) ? busy : undefined)),
  'a living worker holds its lease': async (the) => {
    await putLease(the, { owner: 'another', beat: 0 });
    const { leases } = the.world.state;
    the.world.fault = (operation, detail) => {
      if (operation !== 'lease' || detail !== 'read') return undefined;
      // Before each look at it, it has beaten.
      void leases.readLease(ann).then((record) => {
        if (record?.owner === 'another') void leases.replaceLease(ann, record, { ...record, beat: record.beat + 1 });
      });
      return undefined;
    };
    const outcome = await run(the);
    the.world.fault = undefined;
    return { outcome, happened: true };
  },
  'a dead worker holds its lease': (the) => runAfter(the, () => putLease(the, { owner: 'dead', beat: 9 })),
  'its lease is lost': async (the) => {
    let taken = false;
    the.world.fault = (operation, detail) => {
      if (operation !== 'state-read' || detail !== 'in-flight') return undefined;
      void the.world.state.leases.readLease(ann).then(async (record) => {
        if (taken || record === undefined || record.owner === '') return;
        taken = true;
        await putLease(the, { owner: 'taker', beat: 0 });
      });
      return undefined;
    };
    const outcome = await run(the);
    the.world.fault = undefined;
    return { outcome, happened: taken };
  },
  'the process is killed before its first write': (the) => {
    let dead = false;
    return runFailing(the, (operation) => {
      dead ||= operation === 'state-write';
      return dead ? { code: 'killed', kind: 'configuration', message: 'killed' } : undefined;
    });
  },
};

async function stateOf({ world }: Scene): Promise<State> {
  const view = world.state.view(ann);
  const record = await view.readMailbox();
  if (record === undefined && !(await isRegistered(world))) return 'unseen';
  if (world.unlisted.has(mailboxKey(ann))) return 'leaving';
  if ((await view.readHeld()) !== undefined) return 'held';
  if ((await failuresOf(world)).some((failure) => !isResting(failure))) return 'owing';
  if (record?.completedAt === undefined) return 'begun';
  return record.fullRunDone ? 'read' : 'rereading';
}

async function isRegistered(world: EngineWorld): Promise<boolean> {
  for await (const stores of world.state.scanStores()) if (stores.some(({ address }) => address === owner)) return true;
  return false;
}

function failuresOf(world: EngineWorld): Promise<readonly FailureRecord[]> {
  return allOf(world.state.view(ann).scanFailures());
}

describe('a store of a mailbox', () => {
  it.each(cellsOf(table))('that is %s, when this happens: %s', async (state, happening, expected) => {
    const the = scene();
    await enter[state](the);
    expect(await stateOf(the)).toBe(state);

    const { outcome, happened } = await happen[happening](the);

    expect({ outcome, next: await stateOf(the) }).toEqual({ outcome: expected.outcome, next: expected.next });
    expect(happened).toBe(expected.never === undefined);
    // Whatever happened, one more run without trouble ends where it should, and nobody else ever suffered.
    expect((await the.world.run()).outcome).toBe('complete');
    const documents = [...the.world.index.documents.values()].map(({ title }) => title);
    expect(documents).toContain('s');
    if (!the.world.unlisted.has(mailboxKey(ann))) {
      const living = [...the.world.mailbox().folders.values()].flatMap(({ items }) => [...items.values()]);
      expect(documents).toEqual(expect.arrayContaining(living.map(({ message }) => message.subject)));
    }
  });

  it('is specified as it is tested', () => {
    const text = ({ next, outcome, never }: Expected) => (never === undefined ? `${next} (${outcome})` : `– ${never}`);
    expect(specTable('Store of a mailbox')).toBe(tableText(table, text));
  });
});
