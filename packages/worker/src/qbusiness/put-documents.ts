import { BatchPutDocumentCommand, type BatchPutDocumentCommandOutput } from '@aws-sdk/client-qbusiness';
import { type Failure, toFailure } from '../errors.ts';
import type { DocumentOutcome, IndexDocument } from '../sync/ports/index.ts';
import type { QBusinessApi } from './client.ts';
import { failuresById } from './failed-documents.ts';
import type { SharedJob } from './shared-job.ts';
import { type Outgoing, type Staging, stageContents } from './stage.ts';
import { toWire } from './to-wire.ts';
import { underLiveJob } from './under-live-job.ts';

/**
 * Puts one request's documents and reads the answer document by document. One bad document does not spoil the others: a
 * request that is refused as a whole is halved until what is wrong with it stands alone. When everything of it is refused
 * alone as well, the service refuses whatever it is sent, and no document may be given up for that.
 */
export async function putDocuments(
  api: QBusinessApi,
  job: SharedJob,
  { documents, staging, signal }: PutRequest,
): Promise<readonly DocumentOutcome[]> {
  const { outgoing, failures } = await stageContents(staging, documents, signal);
  const { outcomes, refused } = await putOrHalve(api, job, { outgoing, roleArn: roleFor(outgoing, staging), signal });
  const blameless = refused.length === outgoing.length && refused.length > 1;
  const byId = new Map([
    ...outcomes.map((outcome) => [outcome.id, outcome] as const),
    ...[...failures].map(([id, failure]) => [id, outcomeOf(id, failure)] as const),
    ...(blameless ? refused : []).map(
      ({ id, failure }) => [id, outcomeOf(id, { ...failure, kind: 'transient' })] as const,
    ),
  ]);
  return documents.flatMap(({ id }) => byId.get(id) ?? []);
}

/** The worker has to be allowed to pass the role on, so it is named only where it is needed. */
function roleFor(outgoing: readonly Outgoing[], staging: Staging | undefined): string | undefined {
  return outgoing.some(({ staged }) => staged !== undefined) ? staging?.roleArn : undefined;
}

/** Documents of one request. */
export interface PutRequest {
  readonly documents: readonly IndexDocument[];
  readonly staging: Staging | undefined;
  readonly signal: AbortSignal;
}

interface PutResult {
  readonly outcomes: readonly DocumentOutcome[];
  /** Documents whose request was refused although they were alone in it. */
  readonly refused: readonly { readonly id: string; readonly failure: Failure }[];
}

/** What goes over the wire at once. */
interface WireRequest {
  readonly outgoing: readonly Outgoing[];
  readonly roleArn: string | undefined;
  readonly signal: AbortSignal;
}

async function putOrHalve(api: QBusinessApi, job: SharedJob, request: WireRequest): Promise<PutResult> {
  const { outgoing, signal } = request;
  if (outgoing.length === 0) return { outcomes: [], refused: [] };
  try {
    const failures = await underLiveJob(job, signal, {
      sent: outgoing.length,
      send: (executionId) => send(api, executionId, request),
    });
    return { outcomes: outgoing.map(({ id }) => outcomeOf(id, failures.get(id))), refused: [] };
  } catch (thrown) {
    const failure = failureOf(thrown, request);
    const outcomes = outgoing.map(({ id }) => outcomeOf(id, failure));
    if (failure.kind !== 'permanent') return { outcomes, refused: [] };
    if (outgoing.length === 1) return { outcomes, refused: outgoing.map(({ id }) => ({ id, failure })) };
    const half = Math.ceil(outgoing.length / 2);
    const first = await putOrHalve(api, job, { ...request, outgoing: outgoing.slice(0, half) });
    const second = await putOrHalve(api, job, { ...request, outgoing: outgoing.slice(half) });
    return { outcomes: [...first.outcomes, ...second.outcomes], refused: [...first.refused, ...second.refused] };
  }
}

/**
 * Why a request failed. One that names a role is refused by 403 for the role alone when the worker may not pass it on;
 * whatever else is wrong, the next request without one shows it.
 * @throws ConnectorError when no document is to blame
 */
function failureOf(thrown: unknown, { roleArn }: WireRequest): Failure {
  const failure = toFailure(thrown);
  if (failure.kind === 'cancelled') throw thrown;
  if (failure.kind !== 'configuration') return failure;
  if (roleArn === undefined) throw thrown;
  const message = `${failure.message} A staged document also needs iam:PassRole on STAGING_ROLE_ARN.`;
  return { ...failure, kind: 'transient', message };
}

export function outcomeOf(id: string, failure: Failure | undefined): DocumentOutcome {
  return failure === undefined ? { id, accepted: true } : { id, accepted: false, failure };
}

async function send(
  { target, send: call }: QBusinessApi,
  dataSourceSyncId: string,
  { outgoing, roleArn, signal }: WireRequest,
): Promise<ReadonlyMap<string, Failure>> {
  const { applicationId, indexId } = target;
  const command = new BatchPutDocumentCommand({
    applicationId,
    indexId,
    dataSourceSyncId,
    documents: outgoing.map(toWire),
    roleArn,
  });
  return failuresById((await call<BatchPutDocumentCommandOutput>(command, signal)).failedDocuments);
}
