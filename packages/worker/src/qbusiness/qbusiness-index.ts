import type { EventSink } from '../sync/events.ts';
import type {
  Clock,
  DocumentIndex,
  DocumentOutcome,
  IndexDocument,
  IndexSession,
  SyncJobStore,
} from '../sync/ports/index.ts';
import { openQBusiness, type QBusinessApi, type QBusinessTarget } from './client.ts';
import { deleteDocuments } from './delete-documents.ts';
import { contentBytesPerRequest, deletesPerRequest, stagedContentBytes } from './limits.ts';
import { openIndex, reportIndexSize, type WantedField } from './open-index.ts';
import { packDocuments } from './pack.ts';
import { putDocuments } from './put-documents.ts';
import { listDocuments, readJobs } from './read-back.ts';
import { type SharedJob, sharedJob } from './shared-job.ts';
import type { Staging } from './stage.ts';

/** What the index works with. Region, credentials and endpoint come from the AWS SDK's own variables. */
export interface QBusinessIndexOptions {
  readonly target: QBusinessTarget;
  /** Documents in one request, 1 to 10. */
  readonly documentBatchSize: number;
  /** Stable id of this container among the workers of the data source. */
  readonly participantId: string;
  readonly jobs: SyncJobStore;
  /** Custom fields that documents would like to carry. */
  readonly wantedFields: readonly WantedField[];
  /** Without it, content that no request can carry is refused. */
  readonly staging?: Staging;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** Amazon Q Business as the index. Makes no call by itself. */
export function createQBusinessIndex(options: QBusinessIndexOptions): DocumentIndex {
  const api = openQBusiness(options);
  return {
    open: async (signal) => {
      const fields = await openIndex(api, options.wantedFields, signal);
      await options.staging?.area.check(signal);
      const { documentBatchSize, staging } = options;
      return session(api, sharedJob({ api, ...options }), { fields, documentBatchSize, staging });
    },
    close: async () => {
      api.close();
      await options.staging?.area.close();
    },
  };
}

interface SessionOptions {
  readonly fields: ReadonlySet<string>;
  readonly documentBatchSize: number;
  readonly staging: Staging | undefined;
}

function session(
  api: QBusinessApi,
  job: SharedJob,
  { fields, documentBatchSize, staging }: SessionOptions,
): IndexSession {
  const { writes } = api;
  return {
    fields,
    contentBytes: staging === undefined ? contentBytesPerRequest : stagedContentBytes,
    put: async (documents, signal) => {
      const requests = packDocuments(documents, documentBatchSize);
      const send = (request: readonly IndexDocument[]) =>
        writes.run(() => putDocuments(api, job, { documents: request, staging, signal }));
      if (areDistinct(documents)) return (await allEnded(requests.map(send))).flat();
      const outcomes: DocumentOutcome[] = [];
      // One after the other: the order of two writes to one document in flight is not documented.
      for (const request of requests) outcomes.push(...(await send(request)));
      return outcomes;
    },
    delete: async (documentIds, signal) => {
      const outcomes: DocumentOutcome[] = [];
      const distinct = [...new Set(documentIds)];
      for (let start = 0; start < distinct.length; start += deletesPerRequest) {
        const ids = distinct.slice(start, start + deletesPerRequest);
        outcomes.push(...(await writes.run(() => deleteDocuments(api, job, { ids, signal }))));
      }
      return outcomes;
    },
    end: () => job.leave(),
    jobs: async (signal) => {
      const jobs = await readJobs(api, job.used(), signal);
      // What was put has changed it.
      if (jobs.length > 0) await reportIndexSize(api, signal);
      return jobs;
    },
    listDocuments: (signal) => listDocuments(api, signal),
  };
}

function areDistinct(documents: readonly IndexDocument[]): boolean {
  return new Set(documents.map(({ id }) => id)).size === documents.length;
}

/** Throws what one of them threw only when all have ended: what is on its way must not be put again meanwhile. */
async function allEnded<T>(requests: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(requests);
  return Promise.all(requests);
}
