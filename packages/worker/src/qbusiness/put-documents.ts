import { BatchPutDocumentCommand, type BatchPutDocumentCommandOutput } from '@aws-sdk/client-qbusiness';
import { type Failure, toFailure } from '../errors.ts';
import type { DocumentOutcome, IndexDocument } from '../sync/ports/index.ts';
import type { QBusinessApi } from './client.ts';
import { failuresById } from './failed-documents.ts';
import type { SharedJob } from './shared-job.ts';
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
  request: PutRequest,
): Promise<readonly DocumentOutcome[]> {
  const { outcomes, refused } = await putOrHalve(api, job, request);
  if (refused.length < request.documents.length || refused.length === 1) return outcomes;
  return refused.map(({ id, failure }) => ({ id, accepted: false, failure: { ...failure, kind: 'transient' } }));
}

/** Documents of one request. */
export interface PutRequest {
  readonly documents: readonly IndexDocument[];
  readonly signal: AbortSignal;
}

interface PutResult {
  readonly outcomes: readonly DocumentOutcome[];
  /** Documents whose request was refused although they were alone in it. */
  readonly refused: readonly { readonly id: string; readonly failure: Failure }[];
}

async function putOrHalve(api: QBusinessApi, job: SharedJob, { documents, signal }: PutRequest): Promise<PutResult> {
  try {
    const failures = await underLiveJob(job, signal, {
      sent: documents.length,
      send: (executionId) => send(api, executionId, { documents, signal }),
    });
    return { outcomes: documents.map(({ id }) => outcomeOf(id, failures.get(id))), refused: [] };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'configuration' || failure.kind === 'cancelled') throw thrown;
    const outcomes = documents.map(({ id }) => outcomeOf(id, failure));
    if (failure.kind !== 'permanent') return { outcomes, refused: [] };
    if (documents.length === 1) return { outcomes, refused: documents.map(({ id }) => ({ id, failure })) };
    const half = Math.ceil(documents.length / 2);
    const first = await putOrHalve(api, job, { documents: documents.slice(0, half), signal });
    const second = await putOrHalve(api, job, { documents: documents.slice(half), signal });
    return { outcomes: [...first.outcomes, ...second.outcomes], refused: [...first.refused, ...second.refused] };
  }
}

export function outcomeOf(id: string, failure: Failure | undefined): DocumentOutcome {
  return failure === undefined ? { id, accepted: true } : { id, accepted: false, failure };
}

async function send(
  { target, send: call }: QBusinessApi,
  dataSourceSyncId: string,
  { documents, signal }: { documents: readonly IndexDocument[]; signal: AbortSignal },
): Promise<ReadonlyMap<string, Failure>> {
  const { applicationId, indexId } = target;
  const command = new BatchPutDocumentCommand({
    applicationId,
    indexId,
    dataSourceSyncId,
    documents: documents.map(toWire),
  });
  return failuresById((await call<BatchPutDocumentCommandOutput>(command, signal)).failedDocuments);
}
