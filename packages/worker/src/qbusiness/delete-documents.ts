import { BatchDeleteDocumentCommand, type BatchDeleteDocumentCommandOutput } from '@aws-sdk/client-qbusiness';
import { toFailure } from '../errors.ts';
import type { DocumentOutcome } from '../sync/ports/index.ts';
import type { QBusinessApi } from './client.ts';
import { failuresById } from './failed-documents.ts';
import { outcomeOf } from './put-documents.ts';
import type { SharedJob } from './shared-job.ts';
import { underLiveJob } from './under-live-job.ts';

/** Deletes one request's documents. One that is not there counts as deleted. */
export async function deleteDocuments(
  api: QBusinessApi,
  job: SharedJob,
  { ids, signal }: { ids: readonly string[]; signal: AbortSignal },
): Promise<readonly DocumentOutcome[]> {
  const { applicationId, indexId } = api.target;
  const send = async (dataSourceSyncId: string) => {
    const documents = ids.map((documentId) => ({ documentId }));
    const command = new BatchDeleteDocumentCommand({ applicationId, indexId, dataSourceSyncId, documents });
    const { failedDocuments } = await api.send<BatchDeleteDocumentCommandOutput>(command, signal);
    return new Map([...failuresById(failedDocuments)].filter(([, { kind }]) => kind !== 'gone'));
  };
  try {
    const failures = await underLiveJob(job, signal, { sent: ids.length, send });
    return ids.map((id) => outcomeOf(id, failures.get(id)));
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'configuration' || failure.kind === 'cancelled') throw thrown;
    return ids.map((id) => outcomeOf(id, failure));
  }
}
