import { createHash } from 'node:crypto';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, or as it goes on. */
export interface FrontRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface FrontAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface FrontOptions {
  /** The stand-in behind it. */
  readonly target: string;
  /** Answers given once are given again for the same method, path and body, without asking the stand-in. */
  readonly remember: boolean;
  /** Answers a request in place of the stand-in; undefined lets it through. */
  readonly instead?: (request: FrontRequest) => FrontAnswer | undefined;
  /** Changes what goes on to the stand-in. */
  readonly change?: (request: FrontRequest) => FrontRequest;
  /** Sees every request with its answer. */
  readonly watch?: (request: FrontRequest, answer: FrontAnswer) => void;
}

/** Stands before a stand-in on a port of its own. */
export interface Front {
  readonly url: string;
  /** Answers that came from memory, and all. */
  readonly hits: () => { readonly remembered: number; readonly all: number };
  close(): Promise<void>;
}

/**
 * Stands between the worker and a stand-in, so that a stand-in which renders, checks and keeps is not what is measured: what it
 * said once is said again from memory. Links in answers lead back here.
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const agent = new Agent({ keepAlive: true });
  const memory = new Map<string, FrontAnswer>();
  let remembered = 0;
  let all = 0;
  const answerTo = async (request: FrontRequest): Promise<FrontAnswer> => {
    all += 1;
    const instead = options.instead?.(request);
    if (instead !== undefined) return instead;
    const key = options.remember ? keyOf(request) : '';
    const known = memory.get(key);
    if (known !== undefined) {
      remembered += 1;
      return known;
    }
    const answer = relinked(await forward(options.change?.(request) ?? request, options.target, agent), options, url);
    if (options.remember && answer.status === 200) memory.set(key, answer);
    return answer;
  };
  const server = createServer((incoming, response) => {
    serve(incoming, response, answerTo, options).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    hits: () => ({ remembered, all }),
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  answerTo: (request: FrontRequest) => Promise<FrontAnswer>,
  { watch }: FrontOptions,
): Promise<void> {
  const { method = 'GET', url: path = '/' } = incoming;
  const headers = plainHeaders(incoming.headers);
  const request = { method, path, headers, body: await bodyOf(incoming) };
  const answer = await answerTo(request);
  watch?.(request, answer);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.byteLength) });
  response.end(answer.body);
}

/** The token and the date do not decide what is answered; what is asked for does, and how it is wanted. */
function keyOf({ method, path, headers, body }: FrontRequest): string {
  const hash = createHash('sha1').update(body).digest('base64');
  return `${method} ${path} ${headers['prefer'] ?? ''} ${hash}`;
}

function forward(request: FrontRequest, target: string, agent: Agent): Promise<FrontAnswer> {
  const { method, path, headers, body } = request;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      `${target}${path}`,
      { method, agent, headers: { ...headers, 'content-length': String(body.byteLength) } },
      (incoming) => {
        bodyOf(incoming).then(
          (answer) =>
            resolve({ status: incoming.statusCode ?? 0, headers: plainHeaders(incoming.headers), body: answer }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function relinked(answer: FrontAnswer, { target }: FrontOptions, url: string): FrontAnswer {
  if (!answer.body.includes(target)) return answer;
  return { ...answer, body: Buffer.from(answer.body.toString().replaceAll(target, url)) };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Without those that belong to one connection, and without the length, which is written anew. */
function plainHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const dropped = new Set([
    'connection',
    'keep-alive',
    'transfer-encoding',
    'content-length',
    'host',
    'date',
    'expect',
  ]);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      dropped.has(name) || value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
