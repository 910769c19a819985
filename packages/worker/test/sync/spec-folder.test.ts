import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/errors.ts';
import { folderTree } from '../../src/sync/folder-tree.ts';
import type { SyncMode } from '../../src/sync/index.ts';
import type { FolderRecord } from '../../src/sync/ports/index.ts';
import { type EngineWorld, engineWorld, owner, transient } from '../support/engine-world.ts';
import { specTable } from '../support/spec-page.ts';
import { cellsOf, type TransitionTable, tableText } from '../support/transition-table.ts';

/** What is on record of a folder, in the light of where it stands in the tree. */
type State = 'unknown' | 'known' | 'outside' | 'listing' | 'rereading' | 'current' | 'switching' | 'leaving';

/** What happens to it until, and during, the next run. */
type Happening =
  | 'nothing'
  | 'a full run'
  | 'its cursor is refused'
  | 'it cannot be read'
  | 'it is renamed'
  | 'it is moved out of scope'
  | 'it is moved within scope'
  | 'it is removed'
  | 'it is gone without a word'
  | 'it says by mistake that it is gone'
  | 'settings change'
  | 'the source changes'
  | 'the run is stopped on its first page'
  | 'the process is killed before its first write';

/** The state after the run, and how many of its six messages are in the index then. */
interface Expected {
  readonly next: State;
  readonly indexed: number;
  /** Why the event cannot happen here: what was armed was never reached. */
  readonly never?: string;
}

const to = (next: State, indexed: number): Expected => ({ next, indexed });
const cannot = (next: State, indexed: number, never: string): Expected => ({ next, indexed, never });
const notListed = 'it is not listed';

/** Six messages in three pages of two. */
const all = 6;

const table: TransitionTable<State, Happening, Expected> = {
  unknown: {
    nothing: to('current', all),
    'a full run': to('current', all),
    'its cursor is refused': to('listing', 0),
    'it cannot be read': to('listing', 0),
    'it is renamed': to('current', all),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': cannot('unknown', 0, notListed),
    'it says by mistake that it is gone': to('listing', 0),
    'settings change': to('current', all),
    'the source changes': to('current', all),
    'the run is stopped on its first page': to('listing', 2),
    'the process is killed before its first write': to('unknown', 0),
  },
  known: {
    nothing: to('current', all),
    'a full run': to('current', all),
    'its cursor is refused': to('listing', 0),
    'it cannot be read': to('listing', 0),
    'it is renamed': to('current', all),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': to('listing', 0),
    'it says by mistake that it is gone': to('listing', 0),
    'settings change': to('current', all),
    'the source changes': to('current', all),
    'the run is stopped on its first page': to('listing', 2),
    'the process is killed before its first write': to('known', 0),
  },
  outside: {
    nothing: to('outside', 0),
    'a full run': to('outside', 0),
    'its cursor is refused': cannot('outside', 0, notListed),
    'it cannot be read': cannot('outside', 0, notListed),
    'it is renamed': to('outside', 0),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': cannot('outside', 0, notListed),
    'it says by mistake that it is gone': cannot('outside', 0, notListed),
    'settings change': to('outside', 0),
    'the source changes': to('outside', 0),
    'the run is stopped on its first page': cannot('outside', 0, notListed),
    'the process is killed before its first write': to('outside', 0),
  },
  listing: {
    nothing: to('current', all),
    'a full run': to('current', all),
    'its cursor is refused': to('current', all),
    'it cannot be read': to('listing', 2),
    'it is renamed': to('current', all),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': to('listing', 2),
    'it says by mistake that it is gone': to('listing', 2),
    'settings change': to('current', all),
    'the source changes': to('current', all),
    'the run is stopped on its first page': to('listing', 4),
    'the process is killed before its first write': to('listing', 2),
  },
  rereading: {
    nothing: to('current', all),
    'a full run': to('current', all),
    'its cursor is refused': to('current', all),
    'it cannot be read': to('rereading', all),
    'it is renamed': to('current', all),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': to('rereading', all),
    'it says by mistake that it is gone': to('rereading', all),
    'settings change': to('current', all),
    'the source changes': to('current', all),
    'the run is stopped on its first page': to('rereading', all),
    'the process is killed before its first write': to('rereading', all),
  },
  current: {
    nothing: to('current', all),
    'a full run': to('current', all),
    'its cursor is refused': to('current', all),
    'it cannot be read': to('current', all),
    'it is renamed': to('current', all),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': to('current', all),
    'it says by mistake that it is gone': to('current', all),
    'settings change': to('current', all),
    'the source changes': to('current', all),
    'the run is stopped on its first page': to('current', all),
    'the process is killed before its first write': to('current', all),
  },
  switching: {
    nothing: to('current', all),
    'a full run': to('current', all),
    'its cursor is refused': to('current', all),
    'it cannot be read': to('switching', all),
    'it is renamed': to('current', all),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': to('switching', all),
    'it says by mistake that it is gone': to('switching', all),
    'settings change': to('current', all),
    'the source changes': to('current', all),
    'the run is stopped on its first page': to('switching', all),
    'the process is killed before its first write': to('switching', all),
  },
  leaving: {
    nothing: to('outside', 0),
    'a full run': to('outside', 0),
    'its cursor is refused': cannot('outside', 0, notListed),
    'it cannot be read': cannot('outside', 0, notListed),
    'it is renamed': to('outside', 0),
    'it is moved out of scope': to('outside', 0),
    'it is moved within scope': to('current', all),
    'it is removed': to('unknown', 0),
    'it is gone without a word': cannot('outside', 0, notListed),
    'it says by mistake that it is gone': cannot('outside', 0, notListed),
    'settings change': to('outside', 0),
    'the source changes': to('outside', 0),
    'the run is stopped on its first page': cannot('outside', 0, notListed),
    'the process is killed before its first write': to('leaving', all),
  },
};

interface Scene {
  readonly world: EngineWorld;
  readonly folder: string;
  readonly trash: string;
  readonly other: string;
}

function scene(): Scene {
  const world = engineWorld({ pageSize: 2, messageBatchSize: 2 });
  const folder = world.mailbox().addFolder('Project');
  const trash = world.mailbox().addFolder('Trash', { wellKnownName: 'deleteditems' });
  const other = world.mailbox().addFolder('Other');
  for (let key = 0; key < all; key += 1) {
    world.mailbox().deliver(folder, { searchKey: `${key}`, subject: `s ${key}`, body: `b ${key}` });
  }
  return { world, folder, trash, other };
}

/** Runs and is asked to stop by the first call of this kind. */
async function runStoppedBy({ world }: Scene, calls: (operation: string, detail: string) => boolean, mode?: SyncMode) {
  const drain = new AbortController();
  world.fault = (operation, detail) => {
    if (calls(operation, detail)) drain.abort();
    return undefined;
  };
  await world.run(mode, { drain: drain.signal });
  world.fault = undefined;
  return drain.signal.aborted;
}

const firstPageOf = (wanted: string) => (operation: string, id: string) =>
  operation === 'listItemChanges' && id === wanted;

/** To the other one than that which read the mailbox last. */
function changeSource({ world }: Scene): void {
  world.api = world.api === 'ews' ? 'graph' : 'ews';
}

/** How a folder comes into each state. */
const enter: Readonly<Record<State, (scene: Scene) => Promise<void>>> = {
  unknown: async () => {},
  known: async (the) => void (await runStoppedBy(the, (operation) => operation === 'listFolderChanges')),
  outside: async ({ world, folder, trash }) => {
    world.mailbox().moveFolder(folder, trash);
    await world.run();
  },
  listing: async (the) => void (await runStoppedBy(the, firstPageOf(the.folder))),
  rereading: async (the) => {
    await the.world.run();
    await runStoppedBy(the, firstPageOf(the.folder), 'full');
  },
  current: async ({ world }) => void (await world.run()),
  switching: async (the) => {
    await the.world.run();
    changeSource(the);
    await runStoppedBy(the, firstPageOf(the.folder));
  },
  leaving: async ({ world, folder, trash }) => {
    await world.run();
    world.mailbox().moveFolder(folder, trash);
    world.fault = (operation, kind) => (operation === 'state-write' && kind === 'put-orphan' ? transient() : undefined);
    await world.run();
    world.fault = undefined;
  },
};

/** Runs with a source that fails these calls; returns whether it was asked to. */
async function runFailing({ world }: Scene, failures: (operation: string, detail: string) => Failure | undefined) {
  let reached = false;
  world.fault = (operation, detail) => {
    const failure = failures(operation, detail);
    reached ||= failure !== undefined;
    return failure;
  };
  await world.run();
  world.fault = undefined;
  return reached;
}

/** Runs; returns whether the folder was read. */
async function runAsking({ world, folder }: Scene): Promise<boolean> {
  let asked = false;
  world.fault = (operation, id) => {
    asked ||= firstPageOf(folder)(operation, id);
    return undefined;
  };
  expect((await world.run()).outcome).toBe('complete');
  world.fault = undefined;
  return asked;
}

async function runAfter({ world }: Scene, change: () => void, mode?: SyncMode): Promise<boolean> {
  change();
  await world.run(mode);
  return true;
}

/** What each event is. True: it happened; false: the engine never came to where it was to happen. */
const happen: Readonly<Record<Happening, (scene: Scene) => Promise<boolean>>> = {
  nothing: (the) => runAfter(the, () => {}),
  'a full run': (the) => runAfter(the, () => {}, 'full'),
  'its cursor is refused': (the) => {
    let refused = 0;
    return runFailing(the, (operation, id) => {
      if (!firstPageOf(the.folder)(operation, id) || refused > 0) return undefined;
      refused += 1;
      return { ...transient('ErrorInvalidSyncStateData'), kind: 'cursor-invalid' };
    });
  },
  'it cannot be read': (the) =>
    runFailing(the, (operation, id) =>
      firstPageOf(the.folder)(operation, id) ? { ...transient(), kind: 'folder' } : undefined,
    ),
  'it is renamed': (the) => runAfter(the, () => the.world.mailbox().renameFolder(the.folder, 'Renamed')),
  'it is moved out of scope': (the) => runAfter(the, () => the.world.mailbox().moveFolder(the.folder, the.trash)),
  'it is moved within scope': (the) => runAfter(the, () => the.world.mailbox().moveFolder(the.folder, the.other)),
  'it is removed': (the) => runAfter(the, () => the.world.mailbox().removeFolder(the.folder)),
  'it is gone without a word': (the) => {
    the.world.mailbox().removeFolderUntold(the.folder);
    return runAsking(the);
  },
  'it says by mistake that it is gone': async (the) => {
    const { goneUntold } = the.world.mailbox();
    goneUntold.add(the.folder);
    const asked = await runAsking(the);
    goneUntold.delete(the.folder);
    return asked;
  },
  'settings change': (the) => runAfter(the, () => the.world.index.fields.add('xchng_importance')),
  'the source changes': (the) => runAfter(the, () => changeSource(the)),
  'the run is stopped on its first page': (the) => runStoppedBy(the, firstPageOf(the.folder)),
  'the process is killed before its first write': (the) => {
    let dead = false;
    return runFailing(the, (operation) => {
      dead ||= operation === 'state-write';
      return dead ? { ...transient('killed'), kind: 'configuration' } : undefined;
    });
  },
};

async function stateOf({ world, folder }: Scene): Promise<State> {
  const records = await world.state.view({ address: owner, store: 'primary' }).readFolders();
  const record = records.find(({ id }) => id === folder);
  if (record === undefined) return 'unknown';
  if (!folderTree(records, world.scope).inScope(record)) return record.listing > 0 ? 'leaving' : 'outside';
  return stateInScope(record);
}

function stateInScope({ listing, listingOpen, refetch, earlier }: FolderRecord): State {
  if (earlier !== undefined) return 'switching';
  if (listing === 0) return 'known';
  if (!listingOpen) return 'current';
  return refetch ? 'rereading' : 'listing';
}

describe('a folder', () => {
  it.each(cellsOf(table))('that is %s, when the event is: %s', async (state, event, { next, indexed, never }) => {
    const the = scene();
    await enter[state](the);
    expect(await stateOf(the)).toBe(state);

    expect(await happen[event](the)).toBe(never === undefined);

    expect(await stateOf(the)).toBe(next);
    expect(the.world.index.documents.size).toBe(indexed);
    // Whatever happened, one more run without trouble ends where it should.
    expect((await the.world.run()).outcome).toBe('complete');
    const settled = await stateOf(the);
    expect(['current', 'outside', 'unknown']).toContain(settled);
    expect(the.world.index.documents.size).toBe(settled === 'current' ? all : 0);
  });

  it('is specified as it is tested', () => {
    const text = ({ next, indexed, never }: Expected) => (never === undefined ? `${next}, ${indexed}` : `– (${never})`);
    expect(specTable('Folder')).toBe(tableText(table, text));
  });
});
