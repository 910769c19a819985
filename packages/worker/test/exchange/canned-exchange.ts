import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createExchangeSource, type ExchangeSourceOptions } from '../../src/exchange/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { MailboxReader, MailSource } from '../../src/sync/ports/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

/** What the server was sent. */
export interface SeenRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly socket: Socket;
}

/** Answers a request. Called once for each, in order. */
export type Answer = (response: ServerResponse, seen: SeenRequest) => void;

/** A server that says word for word what a test wants, with a source that reads from it. */
export interface CannedExchange {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Connections that were made to it. */
  readonly connections: () => number;
  readonly clock: ManualClock;
  readonly events: readonly SyncEvent[];
  readonly source: MailSource;
  readonly reader: MailboxReader;
  answer: Answer;
  close(): Promise<void>;
}

export const never: AbortSignal = new AbortController().signal;

export async function startCanned(
  options: Partial<ExchangeSourceOptions> & { readonly clock?: ManualClock } = {},
): Promise<CannedExchange> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const seen = { headers: request.headers, body: Buffer.concat(chunks).toString(), socket: request.socket };
    requests.push(seen);
    canned.answer(response, seen);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS/Exchange.asmx`;
  const clock = options.clock ?? createManualClock();
  const events: SyncEvent[] = [];
  const source = createExchangeSource({
    settings: basicSettings(url),
    clock,
    emit: (event) => events.push(event),
    version: '9.8',
    ...options,
  });
  const canned: CannedExchange = {
    url,
    requests,
    connections: () => sockets.size,
    clock,
    events,
    source,
    reader: source.open({ address: 'ann@contoso.example', store: 'primary' }),
    answer: (response) => xml(response, envelope('')),
    close: async () => {
      await source.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return canned;
}

export function basicSettings(ewsUrl: string) {
  return {
    exchangeAuth: 'basic' as const,
    exchangeCredential: 'secret' as const,
    exchangeUsername: 'svc',
    exchangePassword: 'secret',
    exchangeClientId: undefined,
    exchangeClientSecret: undefined,
    exchangeCertificate: undefined,
    exchangePrivateKey: undefined,
    exchangeTenantId: undefined,
    exchangeAuthorityUrl: 'https://login.microsoftonline.com',
    exchangeEwsUrl: ewsUrl,
  };
}

export function xml(response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', ...headers });
  response.end(body);
}

export function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>' +
    '<h:ServerVersionInfo MajorVersion="15" MinorVersion="20" MajorBuildNumber="1" MinorBuildNumber="1" ' +
    'Version="V2018_01_08" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/></s:Header>' +
    `<s:Body>${body}</s:Body></s:Envelope>`
  );
}

export const namespaces =
  'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ' +
  'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

/** An answer to GetItem; each of `items` is the content of one `Items` element. */
export function getItemAnswer(...items: readonly string[]): string {
  const messages = items.map(
    (item) =>
      '<m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>' +
      `<m:Items>${item}</m:Items></m:GetItemResponseMessage>`,
  );
  return envelope(
    `<m:GetItemResponse ${namespaces}><m:ResponseMessages>${messages.join('')}</m:ResponseMessages></m:GetItemResponse>`,
  );
}

/** An answer to SyncFolderItems or SyncFolderHierarchy. */
export function syncAnswer(
  operation: 'SyncFolderItems' | 'SyncFolderHierarchy',
  { changes = '', state = 'state-1', last = true }: { changes?: string; state?: string; last?: boolean },
): string {
  const element = operation === 'SyncFolderItems' ? 'IncludesLastItemInRange' : 'IncludesLastFolderInRange';
  return envelope(
    `<m:${operation}Response ${namespaces}><m:ResponseMessages><m:${operation}ResponseMessage ResponseClass="Success">` +
      `<m:ResponseCode>NoError</m:ResponseCode><m:SyncState>${state}</m:SyncState><m:${element}>${last}</m:${element}>` +
      `<m:Changes>${changes}</m:Changes></m:${operation}ResponseMessage></m:ResponseMessages></m:${operation}Response>`,
  );
}

export function item(id: string, { element = 'Message', subject = `subject ${id}`, more = '' } = {}): string {
  return (
    `<t:${element}><t:ItemId Id="${id}" ChangeKey="ck"/><t:ItemClass>IPM.Note</t:ItemClass>` +
    `<t:Subject>${subject}</t:Subject><t:Body BodyType="Text">hello</t:Body>${more}</t:${element}>`
  );
}
