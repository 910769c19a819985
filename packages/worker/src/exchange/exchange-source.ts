import type { EventSink } from '../sync/events.ts';
import type { Clock, MailboxReader, MailboxRef, MailSource } from '../sync/ports/index.ts';
import { type CredentialSettings, createCredentials, entraPeer } from './credentials.ts';
import { createEwsClient, type EwsEnvironment } from './ews-client.ts';
import { lookAtFolders } from './find-folders.ts';
import { getAttachment } from './get-attachment.ts';
import { getItems, type WebLinks } from './get-item.ts';
import { itemsPerRequest, probeLimits, type TransportLimits, tokenLimits } from './limits.ts';
import type { Peer } from './network-error.ts';
import { isOwnCursor } from './own-cursor.ts';
import { probe } from './probe.ts';
import { syncFolderHierarchy } from './sync-folder-hierarchy.ts';
import { syncFolderItems } from './sync-folder-items.ts';
import { createTransport } from './transport.ts';

/** What the source works with. */
export interface ExchangeSourceOptions {
  readonly settings: CredentialSettings;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Version of the connector; part of the User-Agent. */
  readonly version: string;
  /** Limits of requests to Exchange that differ from those of `limits.ts`. */
  readonly limits?: Partial<TransportLimits>;
}

const exchangePeer: Peer = {
  name: 'Exchange',
  remedy: 'Check EXCHANGE_SERVER and EXCHANGE_EWS_URL, and that the network lets the worker reach it.',
};

/** Exchange Web Services as the source of mail. Makes no call by itself. */
export function createExchangeSource({ settings, clock, emit, version, limits }: ExchangeSourceOptions): MailSource {
  const transport = createTransport({ clock, peer: exchangePeer, limits });
  const probes = createTransport({ clock, peer: exchangePeer, limits: { ...probeLimits, ...limits } });
  const tokens = createTransport({ clock, peer: entraPeer, limits: tokenLimits });
  const environment: EwsEnvironment = {
    ewsUrl: settings.exchangeEwsUrl,
    credentials: createCredentials({ settings, transport: tokens, clock, emit }),
    transport,
    clock,
    emit,
    userAgent: `ExchangeEwsConnector/${version}`,
  };
  return {
    probe: (signal) => probe(environment, probes, signal),
    open: (mailbox) => reader(environment, mailbox),
    close: async () => {
      transport.close();
      probes.close();
      tokens.close();
      environment.credentials.close();
    },
  };
}

function reader(environment: EwsEnvironment, { address, store }: MailboxRef): MailboxReader {
  const client = createEwsClient(environment, address);
  const webLink = webLinks(environment.ewsUrl);
  return {
    messageBatchSize: itemsPerRequest,
    isOwnCursor,
    listFolderChanges: (cursor, signal) => syncFolderHierarchy(client, { store, cursor, signal }),
    listItemChanges: (folderId, cursor, signal) => syncFolderItems(client, { folderId, cursor, signal }),
    lookAtFolders: (_folders, signal) => lookAtFolders(client, { store, signal }),
    fetchMessages: (itemIds, signal) => getItems(client, { itemIds, webLink, signal }),
    fetchAttachment: (attachmentId, signal) => getAttachment(client, attachmentId, signal),
  };
}

/** Links to Outlook on the web: on the same host as EWS, which for a stand-in on this machine is that of the cloud. */
function webLinks(ewsUrl: string): WebLinks {
  const { hostname, host } = new URL(ewsUrl);
  const owa = /^(localhost|127\.|\[::1\])/.test(hostname) ? 'outlook.office365.com' : host;
  const link = (itemId: string, view: string) =>
    `https://${owa}/owa/?ItemID=${encodeURIComponent(itemId)}&exvsurl=1&${view}`;
  return {
    message: (itemId) => link(itemId, 'viewmodel=ReadMessageItem'),
    event: (itemId) => link(itemId, 'path=/calendar/item'),
  };
}
