import { type ChangeableWorld, createWorld, type ExchangeStandIn, type GraphStandIn } from '@connector/sandbox';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import { type RunSummary, runSync, type SyncMode } from '../../src/sync/index.ts';
import type { MailboxRef } from '../../src/sync/ports/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { leaseMs, owner } from './engine-world.ts';
import { faultyState, oneByOne } from './faulty-state.ts';
import { startMailAdapters } from './mail-adapters.ts';
import { createManualClock } from './manual-clock.ts';
import { completeIndex, type MemoryIndex } from './memory-index.ts';
import type { Api, FaultHook } from './memory-source.ts';

/** Both adapters against stand-ins that serve the same mailboxes; what the engine has else is in memory. */
export interface AdapterWorld {
  readonly mail: ChangeableWorld;
  readonly exchange: ExchangeStandIn;
  readonly graph: GraphStandIn;
  readonly index: MemoryIndex;
  /** Calls that both stand-ins were asked for. */
  calls(): Readonly<Record<string, number>>;
  /** A run of one worker, a day after the one before. */
  run(options: AdapterRun): Promise<RunSummary>;
  close(): Promise<void>;
}

export interface AdapterRun {
  readonly api: Api;
  readonly mode: SyncMode;
  /** Asked before each call to the index and the state. */
  readonly fault?: FaultHook;
}

const otherAddress = 'ben@example.com';
const stores: readonly MailboxRef[] = [
  { address: owner, store: 'primary' },
  { address: owner, store: 'archive' },
  { address: otherAddress, store: 'primary' },
];
/** Enough of a mailbox: what is indexed, and what is not. */
const keptFolders: ReadonlySet<string> = new Set(['inbox', 'deleteditems']);
/** So many that looks of Microsoft Graph are by marks. */
const ownFolders: readonly string[] = ['project', 'customers', 'suppliers'];
const dayMs = 25 * 60 * 60_000;

/**
 * Mailboxes with five empty folders: the inbox, deleted items and three of their own. One of them has an archive.
 * @param pageEntries changes of a page at the most
 */
export async function startAdapterWorld(pageEntries: number): Promise<AdapterWorld> {
  const mail = await createWorld();
  for (const address of [owner, otherAddress]) {
    const { primary } = mail.addMailbox(address, { archive: address === owner });
    for (const { id, distinguishedId = '' } of primary.folders()) {
      if (!keptFolders.has(distinguishedId)) primary.removeFolder(id);
    }
    for (const name of ownFolders) primary.addFolder({ name });
  }
  const clock = createManualClock();
  const { exchange, graph, sources, calls, close } = await startMailAdapters(mail, { clock, pageEntries });
  const state = createMemoryStateStore();
  const index = completeIndex();
  const never = new AbortController().signal;
  let processes = 0;
  return {
    mail,
    exchange,
    graph,
    index,
    calls,
    run: ({ api, mode, fault = () => undefined }) => {
      processes += 1;
      clock.advance(dayMs);
      return runSync({
        source: sources[api],
        index: index.via(fault),
        state: faultyState(state, fault, oneByOne),
        clock,
        emit: () => {},
        mailboxes: stores,
        everybodysMailboxes: stores,
        place: { index: 0, total: 1 },
        deletionSafeguardPercent: 100,
        scope: scopeOf(),
        mode,
        // One after the other, so that a seed brings back the same calls.
        concurrency: 1,
        owner: `process ${processes}`,
        leaseMs,
        drain: never,
        abort: never,
      });
    },
    close,
  };
}
