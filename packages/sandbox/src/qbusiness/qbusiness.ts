import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  answerAdmin,
  answerOver,
  asWireFault,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type RunningServer,
  readBody,
  respondJson,
  signatureProblem,
  startServer,
} from '../http/index.ts';
import { type Durations, type Now, noWaiting } from './clock.ts';
import { type DocumentStore, documentStore } from './documents.ts';
import { notFound, ServiceError } from './errors.ts';
import { type QBusinessFault, qbusinessFault } from './faults.ts';
import type { FieldType } from './index-fields.ts';
import type { DocumentFault, QBusinessIds, QBusinessModel, QBusinessRequest, Resources } from './model.ts';
import type { ReadObject } from './objects.ts';
import { createPager } from './pager.ts';
import { type Principals, principalStore } from './principals.ts';
import { faultTargets, findRoute, type Route } from './routes.ts';
import { identifier, parseShape } from './shapes/index.ts';
import { type AlreadySyncing, type SyncJobs, syncJobs } from './sync-jobs.ts';

export interface QBusinessOptions {
  readonly ids: QBusinessIds;
  /** Custom fields that the index has. */
  readonly fields?: readonly { readonly name: string; readonly type: FieldType }[];
  /** Units of capacity; each holds 20,000 documents or 200 MB of text. */
  readonly units?: number;
  /** How content in S3 is read; without it, no object is there. */
  readonly readObject?: ReadObject;
  readonly now?: Now;
  readonly durations?: Partial<Durations>;
  readonly alreadySyncing?: AlreadySyncing;
  readonly port?: number;
}

/** A running Amazon Q Business stand-in. */
export interface QBusinessStandIn extends RunningServer {
  readonly calls: CallCounter;
  readonly faults: FaultList<QBusinessFault>;
  readonly resources: Resources;
  readonly documents: DocumentStore;
  readonly jobs: SyncJobs;
  readonly principals: Principals;
}

/** Bytes of a request (AWS Custom Connector Framework: about 10 MB). */
const requestBytes = 10 * 1024 * 1024;

export async function startQBusiness(options: QBusinessOptions): Promise<QBusinessStandIn> {
  const { ids, fields = [], units = 50, now = Date.now, alreadySyncing = 'ConflictException', port = 0 } = options;
  const durations = { ...noWaiting, ...options.durations };
  const principals = principalStore({ now, durations });
  const documents = documentStore({ now, durations, principals, readObject: options.readObject ?? (() => undefined) });
  documents.fields.update(fields);
  documents.units = units;
  const jobs = syncJobs(ids.dataSourceId, { now, durations, alreadySyncing });
  const calls = callCounter();
  const faults = faultList<QBusinessFault>(faultTargets);
  const documentFault = (id: string) => asDocumentFault(faults.strike('Document', [id]));
  const resources: Resources = {
    indexStatus: 'ACTIVE',
    dataSourceType: 'CUSTOM',
    dataSourceStatus: 'ACTIVE',
    identityType: 'AWS_IAM_IDC',
  };
  const model: QBusinessModel = {
    ids,
    resources,
    documents,
    jobs,
    principals,
    pager: createPager(),
    now,
    documentFault,
  };
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls, effect: qbusinessFault })) return;
      await answer(request, response, { model, calls, faults });
    },
    { port },
  );
  return { ...server, calls, faults, resources, documents, jobs, principals };
}

function asDocumentFault(effect: QBusinessFault | undefined): DocumentFault | undefined {
  return effect?.kind === 'reject' || effect?.kind === 'fail-later' ? effect : undefined;
}

interface Surroundings {
  readonly model: QBusinessModel;
  readonly calls: CallCounter;
  readonly faults: FaultList<QBusinessFault>;
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  try {
    const body = await readBody(request, requestBytes);
    const { route, labels, query } = findRoute(request);
    around.calls.count(route.name);
    const problem = signatureProblem(request, 'qbusiness');
    if (problem !== undefined) throw new ServiceError('AccessDeniedException', 403, problem);
    const effect = around.faults.strike(route.name);
    strikeFirst(effect, around.model);
    if (body === undefined) throw new ServiceError('RequestEntityTooLargeException', 413, 'Request Too Long');
    await answerOver(asWireFault(effect), { request, response }, async () => {
      const output = run(route, around.model, { labels, query, body: parseJson(request, body) });
      return { status: 200, body: JSON.stringify(output), headers: { 'content-type': 'application/json' } };
    });
  } catch (thrown) {
    respondError(response, thrown);
  }
}

/** Lets a fault strike before the call. @throws ServiceError when it takes its place */
function strikeFirst(effect: QBusinessFault | undefined, { jobs }: QBusinessModel): void {
  if (effect?.kind === 'error') {
    const details = effect.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: effect.retryAfterSeconds };
    throw new ServiceError(effect.type, effect.status, 'a fault on demand', details);
  }
  if (effect?.kind === 'stop-job') jobs.stop();
  if (effect?.kind === 'break-job') jobs.break(effect.status);
}

function run({ run: operation }: Route, model: QBusinessModel, request: QBusinessRequest): unknown {
  const { labels } = request;
  const expected = { ...model.ids } as Readonly<Record<string, string>>;
  for (const [label, type] of [
    ['applicationId', 'APPLICATION'],
    ['indexId', 'INDEX'],
    ['dataSourceId', 'DATA_SOURCE'],
  ] as const) {
    const given = labels[label];
    if (given !== undefined && parseShape(identifier, given) !== expected[label]) throw notFound(type, given);
  }
  return operation(model, request);
}

function parseJson({ headers }: IncomingMessage, body: Buffer): unknown {
  if (body.byteLength === 0) return {};
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    const message = `content-type is ${headers['content-type']}, not application/json`;
    throw new ServiceError('UnsupportedMediaTypeException', 415, message);
  }
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ServiceError('ValidationException', 400, 'the body is no JSON', { reason: 'CANNOT_PARSE' });
  }
}

function respondError(response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof ServiceError ? thrown : new ServiceError('InternalServerException', 500, String(thrown));
  const { retryAfterSeconds, ...details } = error.details;
  respondJson(response, error.status, {
    body: { message: error.message, ...details },
    headers: {
      'x-amzn-errortype': error.type,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  });
}
