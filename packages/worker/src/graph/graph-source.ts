import { ConnectorError } from '../errors.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock, MailboxReader, MailboxRef, MailSource } from '../sync/ports/index.ts';
import { createArrivals } from './arrivals.ts';
import { isOwnCursor } from './cursors.ts';
import { fetchAttachment } from './fetch-attachment.ts';
import { fetchMessages } from './fetch-messages.ts';
import { createGraphClient, type GraphEnvironment, type GraphSignIn } from './graph-client.ts';
import { createHttp } from './http.ts';
import { fromFolderId, type OtherKind } from './item-kinds.ts';
import { batchRequests, type HttpLimits, probeLimits } from './limits.ts';
import { listContacts } from './list-contacts.ts';
import { listEvents } from './list-events.ts';
import { listItems } from './list-items.ts';
import { listTree, type OtherFolders, warnOnce } from './list-tree.ts';
import { lookAtFolders, type Markless } from './look-at-folders.ts';
import { probe } from './probe.ts';
import { createRequestGate, type RequestGate } from './request-gate.ts';

/** What the source works with. */
export interface GraphSourceOptions {
  /** With the version of the API at its end, for example `https://graph.microsoft.com/v1.0`. */
  readonly graphUrl: string;
  /** Gives tokens for the host of `graphUrl`. The source closes it. */
  readonly signIn: GraphSignIn;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** What is read beside mail; nothing without it. */
  readonly kinds?: readonly OtherKind[];
  /** Version of the connector; part of the User-Agent. */
  readonly version: string;
  /** Limits of requests that differ from those of `limits.ts`. */
  readonly limits?: Partial<HttpLimits>;
}

/** Microsoft Graph as the source of mail. Makes no call by itself. */
export function createGraphSource(options: GraphSourceOptions): MailSource {
  const { graphUrl, signIn, clock, emit, version, limits, kinds = [] } = options;
  const http = createHttp({ clock, limits });
  const probes = createHttp({ clock, limits: { ...probeLimits, ...limits } });
  const baseUrl = graphUrl.replace(/\/+$/, '');
  // The same words as towards EWS: policies on user agents hold for both.
  const userAgent = `ExchangeEwsConnector/${version}`;
  const environment: GraphEnvironment = { baseUrl, signIn, http, clock, emit, service: 'exchange', userAgent };
  const common: Common = { gates: new Map(), others: { kinds, denied: warnOnce(emit) }, markless: new Set() };
  return {
    probe: (signal) => probe(environment, probes, signal),
    open: (mailbox) => reader(environment, common, mailbox),
    close: async () => {
      signIn.close();
      await Promise.all([http.close(), probes.close()]);
    },
  };
}

/** What the readers of one source share. */
interface Common {
  readonly gates: Map<string, RequestGate>;
  readonly others: OtherFolders;
  readonly markless: Markless;
}

function reader(
  environment: GraphEnvironment,
  { gates, others, markless }: Common,
  mailbox: MailboxRef,
): MailboxReader {
  const { address, store } = mailbox;
  const gate = gates.get(address) ?? createRequestGate(environment.clock);
  gates.set(address, gate);
  const client = createGraphClient(environment, gate, address);
  const arrivals = createArrivals();
  return {
    messageBatchSize: batchRequests,
    isOwnCursor,
    listFolderChanges: async (cursor, signal, known = []) => {
      if (store === 'archive') throw noArchives();
      return listTree(client, { cursor, signal, known }, others);
    },
    listItemChanges: (folderId, cursor, signal) => {
      const other = fromFolderId(folderId);
      if (other === undefined) return listItems(client, arrivals, { folderId, cursor, signal });
      return other.kind === 'calendars'
        ? listEvents(client, { calendarId: other.id, cursor, signal })
        : listContacts(client, { contactFolderId: other.id, cursor, signal });
    },
    lookAtFolders: (folders, signal) => lookAtFolders(client, { folders, signal }, markless),
    fetchMessages: (itemIds, signal) => fetchMessages(client, arrivals, { itemIds, signal }),
    fetchAttachment: (id, signal, size) => fetchAttachment(client, { id, size, signal }),
  };
}

/** The resource that tokens are for: the host of the service, for which a stand-in on this machine is that of the cloud. */
export function graphResource(graphUrl: string): string {
  const { hostname } = new URL(graphUrl);
  return `https://${/^(localhost|127\.|\[::1\])/.test(hostname) ? 'graph.microsoft.com' : hostname}`;
}

/** Not `no-archive`: there may be one, and what the index has of it stays. */
function noArchives(): ConnectorError {
  const message =
    'Microsoft Graph does not show archive mailboxes; what the index has of this one stays as it is. Set EXCHANGE_API to ' +
    'auto to read archives through Exchange Web Services, or PROCESS_ARCHIVE_MAILBOX to false to take them out of the index.';
  return new ConnectorError({ code: 'graph.no-archives', kind: 'mailbox', message });
}
