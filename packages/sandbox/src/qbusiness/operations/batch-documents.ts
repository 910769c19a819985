import type { StoredDocument } from '../documents.ts';
import { validation } from '../errors.ts';
import type { Operation, QBusinessModel } from '../model.ts';
import { deleteBody, type PutDocument, parseShape, putBody } from '../shapes/index.ts';
import type { SyncJob } from '../sync-jobs.ts';

interface FailedDocument {
  readonly id: string;
  readonly error: { readonly errorCode: string; readonly errorMessage: string };
}

const failed = (id: string, errorCode: string, errorMessage: string): FailedDocument => ({
  id,
  error: { errorCode, errorMessage },
});

const deadJob = 'The data source sync job is not running.';

export const batchPutDocument: Operation = (model, { body }) => {
  const { documents, dataSourceSyncId, roleArn } = parseShape(putBody, body);
  requireDistinct(documents.map(({ id }) => id));
  const job = jobOf(model, dataSourceSyncId);
  // A dead id is no exception: everything comes back, with HTTP 200 (user guide, custom-connector-hiw).
  if (job === 'dead') return { failedDocuments: documents.map(({ id }) => failed(id, 'InvalidRequest', deadJob)) };
  return { failedDocuments: documents.flatMap((document) => putOne(document, model, { job, roleArn }) ?? []) };
};

function putOne(
  document: PutDocument,
  model: QBusinessModel,
  { job, roleArn }: { job: SyncJob | undefined; roleArn: string | undefined },
): FailedDocument | undefined {
  const fault = model.documentFault(document.id);
  if (fault?.kind === 'reject') return failed(document.id, fault.errorCode, 'a fault on demand');
  const refused = model.documents.refusal(document);
  if (refused !== undefined) return failed(document.id, 'InvalidRequest', refused);
  const dataSourceId = job === undefined ? undefined : model.ids.dataSourceId;
  countPut(job, model.documents.put(document, { dataSourceId, roleArn, failure: fault }));
  return undefined;
}

/** A document that is sent several times in a job counts once, as what it ended as. */
function countPut(job: SyncJob | undefined, { id, failure, updated }: StoredDocument): void {
  if (job === undefined) return;
  if (failure !== undefined) job.failed.add(id);
  else {
    job.failed.delete(id);
    if (!job.added.has(id)) (updated ? job.modified : job.added).add(id);
  }
}

export const batchDeleteDocument: Operation = (model, { body }) => {
  const { documents, dataSourceSyncId } = parseShape(deleteBody, body);
  requireDistinct(documents.map(({ documentId }) => documentId));
  const job = jobOf(model, dataSourceSyncId);
  if (job === 'dead') {
    return { failedDocuments: documents.map(({ documentId }) => failed(documentId, 'InvalidRequest', deadJob)) };
  }
  return { failedDocuments: documents.flatMap(({ documentId }) => deleteOne(documentId, model, job) ?? []) };
};

function deleteOne(documentId: string, model: QBusinessModel, job: SyncJob | undefined): FailedDocument | undefined {
  const fault = model.documentFault(documentId);
  if (fault?.kind === 'reject') return failed(documentId, fault.errorCode, 'a fault on demand');
  if (!model.documents.delete(documentId)) return failed(documentId, 'ResourceNotFound', 'no such document');
  job?.deleted.add(documentId);
  return undefined;
}

function requireDistinct(ids: readonly string[]): void {
  if (new Set(ids).size < ids.length) throw validation('a request must not hold one document twice');
}

/** The job a request belongs to; undefined without an id, which makes it a direct upload. */
function jobOf({ jobs }: QBusinessModel, executionId: string | undefined): SyncJob | 'dead' | undefined {
  return executionId === undefined ? undefined : (jobs.running(executionId) ?? 'dead');
}
