import { z } from 'zod';
import { validation } from '../errors.ts';
import type { Operation } from '../model.ts';
import { emptyBody, parseShape } from '../shapes/index.ts';
import { syncJobStatuses } from '../sync-jobs.ts';
import { instantOf } from './instants.ts';

export const startDataSourceSyncJob: Operation = ({ jobs }, { body }) => {
  parseShape(emptyBody, body);
  return { executionId: jobs.start().executionId };
};

export const stopDataSourceSyncJob: Operation = ({ jobs }, { body }) => {
  parseShape(emptyBody, body);
  jobs.stop();
  return {};
};

/** Jobs, newest first. The model calls the filter statusFilter; on the wire it is syncStatus. */
export const listDataSourceSyncJobs: Operation = ({ jobs, pager }, { query }) => {
  const status = parseShape(z.enum(syncJobStatuses).nullable(), query.get('syncStatus'));
  const from = instantOf(query, 'startTime') ?? Number.NEGATIVE_INFINITY;
  const to = instantOf(query, 'endTime') ?? Number.POSITIVE_INFINITY;
  if (from > to) throw validation('startTime is after endTime');
  const wanted = jobs
    .all()
    .filter((job) => status === null || jobs.statusOf(job) === status)
    .filter(({ startedAt }) => startedAt >= from && startedAt <= to);
  const { items, ...rest } = pager.page(wanted, { query, most: 10, operation: 'ListDataSourceSyncJobs' });
  const history = items.map((job) => ({
    executionId: job.executionId,
    startTime: job.startedAt / 1000,
    ...(job.stoppedAt === undefined ? {} : { endTime: job.stoppedAt / 1000 }),
    status: jobs.statusOf(job),
    ...(job.brokenAs === undefined
      ? {}
      : { error: { errorCode: 'InternalError', errorMessage: 'a fault on demand' }, dataSourceErrorCode: 'SANDBOX-1' }),
    metrics: {
      documentsAdded: String(job.added.size),
      documentsModified: String(job.modified.size),
      documentsDeleted: String(job.deleted.size),
      documentsFailed: String(job.failed.size),
    },
  }));
  return { history, ...rest };
};
