import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { ConnectorError } from '../errors.ts';
import { decodeUtf8 } from '../runtime/decode-utf8.ts';
import type { Clock } from '../sync/ports/index.ts';
import type { HttpAnswer } from './answer.ts';
import { type TransportLimits, transportLimits } from './limits.ts';
import { type Peer, tooLarge, translateNetworkError } from './network-error.ts';
import { watchRequest } from './watch-request.ts';

/** One request to the server. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for GET. */
  readonly body: string;
  /** Takes the body of the answer as it arrives; without it, all of it becomes text. */
  readonly answer?: AnswerBody | undefined;
  readonly signal: AbortSignal;
}

/** Makes a text of an answer's body, which comes in pieces, decompressed. */
export interface AnswerBody {
  write(piece: Buffer): void;
  /** The text, when all has come. */
  end(): string;
}

/** Sends requests over connections that stay open. */
export interface Transport {
  /** The answer, whatever its status. @throws ConnectorError when there is none */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

export interface TransportOptions {
  /** Measures the time that requests take. */
  readonly clock: Clock;
  /** Whom failures speak of. */
  readonly peer: Peer;
  /** Limits that differ from those of `limits.ts`. */
  readonly limits?: Partial<TransportLimits> | undefined;
  /** Certificate authorities in PEM form, in place of those of Node and NODE_EXTRA_CA_CERTS. */
  readonly ca?: string;
}

type Agents = Readonly<Record<'http:' | 'https:', HttpAgent>>;

/** What requests of one transport share. */
interface Surroundings {
  readonly clock: Clock;
  readonly peer: Peer;
  readonly limits: TransportLimits;
  readonly agents: Agents;
}

/**
 * Our own transport below the libraries for EWS and tokens: theirs have no timeout, no abort and no limit, and lose the
 * code of a broken connection.
 */
export function createTransport({ clock, peer, limits: other, ca }: TransportOptions): Transport {
  const limits = { ...transportLimits, ...other };
  const shared = { keepAlive: true, maxSockets: limits.socketsPerHost };
  const agents: Agents = {
    'http:': new HttpAgent(shared),
    'https:': new HttpsAgent(ca === undefined ? shared : { ...shared, ca }),
  };
  return {
    send: (request) => send(request, { clock, peer, limits, agents }),
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

async function send(request: HttpRequest, { clock, peer, limits, agents }: Surroundings): Promise<HttpAnswer> {
  const { signal } = request;
  const target = new URL(request.url);
  const outgoing = begin(request, target, agents);
  let late: ConnectorError | undefined;
  const unwatch = watchRequest(outgoing, { clock, limits }, (reason) => {
    late = translateNetworkError(reason, { peer, target, signal });
    outgoing.destroy();
  });
  try {
    const incoming = await responseTo(outgoing, request.body);
    return await read(incoming, request.answer ?? wholeText(), limits.answerBytes);
  } catch (thrown) {
    outgoing.destroy();
    throw late ?? translateNetworkError(thrown, { peer, target, signal });
  } finally {
    unwatch();
  }
}

function begin({ method, headers, body, signal }: HttpRequest, target: URL, agents: Agents): ClientRequest {
  const secure = target.protocol === 'https:';
  return (secure ? httpsRequest : httpRequest)(target, {
    method,
    agent: agents[secure ? 'https:' : 'http:'],
    headers: method === 'GET' ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    signal,
  });
}

function responseTo(outgoing: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    // Stays, because a request whose answer has begun may still fail, and nobody else listens.
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The body as text, decompressed and bounded. */
async function read(incoming: IncomingMessage, body: AnswerBody, answerBytes: number): Promise<HttpAnswer> {
  let bytes = 0;
  for await (const chunk of decoded(incoming)) {
    bytes += chunk.byteLength;
    if (bytes > answerBytes) throw tooLarge(answerBytes);
    body.write(chunk);
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text: body.end() };
}

function wholeText(): AnswerBody {
  const pieces: Buffer[] = [];
  return { write: (piece) => pieces.push(piece), end: () => decodeUtf8(Buffer.concat(pieces)) };
}

function decoded(incoming: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = incoming.headers['content-encoding'];
  // A failure of either stream ends the other, and the one that is read throws it.
  if (encoding === 'gzip') return pipeline(incoming, createGunzip(), () => {});
  if (encoding === 'deflate') return pipeline(incoming, createInflate(), () => {});
  return incoming;
}
