import { mayAccess } from './access.ts';
import type { Now } from './clock.ts';
import type { DocumentStore, StoredDocument } from './documents.ts';
import { notFound, ServiceError, validation } from './errors.ts';
import { deleteBody, parseBody, putBody, updateIndexBody } from './shapes.ts';
import type { SyncJob, SyncJobs } from './sync-jobs.ts';

/** The one application, index and data source that exist. */
export interface QBusinessIds {
  readonly applicationId: string;
  readonly indexId: string;
  readonly dataSourceId: string;
}

/** What the operations work on. */
export interface QBusinessModel {
  readonly ids: QBusinessIds;
  readonly documents: DocumentStore;
  readonly jobs: SyncJobs;
  readonly now: Now;
  /** Documents to refuse on demand: returns an error code, or undefined. */
  readonly rejection: (documentId: string) => string | undefined;
}

/** One request, taken apart. */
export interface QBusinessRequest {
  /** Path labels, decoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Operation = (model: QBusinessModel, request: QBusinessRequest) => unknown;

interface FailedDocument {
  readonly id: string;
  readonly error: { readonly errorCode: string; readonly errorMessage: string };
  readonly dataSourceId?: string;
}

const failed = (id: string, errorCode: string, errorMessage: string): FailedDocument => ({
  id,
  error: { errorCode, errorMessage },
});

const deadJob = 'The data source sync job is not running.';

export const batchPutDocument: Operation = (model, { body }) => {
  const { documents, dataSourceSyncId } = parseBody(putBody, body);
  requireDistinct(documents.map(({ id }) => id));
  const job = jobOf(model, dataSourceSyncId);
  // A dead id is no exception: everything comes back, with HTTP 200 (user guide, custom-connector-hiw).
  if (job === 'dead') return { failedDocuments: documents.map(({ id }) => failed(id, 'InvalidRequest', deadJob)) };
  const failedDocuments: FailedDocument[] = [];
  for (const document of documents) {
    const demanded = model.rejection(document.id);
    const refused = model.documents.refusal(document);
    if (demanded !== undefined) failedDocuments.push(failed(document.id, demanded, 'a fault on demand'));
    else if (refused !== undefined) failedDocuments.push(failed(document.id, 'InvalidRequest', refused));
    else countPut(job, model.documents.put(document, job === undefined ? undefined : model.ids.dataSourceId));
  }
  return { failedDocuments };
};

function countPut(job: SyncJob | undefined, stored: StoredDocument): void {
  if (job === undefined) return;
  if (stored.failure !== undefined) job.failed.add(stored.id);
  else if (!job.added.has(stored.id)) (stored.updated ? job.modified : job.added).add(stored.id);
}

export const batchDeleteDocument: Operation = (model, { body }) => {
  const { documents, dataSourceSyncId } = parseBody(deleteBody, body);
  requireDistinct(documents.map(({ documentId }) => documentId));
  const job = jobOf(model, dataSourceSyncId);
  if (job === 'dead') {
    return { failedDocuments: documents.map(({ documentId }) => failed(documentId, 'InvalidRequest', deadJob)) };
  }
  const failedDocuments = documents.flatMap(({ documentId }) => {
    const demanded = model.rejection(documentId);
    if (demanded !== undefined) return [failed(documentId, demanded, 'a fault on demand')];
    if (!model.documents.delete(documentId)) return [failed(documentId, 'ResourceNotFound', 'no such document')];
    job?.deleted.add(documentId);
    return [];
  });
  return { failedDocuments };
};

function requireDistinct(ids: readonly string[]): void {
  if (new Set(ids).size < ids.length) throw validation('a request must not hold one document twice');
}

/** The job a request belongs to; undefined without an id, which makes it a direct upload. */
function jobOf({ jobs }: QBusinessModel, executionId: string | undefined): SyncJob | 'dead' | undefined {
  return executionId === undefined ? undefined : (jobs.running(executionId) ?? 'dead');
}

export const startDataSourceSyncJob: Operation = ({ jobs }) => ({ executionId: jobs.start().executionId });

export const stopDataSourceSyncJob: Operation = ({ jobs }) => {
  jobs.stop();
  return {};
};

export const listDataSourceSyncJobs: Operation = ({ jobs }, { query }) => {
  const wanted = query.get('syncStatus');
  const all = jobs.all().filter((job) => wanted === null || jobs.statusOf(job) === wanted);
  const { items, nextToken } = page(all, query, 10);
  const history = items.map((job) => ({
    executionId: job.executionId,
    startTime: job.startedAt / 1000,
    ...(job.stoppedAt === undefined ? {} : { endTime: job.stoppedAt / 1000 }),
    status: jobs.statusOf(job),
    metrics: {
      documentsAdded: String(job.added.size),
      documentsModified: String(job.modified.size),
      documentsDeleted: String(job.deleted.size),
      documentsFailed: String(job.failed.size),
    },
  }));
  return { history, nextToken };
};

export const listDocuments: Operation = ({ documents, ids }, { query }) => {
  const sources = query.getAll('dataSourceIds');
  if (sources.length > 1) throw validation('dataSourceIds takes exactly one id');
  const wanted = sources[0];
  if (wanted !== undefined && wanted !== ids.dataSourceId) throw notFound('DATA_SOURCE', wanted);
  const listed = [...documents.all()].filter(({ dataSourceId }) => wanted === undefined || dataSourceId === wanted);
  const rows = [
    ...listed.map((document) => ({ document, status: documents.statusOf(document) as string })),
    ...[...documents.deleted()].map(({ document }) => ({ document, status: 'DELETED' })),
  ];
  const { items, nextToken } = page(rows, query, 100);
  const documentDetailList = items.map(({ document, status }) => ({
    documentId: document.id,
    status,
    createdAt: document.createdAt / 1000,
    updatedAt: document.putAt / 1000,
    ...(document.failure === undefined
      ? {}
      : { error: { errorCode: 'InvalidRequest', errorMessage: document.failure } }),
  }));
  return { documentDetailList, nextToken };
};

/** One page of a list; the token is the position. */
function page<T>(all: readonly T[], query: URLSearchParams, most: number): { items: readonly T[]; nextToken?: string } {
  const size = Number(query.get('maxResults') ?? most);
  if (!Number.isInteger(size) || size < 1 || size > most) throw validation(`maxResults must be from 1 to ${most}`);
  const from = Number(query.get('nextToken') ?? 0);
  if (!Number.isInteger(from) || from < 0) throw validation('nextToken is not valid');
  const items = all.slice(from, from + size);
  return from + size < all.length ? { items, nextToken: String(from + size) } : { items };
}

export const checkDocumentAccess: Operation = ({ documents }, { labels }) => {
  const document = documents.get(labels['documentId'] ?? '');
  if (document === undefined) throw notFound('DOCUMENT', labels['documentId'] ?? '');
  const userId = labels['userId'] ?? '';
  const conditions = (access: 'ALLOW' | 'DENY') =>
    (document.access?.accessControls ?? []).map(({ principals, memberRelation }) => ({
      memberRelation,
      users: principals.flatMap(({ user }) =>
        user?.access === access ? [{ id: user.id, type: user.membershipType }] : [],
      ),
      groups: principals.flatMap(({ group }) =>
        group?.access === access ? [{ name: group.name, type: group.membershipType }] : [],
      ),
    }));
  return {
    userGroups: [],
    userAliases: [],
    hasAccess: mayAccess(document.access, userId),
    documentAcl: {
      allowlist: { memberRelation: document.access?.memberRelation, conditions: conditions('ALLOW') },
      denyList: { conditions: conditions('DENY') },
    },
  };
};

export const getIndex: Operation = ({ ids, documents }) => {
  const all = [...documents.all()];
  return {
    applicationId: ids.applicationId,
    indexId: ids.indexId,
    displayName: 'sandbox',
    indexArn: `arn:aws:qbusiness:us-east-1:000000000000:application/${ids.applicationId}/index/${ids.indexId}`,
    status: 'ACTIVE',
    type: 'ENTERPRISE',
    capacityConfiguration: { units: documents.units },
    documentAttributeConfigurations: [...documents.fields].map(([name, type]) => ({ name, type, search: 'ENABLED' })),
    indexStatistics: {
      textDocumentStatistics: {
        indexedTextDocumentCount: all.length,
        indexedTextBytes: all.reduce((sum, { contentBytes }) => sum + contentBytes, 0),
      },
    },
  };
};

/** Custom fields of an index (user guide, doc-attributes). */
const customFields = 50;

export const updateIndex: Operation = ({ documents }, { body }) => {
  const { capacityConfiguration, documentAttributeConfigurations = [] } = parseBody(updateIndexBody, body);
  const custom = new Set([...documents.fields.keys(), ...documentAttributeConfigurations.map(({ name }) => name)]);
  if ([...custom].filter((name) => !name.startsWith('_')).length > customFields) {
    throw new ServiceError('ServiceQuotaExceededException', 402, `An index has at most ${customFields} custom fields.`);
  }
  for (const { name, type } of documentAttributeConfigurations) {
    const known = documents.fields.get(name);
    if (known !== undefined && known !== type)
      throw validation(`the field ${name} has type ${known} and cannot change`);
    documents.fields.set(name, type);
  }
  documents.units = capacityConfiguration?.units ?? documents.units;
  return {};
};

export const getDataSource: Operation = ({ ids }) => ({
  applicationId: ids.applicationId,
  indexId: ids.indexId,
  dataSourceId: ids.dataSourceId,
  dataSourceArn: `arn:aws:qbusiness:us-east-1:000000000000:application/${ids.applicationId}/index/${ids.indexId}/data-source/${ids.dataSourceId}`,
  displayName: 'exchange',
  type: 'CUSTOM',
  configuration: { type: 'CUSTOM', version: '1.0.0' },
  status: 'ACTIVE',
});
