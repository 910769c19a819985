import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A stand-in that listens on loopback. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends every connection, hanging ones included. */
  close(): Promise<void>;
}

/** A key and certificate in PEM form. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/** Answers one request. What it throws becomes HTTP 500, or a reset when the answer has begun. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Listens on a free port of 127.0.0.1, or on the port given. */
export async function startServer(
  listener: Listener,
  { tls, port = 0 }: { tls?: TlsIdentity; port?: number } = {},
): Promise<RunningServer> {
  const guarded = (request: IncomingMessage, response: ServerResponse) => {
    void answerSafely(listener, request, response);
  };
  const server: Server = tls === undefined ? createServer(guarded) : createTlsServer(tls, guarded);
  server.keepAliveTimeout = 30_000;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: tls === undefined ? `http://127.0.0.1:${actual}` : `https://localhost:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A stand-in outlives every request: a client that goes away in the middle of one must not end the process. */
async function answerSafely(listener: Listener, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await listener(request, response);
  } catch (thrown) {
    if (request.readableAborted || response.headersSent) request.socket.destroy();
    else respond(response, 500, { body: `${String(thrown)}\n`, headers: { 'content-type': 'text/plain' } });
  }
}

/** The whole body of a request, or undefined when it is longer than the cap. */
export async function readBody(request: IncomingMessage, capBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= capBytes) chunks.push(chunk);
  }
  return bytes > capBytes ? undefined : Buffer.concat(chunks);
}

/** Answers with a body and ends. */
export function respond(
  response: ServerResponse,
  status: number,
  { body = '', headers = {} }: { body?: string | Buffer; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers });
  response.end(body);
}

export function respondJson(
  response: ServerResponse,
  status: number,
  { body, headers = {} }: { body: unknown; headers?: Record<string, string> },
): void {
  respond(response, status, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}
