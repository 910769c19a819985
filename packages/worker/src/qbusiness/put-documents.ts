import { BatchPutDocumentCommand, type BatchPutDocumentCommandOutput } from '@aws-sdk/client-qbusiness';
import { type Failure, toFailure } from '../errors.ts';
import type { DocumentOutcome, IndexDocument } from '../sync/ports/index.ts';
import type { QBusinessApi } from './client.ts';
import { failuresById } from './failed-documents.ts';
import type { SharedJob } from './shared-job.ts';
import { toWire } from './to-wire.ts';
import { underLiveJob } from './under-live-job.ts';

/** Puts one request's documents and reads the answer document by document. One bad document does not spoil the others. */
export async function putDocuments(
  api: QBusinessApi,
  job: SharedJob,
  { documents, signal }: { documents: readonly IndexDocument[]; signal: AbortSignal },
): Promise<readonly DocumentOutcome[]> {
  try {
    const failures = await underLiveJob(job, signal, {
      sent: documents.length,
      send: (executionId) => send(api, executionId, { documents, signal }),
    });
    return documents.map(({ id }) => outcomeOf(id, failures.get(id)));
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'configuration' || failure.kind === 'cancelled') throw thrown;
    if (failure.kind !== 'permanent' || documents.length === 1)
      return documents.map(({ id }) => outcomeOf(id, failure));
    // The request as a whole was refused: halve it until what is wrong with it stands alone.
    const half = Math.ceil(documents.length / 2);
    const first = await putDocuments(api, job, { documents: documents.slice(0, half), signal });
    const second = await putDocuments(api, job, { documents: documents.slice(half), signal });
    return [...first, ...second];
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
