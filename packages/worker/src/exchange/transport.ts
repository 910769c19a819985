import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createGunzip, createInflate } from 'node:zlib';
import { ConnectorError } from '../errors.ts';
import type { HttpAnswer } from './answer.ts';
import { answerBytes, idleMs, socketsPerHost, totalMs } from './limits.ts';

/** One request to the server. */
export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Sends requests over connections that stay open. */
export interface Transport {
  /** The answer, whatever its status. @throws ConnectorError when there is none */
  post(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/**
 * Our own transport below the EWS library: its own has no timeout, no abort and no limit, and loses the code of a broken
 * connection.
 */
export function createTransport(): Transport {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: socketsPerHost }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: socketsPerHost }),
  };
  return {
    post: (request) => post(request, agents),
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

async function post(
  { url, headers, body, signal }: HttpRequest,
  agents: Readonly<Record<'http:' | 'https:', HttpAgent>>,
): Promise<HttpAnswer> {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(totalMs)]);
  return new Promise<HttpAnswer>((resolve, reject) => {
    const fail = (thrown: unknown): void => reject(translate(thrown, { signal, target }));
    const outgoing = (secure ? httpsRequest : httpRequest)(
      target,
      {
        method: 'POST',
        agent: agents[secure ? 'https:' : 'http:'],
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal: deadline,
        timeout: idleMs,
      },
      (incoming) => read(incoming).then(resolve, fail),
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no data for ${idleMs / 1000} seconds`)));
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** The body as text, decompressed and bounded. */
async function read(incoming: IncomingMessage): Promise<HttpAnswer> {
  const encoding = incoming.headers['content-encoding'];
  const stream =
    encoding === 'gzip'
      ? incoming.pipe(createGunzip())
      : encoding === 'deflate'
        ? incoming.pipe(createInflate())
        : incoming;
  if (stream !== incoming) incoming.on('error', (error) => stream.destroy(error));
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > answerBytes) throw new Error(`the answer is larger than ${answerBytes} bytes`);
    chunks.push(chunk);
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(chunks).toString() };
}

/** Errors of a connection by what a person can do about them. */
function translate(thrown: unknown, { signal, target }: { signal: AbortSignal; target: URL }): ConnectorError {
  if (signal.aborted) {
    return new ConnectorError(
      { code: 'cancelled', kind: 'cancelled', message: 'the call was cancelled' },
      { cause: thrown },
    );
  }
  const { code = 'connection', message } = thrown as Error & { code?: string };
  const slow = code === 'ABORT_ERR' || message.startsWith('no data');
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
  const remedy = certificate
    ? 'Its certificate is not trusted: put the certificate authority into NODE_EXTRA_CA_CERTS.'
    : 'Check EXCHANGE_SERVER and EXCHANGE_EWS_URL, and that the network lets the worker reach it.';
  const what = slow
    ? `did not answer within ${(code === 'ABORT_ERR' ? totalMs : idleMs) / 1000} seconds`
    : `could not be reached: ${message}`;
  return new ConnectorError(
    {
      code: slow ? 'network.timeout' : `network.${code}`,
      kind: 'transient',
      message: `Exchange at ${target.host} ${what}. ${remedy}`,
    },
    { cause: thrown },
  );
}
