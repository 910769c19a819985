import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  answerAdmin,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type RunningServer,
  readBody,
  respond,
  signatureProblem,
  startServer,
} from '../http/index.ts';
import { type Bucket, createBucket, type ExpiryRule, requireBucket } from './bucket.ts';
import { S3Error } from './errors.ts';
import { type S3Fault, s3Fault } from './faults.ts';
import { escapeXml, lifecycleXml } from './lifecycle.ts';
import { putObject } from './put-object.ts';

export interface S3Options {
  readonly bucket: string;
  /** Account that the bucket is in. */
  readonly account: string;
  readonly rules?: readonly ExpiryRule[];
  readonly now?: () => number;
  readonly port?: number;
}

/** A running Amazon S3 stand-in: one bucket, addressed by path. */
export interface S3StandIn extends RunningServer {
  readonly calls: CallCounter;
  readonly faults: FaultList<S3Fault>;
  readonly bucket: Bucket;
}

/** What the stand-in knows to do. */
const s3Operations = ['PutObject', 'GetBucketLifecycleConfiguration'] as const;

/** Bytes of a request: more than the largest document of Amazon Q Business. */
const requestBytes = 64 * 1024 * 1024;

export async function startS3(options: S3Options): Promise<S3StandIn> {
  const { bucket: name, account, rules = [], now = Date.now, port = 0 } = options;
  const bucket = createBucket({ name, account, rules, now });
  const calls = callCounter();
  const faults = faultList<S3Fault>(s3Operations);
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls, effect: s3Fault })) return;
      await answer(request, response, { bucket, calls, faults });
    },
    { port },
  );
  return { ...server, calls, faults, bucket };
}

interface Surroundings {
  readonly bucket: Bucket;
  readonly calls: CallCounter;
  readonly faults: FaultList<S3Fault>;
}

interface Answer {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  try {
    const body = await readBody(request, requestBytes);
    const { operation, bucket, key } = whatIsAsked(request);
    around.calls.count(operation);
    const problem = signatureProblem(request, 's3');
    if (problem !== undefined) throw new S3Error('AccessDenied', 403, problem);
    const effect = around.faults.strike(operation, [key]);
    if (effect !== undefined && (await endedBy(effect, request))) return;
    if (body === undefined) {
      throw new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size');
    }
    requireBucket(around.bucket, bucket);
    requireOwner(around.bucket, request);
    const done =
      operation === 'PutObject'
        ? { headers: putObject(around.bucket, { key, headers: request.headers, body }) }
        : { body: lifecycleXml(around.bucket), headers: { 'content-type': 'application/xml' } };
    send(response, effect, done);
  } catch (thrown) {
    sendError(response, thrown);
  }
}

/** Lets a fault strike before the call. True: the call ends here. */
async function endedBy(effect: S3Fault, request: IncomingMessage): Promise<boolean> {
  if (effect.kind === 'error') {
    const { retryAfterSeconds: seconds } = effect;
    const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) };
    throw new S3Error(effect.code, effect.status, 'a fault on demand', headers);
  }
  if (effect.kind === 'hang') return true;
  if (effect.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, effect.ms));
  if (effect.kind !== 'reset' || effect.when === 'after') return false;
  request.socket.destroy();
  return true;
}

function send(response: ServerResponse, effect: S3Fault | undefined, { body = '', headers = {} }: Answer): void {
  if (effect?.kind === 'reset') response.socket?.destroy();
  else if (effect?.kind === 'truncate') {
    response.writeHead(200, { ...headers, 'content-length': String(Buffer.byteLength(body) + 10) });
    response.write(`${body.slice(0, body.length / 2)} `, () => response.socket?.destroy());
  } else respond(response, 200, { body, headers: { 'x-amz-request-id': '0', ...headers } });
}

/** Which operation a request is: those that a connector needs, and no other. @throws S3Error */
function whatIsAsked({ method, url = '' }: IncomingMessage): { operation: string; bucket: string; key: string } {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [bucket = '', ...rest] = pathname.slice(1).split('/');
  const key = decodeURIComponent(rest.join('/'));
  const query = [...searchParams.keys()].filter((name) => name !== 'x-id').join('&');
  if (method === 'PUT' && key !== '' && query === '') return { operation: 'PutObject', bucket, key };
  if (method === 'GET' && key === '' && query === 'lifecycle') {
    return { operation: 'GetBucketLifecycleConfiguration', bucket, key };
  }
  throw new S3Error('NotImplemented', 501, `this stand-in does not know ${method} ${url}`);
}

function requireOwner({ account }: Bucket, { headers }: IncomingMessage): void {
  const expected = headers['x-amz-expected-bucket-owner'];
  if (expected !== undefined && expected !== account) throw new S3Error('AccessDenied', 403, 'Access Denied');
}

function sendError(response: ServerResponse, thrown: unknown): void {
  const error = thrown instanceof S3Error ? thrown : new S3Error('InternalError', 500, String(thrown));
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
  respond(response, error.status, { body, headers: { 'content-type': 'application/xml', ...error.headers } });
}
