import {
  type DataSourceSyncJob,
  type DocumentDetails,
  ListDocumentsCommand,
  type ListDocumentsCommandOutput,
} from '@aws-sdk/client-qbusiness';
import type { Failure } from '../errors.ts';
import type { IndexJob, ListedDocument } from '../sync/ports/index.ts';
import type { QBusinessApi } from './client.ts';
import { listJobs } from './job-calls.ts';
import { documentsPerPage } from './limits.ts';

/** What the service says of these jobs; those that are no longer among the newest are left out. */
export async function readJobs(
  api: QBusinessApi,
  executionIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly IndexJob[]> {
  if (executionIds.length === 0) return [];
  return (await listJobs(api, signal))
    .filter(({ executionId = '' }) => executionIds.includes(executionId))
    .map(toIndexJob);
}

function toIndexJob({ executionId = '', status, metrics = {} }: DataSourceSyncJob): IndexJob {
  const { documentsAdded, documentsModified, documentsDeleted, documentsFailed } = metrics;
  return {
    executionId,
    status: status ?? 'unknown',
    added: Number(documentsAdded ?? 0),
    modified: Number(documentsModified ?? 0),
    deleted: Number(documentsDeleted ?? 0),
    failed: Number(documentsFailed ?? 0),
  };
}

/** The documents of the data source, page by page. */
export async function* listDocuments(api: QBusinessApi, signal: AbortSignal): AsyncIterable<readonly ListedDocument[]> {
  const { applicationId, indexId, dataSourceId } = api.target;
  let nextToken: string | undefined;
  do {
    const command = new ListDocumentsCommand({
      applicationId,
      indexId,
      dataSourceIds: [dataSourceId],
      maxResults: documentsPerPage,
      nextToken,
    });
    const page = await api.send<ListDocumentsCommandOutput>(command, signal);
    yield (page.documentDetailList ?? []).map(toListed);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

function toListed({ documentId = '', status, error }: DocumentDetails): ListedDocument {
  const listed = { id: documentId, deleted: status === 'DELETING' || status === 'DELETED' };
  if (status !== 'FAILED' && status !== 'DOCUMENT_FAILED_TO_INDEX') return listed;
  return { ...listed, failure: failureOf(status, error) };
}

/** Transient: what the service could not do with a document today it may do with it tomorrow, or after an update of its own. */
function failureOf(status: string, error: DocumentDetails['error']): Failure {
  const why = [error?.errorCode, error?.errorMessage].filter((part) => part !== undefined).join(': ');
  const message = `Amazon Q Business accepted the document and could not index it: ${status}: ${why}`;
  return { code: `index.${status}`, kind: 'transient', message };
}
