import {
  type ChangeableWorld,
  createWorld,
  type ExchangeStandIn,
  type GraphStandIn,
  startExchange,
  startGraph,
} from '@connector/sandbox';
import { customFields } from '../../src/documents/index.ts';
import { createExchangeSource } from '../../src/exchange/index.ts';
import { createGraphSource } from '../../src/graph/index.ts';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import { type RunSummary, runSync, type SyncMode } from '../../src/sync/index.ts';
import type { MailboxRef, MailSource } from '../../src/sync/ports/index.ts';
import { basicSettings } from '../exchange/canned-exchange.ts';
import { scopeOf } from '../scope/scopes.ts';
import { leaseMs, owner } from './engine-world.ts';
import { faultyState, oneByOne } from './faulty-state.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { type MemoryIndex, memoryIndex } from './memory-index.ts';
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
const dayMs = 25 * 60 * 60_000;

/**
 * Mailboxes with three empty folders: the inbox, deleted items and one of their own. One of them has an archive.
 * @param pageEntries changes of a page at the most
 */
export async function startAdapterWorld(pageEntries: number): Promise<AdapterWorld> {
  const mail = await createWorld();
  for (const address of [owner, otherAddress]) {
    const { primary } = mail.addMailbox(address, { archive: address === owner });
    for (const { id, distinguishedId = '' } of primary.folders()) {
      if (!keptFolders.has(distinguishedId)) primary.removeFolder(id);
    }
    primary.addFolder({ name: 'project' });
  }
  const graph = await startGraph({ world: mail, pageEntries, readToken: async () => ({ roles: ['Mail.Read'] }) });
  const authentication = { basic: { username: 'svc', password: 'secret' } };
  const exchange = await startExchange({ world: mail, pageEntries, authentication });
  const clock = createManualClock();
  const sources = openSources({ exchange, graph, clock });
  const state = createMemoryStateStore();
  const index = memoryIndex();
  for (const { name } of customFields) index.fields.add(name);
  const never = new AbortController().signal;
  let processes = 0;
  return {
    mail,
    exchange,
    graph,
    index,
    calls: () => ({ ...exchange.calls.counts(), ...graph.calls.counts() }),
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
    close: async () => {
      await Promise.all([sources.ews.close(), sources.graph.close()]);
      await Promise.all([graph.close(), exchange.close()]);
    },
  };
}

/** Microsoft Graph does not show archives: those stay with EWS. */
function openSources({
  exchange,
  graph,
  clock,
}: {
  exchange: ExchangeStandIn;
  graph: GraphStandIn;
  clock: ManualClock;
}): Readonly<Record<Api, MailSource>> {
  const seams = { clock, emit: () => {}, version: '1.0' };
  const signIn = { authorization: async () => 'Bearer good', close: () => {} };
  const ews = createExchangeSource({ settings: basicSettings(exchange.ewsUrl), ...seams });
  const primaries = createGraphSource({ graphUrl: graph.graphUrl, signIn, ...seams });
  return { ews, graph: { ...primaries, open: (ref) => (ref.store === 'archive' ? ews : primaries).open(ref) } };
}
