import { assignMailboxes } from '@connector/shared';
import { ConnectorError, type Failure } from '../../src/errors.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../../src/memory/index.ts';
import type { Scope } from '../../src/scope/index.ts';
import { type RunSummary, runSync, type SyncEvent, type SyncMode } from '../../src/sync/index.ts';
import type { MailboxRef, MailboxState, StateStore, StateWrite } from '../../src/sync/ports/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { createManualClock } from './manual-clock.ts';
import { type MemoryIndex, memoryIndex } from './memory-index.ts';
import { type Api, type FaultHook, mailboxKey, memorySource, TestMailbox } from './memory-source.ts';
import type { SettledStore } from './settled-store.ts';

/** An engine with everything around it in memory, and a switchboard for faults. */
export interface EngineWorld {
  readonly mailboxes: Map<string, TestMailbox>;
  readonly state: MemoryStateStore;
  readonly index: MemoryIndex;
  readonly events: SyncEvent[];
  /** Calls to the mail source since the last run began. */
  readonly calls: string[];
  /** Asked before each call at any port. */
  fault: FaultHook | undefined;
  /** Mailboxes that exist, but are on nobody's list, by `mailboxKey`. */
  readonly unlisted: Set<string>;
  deletionSafeguardPercent: number;
  /** Whether a store that is on no list of the run is on no list right now. */
  isUnwanted: (store: MailboxRef) => Promise<boolean>;
  /** What settings want. */
  scope: Scope;
  /** What mailboxes are read through, unless a set of workers has another one. */
  api: Api;
  mailbox(address?: string, store?: MailboxRef['store']): TestMailbox;
  /** Sets of workers at the same time, each set with its own idea of their number, each worker with its own faults. */
  runWorkers(options: {
    mode: SyncMode;
    sets: readonly (readonly FaultHook[])[];
    apis?: readonly Api[];
  }): Promise<readonly RunSummary[]>;
  run(
    mode?: SyncMode,
    options?: { drain?: AbortSignal; abort?: AbortSignal; state?: StateStore },
  ): ReturnType<typeof runSync>;
}

interface WorkerStart {
  readonly mode: SyncMode;
  readonly worker: number;
  readonly workers: number;
  readonly fault: FaultHook;
  readonly drain: AbortSignal;
  readonly abort: AbortSignal;
  readonly state: StateStore;
  readonly api: Api;
}

/** The mailbox behind a `mailboxKey`. */
export function toRef(key: string): MailboxRef {
  const [address = '', store] = key.split('/');
  return { address, store: store === 'archive' ? 'archive' : 'primary' };
}

export const owner = 'ann@example.com';

/** How long the leases of a world's runs last, in milliseconds. */
export const leaseMs = 30_000;

/** What a world is made of. */
export interface WorldOptions {
  /** Changes of one page and messages of one request; small ones make tests cross their borders. */
  readonly pageSize?: number;
  readonly messageBatchSize?: number;
  /** The source can look at folders. */
  readonly looks?: boolean;
  /** Where runs keep their state instead of in `state`. */
  readonly table?: SettledStore;
}

export function engineWorld({ table, ...sizes }: WorldOptions = {}): EngineWorld {
  const mailboxes = new Map<string, TestMailbox>();
  const state = createMemoryStateStore();
  const events: SyncEvent[] = [];
  const calls: string[] = [];
  const hook: FaultHook = (operation, detail) => world.fault?.(operation, detail);
  const index = memoryIndex(hook);
  const clock = createManualClock({ seed: 1, ...(table === undefined ? {} : { settle: table.settle }) });
  const usual = table?.store ?? state;
  const never = new AbortController().signal;
  let processes = 0;
  const world: EngineWorld = {
    mailboxes,
    state,
    index,
    events,
    calls,
    fault: undefined,
    unlisted: new Set(),
    deletionSafeguardPercent: 100,
    isUnwanted: async () => true,
    scope: scopeOf(),
    api: 'ews',
    mailbox: (address = owner, store = 'primary') => {
      const key = mailboxKey({ address, store });
      const mailbox = mailboxes.get(key) ?? new TestMailbox();
      mailboxes.set(key, mailbox);
      return mailbox;
    },
    run: (mode = 'delta', { drain = never, abort = never, state: other = usual } = {}) => {
      calls.length = 0;
      // Runs are a day apart, so that whatever failed is due again.
      clock.advance(25 * 60 * 60_000);
      return start({ mode, worker: 0, workers: 1, fault: hook, drain, abort, state: other, api: world.api });
    },
    runWorkers: ({ mode, sets, apis = [] }) => {
      calls.length = 0;
      clock.advance(25 * 60 * 60_000);
      return Promise.all(
        sets.flatMap((faults, set) => {
          const usualOnes = { workers: faults.length, drain: never, abort: never, state: usual };
          const api = apis[set] ?? world.api;
          return faults.map((fault, worker) => start({ mode, worker, fault, api, ...usualOnes }));
        }),
      );
    },
  };

  const start = ({ mode, worker, workers, fault, drain, abort, state: stateOfRun, api }: WorkerStart) => {
    processes += 1;
    const listed = [...mailboxes.keys()].filter((key) => !world.unlisted.has(key)).map(toRef);
    const addresses = [...new Set(listed.map(({ address }) => address))];
    const share = new Set(assignMailboxes(addresses, worker, workers));
    return runSync({
      source: memorySource(mailboxes, { ...sizes, fault, calls, api }),
      index: index.via(fault),
      state: faultyState(stateOfRun, fault, table === undefined ? oneByOne : atOnce),
      clock,
      emit: (event) => events.push(event),
      mailboxes: listed.filter(({ address }) => share.has(address)),
      everybodysMailboxes: listed,
      isUnwanted: (store) => world.isUnwanted(store),
      place: { index: worker, total: Math.min(workers, addresses.length) },
      deletionSafeguardPercent: world.deletionSafeguardPercent,
      scope: world.scope,
      mode,
      concurrency: 2,
      owner: `process ${processes}`,
      leaseMs,
      drain,
      abort,
    });
  };
  return world;
}

/** Does writes of state, entering each first. */
type Write = (state: MailboxState, writes: readonly StateWrite[], enter: (write: StateWrite) => void) => Promise<void>;

/** A crash may come between any two. */
const oneByOne: Write = async (state, writes, enter) => {
  for (const write of writes) {
    enter(write);
    await state.write([write]);
  }
};

/** As the engine asks for them: what a service refuses together it may take one by one. */
const atOnce: Write = async (state, writes, enter) => {
  for (const write of writes) enter(write);
  await state.write(writes);
};

/**
 * `fault('state-write', kind)` throws before a write, `fault('state-read', name)` before a read, and `fault('lease', name)`
 * before a look at a lease.
 */
function faultyState(state: StateStore, fault: FaultHook, write: Write): StateStore {
  const enter = (operation: string, detail: string): void => {
    const failure = fault(operation, detail);
    if (failure !== undefined) throw new ConnectorError(failure);
  };
  return {
    ...state,
    open: (mailbox, fence) => faultyMailboxState(state.open(mailbox, fence), enter, write),
    leases: {
      readLease: async (mailbox) => {
        enter('lease', 'read');
        return state.leases.readLease(mailbox);
      },
      replaceLease: async (mailbox, expected, next) => {
        enter('lease', next.owner === '' ? 'release' : 'replace');
        return state.leases.replaceLease(mailbox, expected, next);
      },
    },
  };
}

function faultyMailboxState(
  state: MailboxState,
  enter: (operation: string, detail: string) => void,
  write: Write,
): MailboxState {
  return {
    ...state,
    readMailbox: async () => {
      enter('state-read', 'mailbox');
      return state.readMailbox();
    },
    readInFlight: async () => {
      enter('state-read', 'in-flight');
      return state.readInFlight();
    },
    readOpenPages: async () => {
      enter('state-read', 'open-pages');
      return state.readOpenPages();
    },
    readFolders: async () => {
      enter('state-read', 'folders');
      return state.readFolders();
    },
    readItems: async (folderId, ids) => {
      enter('state-read', 'items');
      return state.readItems(folderId, ids);
    },
    readDocuments: async (ids) => {
      enter('state-read', 'documents');
      return state.readDocuments(ids);
    },
    confirm: async () => {
      enter('state-read', 'lease');
      await state.confirm();
    },
    write: (writes) => write(state, writes, ({ kind }) => enter('state-write', kind)),
  };
}

export function transient(code = 'ErrorInternalServerTransientError'): Failure {
  return { code, kind: 'transient', message: 'may pass' };
}

export function permanent(code = 'ErrorCorruptData'): Failure {
  return { code, kind: 'permanent', message: 'never' };
}
