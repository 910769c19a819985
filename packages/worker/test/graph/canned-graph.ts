import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createGraphSource, type GraphSourceOptions } from '../../src/graph/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { MailboxReader, MailSource } from '../../src/sync/ports/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

/** What the server was sent. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly socket: Socket;
}

/** Answers a request. Called once for each, in order. */
export type Answer = (response: ServerResponse, seen: SeenRequest) => void;

/** A server that says word for word what a test wants, with a source that reads from it. */
export interface CannedGraph {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  readonly clock: ManualClock;
  readonly events: readonly SyncEvent[];
  /** Which tokens were asked for: fresh ones or not. */
  readonly tokens: readonly boolean[];
  readonly source: MailSource;
  readonly reader: MailboxReader;
  answer: Answer;
  close(): Promise<void>;
}

export const never: AbortSignal = new AbortController().signal;

export async function startCanned(options: Partial<GraphSourceOptions> & { clock?: ManualClock } = {}) {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { url = '', headers, socket } = request;
    const seen = { path: decodeURIComponent(url), headers, body: Buffer.concat(chunks).toString(), socket };
    requests.push(seen);
    canned.answer(response, seen);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`;
  const clock = options.clock ?? createManualClock();
  const events: SyncEvent[] = [];
  const tokens: boolean[] = [];
  const signIn = {
    authorization: async (_signal: AbortSignal, fresh = false) => {
      tokens.push(fresh);
      return `Bearer token-${tokens.length}`;
    },
    close: () => {},
  };
  const emit = (event: SyncEvent) => events.push(event);
  const source = createGraphSource({ graphUrl: url, signIn, clock, emit, version: '9.8', ...options });
  const canned: CannedGraph = {
    url,
    requests,
    clock,
    events,
    tokens,
    source,
    reader: source.open({ address: 'ann@contoso.example', store: 'primary' }),
    answer: (response) => json(response, {}),
    close: async () => {
      await source.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return canned;
}

export function json(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function error(response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}) {
  json(response, { error: { code, message: 'said by the test' } }, status, headers);
}

interface Part {
  readonly id: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

/** Answers a batch part by part, in the reverse order. */
export function batch(
  response: ServerResponse,
  { body }: SeenRequest,
  answer: (part: Part) => { status?: number; headers?: Record<string, string>; body?: unknown } | undefined,
) {
  const { requests } = JSON.parse(body) as { requests: readonly Part[] };
  const responses = requests
    .map((part) => ({ part, said: answer({ ...part, url: decodeURIComponent(part.url) }) }))
    .flatMap(({ part, said }) => (said === undefined ? [] : [{ id: part.id, status: 200, headers: {}, ...said }]));
  json(response, { responses: responses.reverse() });
}

/** The urls of a batch's parts. */
export function partsOf({ body }: SeenRequest): readonly string[] {
  return (JSON.parse(body) as { requests: readonly Part[] }).requests.map(({ url }) => decodeURIComponent(url));
}
