import { toFailure } from '../errors.ts';
import { type AuditOptions, audit } from './audit.ts';
import type { AuditReport } from './events.ts';
import type { IndexJob, IndexSession } from './ports/index.ts';

/** What the index itself says of a run. */
export interface ReadBack {
  readonly indexJobs?: readonly IndexJob[];
  readonly audit?: AuditReport;
}

/** Asks the index how the run went, once its session has ended: a sync job is kept no longer than it is needed. */
export async function readBack(options: AuditOptions, session: IndexSession): Promise<ReadBack> {
  const indexJobs = await jobsOf(options, session);
  const report = await audit(options, session);
  return { ...(indexJobs.length === 0 ? {} : { indexJobs }), ...(report === undefined ? {} : { audit: report }) };
}

async function jobsOf({ emit, abort }: AuditOptions, session: IndexSession): Promise<readonly IndexJob[]> {
  try {
    return await session.jobs(abort);
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    emit({ type: 'warning', code, message: `the sync job's own counts could not be read: ${message}` });
    return [];
  }
}
