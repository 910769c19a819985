import {
  type ChangeableWorld,
  type ExchangeStandIn,
  type GraphStandIn,
  startExchange,
  startGraph,
} from '@connector/sandbox';
import { createExchangeSource } from '../../src/exchange/index.ts';
import { createGraphSource, type GraphSourceOptions } from '../../src/graph/index.ts';
import type { EventSink } from '../../src/sync/index.ts';
import type { Clock, MailSource } from '../../src/sync/ports/index.ts';
import { basicSettings } from '../exchange/canned-exchange.ts';
import { createManualClock } from './manual-clock.ts';
import type { Api } from './memory-source.ts';

/** For a stand-in of Microsoft Graph that looks at no token. */
export const goodSignIn: GraphSourceOptions['signIn'] = { authorization: async () => 'Bearer good', close: () => {} };

/** Both adapters of mail, against stand-ins that serve the same mailboxes. */
export interface MailAdapters {
  readonly exchange: ExchangeStandIn;
  readonly graph: GraphStandIn;
  /** Microsoft Graph does not show archives: those stay with EWS. */
  readonly sources: Record<Api, MailSource>;
  /** Calls that both services were asked for. */
  calls(): Readonly<Record<string, number>>;
  /** Ends the sources, and then the services. */
  close(): Promise<void>;
}

/** What is special about them. */
export interface MailAdapterOptions {
  /** Of both sources; the stand-in of Microsoft Graph counts requests by it as well. */
  readonly clock?: Clock;
  readonly emit?: EventSink;
  /** What is read through Microsoft Graph beside mail. */
  readonly kinds?: GraphSourceOptions['kinds'];
  /** Permissions for Microsoft Graph at the time of a request. */
  readonly roles?: () => readonly string[];
  /** Other addresses of mailboxes. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** Changes of a page at the most. */
  readonly pageEntries?: number;
}

export async function startMailAdapters(
  world: ChangeableWorld,
  { clock, emit = () => {}, kinds = [], roles = () => ['Mail.Read'], aliases, pageEntries }: MailAdapterOptions = {},
): Promise<MailAdapters> {
  const pages = pageEntries === undefined ? {} : { pageEntries };
  const now = clock === undefined ? {} : { now: () => clock.now() };
  const named = aliases === undefined ? {} : { aliases };
  const graph = await startGraph({ world, ...pages, ...now, ...named, readToken: async () => ({ roles: roles() }) });
  const authentication = { basic: { username: 'svc', password: 'secret' } };
  const exchange = await startExchange({ world, ...pages, authentication });
  const seams = { clock: clock ?? createManualClock(), emit, version: '1.0' };
  const ews = createExchangeSource({ settings: basicSettings(exchange.ewsUrl), ...seams });
  const primaries = createGraphSource({ graphUrl: graph.graphUrl, signIn: goodSignIn, kinds, ...seams });
  const open: MailSource['open'] = (ref) => (ref.store === 'archive' ? ews : primaries).open(ref);
  return {
    exchange,
    graph,
    sources: { ews, graph: { ...primaries, open } },
    calls: () => ({ ...exchange.calls.counts(), ...graph.calls.counts() }),
    close: async () => {
      await Promise.all([ews.close(), primaries.close()]);
      await Promise.all([graph.close(), exchange.close()]);
    },
  };
}
