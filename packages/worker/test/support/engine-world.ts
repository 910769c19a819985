import { assignMailboxes } from '@connector/shared';
import type { Failure } from '../../src/errors.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../../src/memory/index.ts';
import type { Scope } from '../../src/scope/index.ts';
import { type RunSummary, runSync, type SyncEvent, type SyncMode } from '../../src/sync/index.ts';
import type { MailboxRef, StateStore } from '../../src/sync/ports/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { atOnce, faultyState, oneByOne } from './faulty-state.ts';
import { createManualClock } from './manual-clock.ts';
import { type MemoryIndex, memoryIndex } from './memory-index.ts';
import { type Api, type FaultHook, mailboxKey, memorySource, TestMailbox } from './memory-source.ts';
import type { SettledStore } from './settled-store.ts';

/** An engine with everything around it in memory, and a switchboard for faults. */
export interface EngineWorld {
  readonly mailboxes: Map<string, TestMailbox>;
  readonly state: MemoryStateStore;
  /** Where runs keep their state: `state`, unless the world has a table. */
  readonly usualState: StateStore;
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
    usualState: usual,
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

export function transient(code = 'ErrorInternalServerTransientError'): Failure {
  return { code, kind: 'transient', message: 'may pass' };
}

export function permanent(code = 'ErrorCorruptData'): Failure {
  return { code, kind: 'permanent', message: 'never' };
}
