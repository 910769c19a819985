import type { Failure } from '../errors.ts';
import type { SharedJob } from './shared-job.ts';

/** A request that is sent under the id of a sync job. */
export interface JobRequest {
  /** Documents in the request. */
  readonly sent: number;
  /** Sends it and returns the documents that came back. */
  readonly send: (executionId: string) => Promise<ReadonlyMap<string, Failure>>;
}

/**
 * How often a request is sent again because its job had ended: beyond it, somebody stops jobs faster than we start them. Several
 * requests are under way at a time, and whatever ends the job of one of them sends back all.
 */
const resends = 5;

/**
 * Sends a request under a job that is alive. A job that ended behind our back shows only in that everything comes back
 * with HTTP 200 (Amazon Q Business user guide, custom-connector-hiw); the request is then sent again under a new job, so
 * that a dead id costs a resend and not a document.
 */
export async function underLiveJob(
  job: SharedJob,
  signal: AbortSignal,
  request: JobRequest,
): Promise<ReadonlyMap<string, Failure>> {
  let executionId = await job.executionId(signal);
  let failures = await request.send(executionId);
  for (let resend = 0; failures.size === request.sent; resend += 1) {
    if (await job.isAlive(executionId, signal)) return request.sent === 1 ? failures : blameless(failures);
    if (resend === resends) return blameless(failures);
    executionId = await job.replace(executionId, signal);
    failures = await request.send(executionId);
  }
  return failures;
}

/**
 * What comes back under a dead job says nothing of the documents. Nor does it prove that several are bad by themselves when
 * all of them come back: the list of jobs may be late in showing that ours has ended. None of them is given up for it.
 */
function blameless(failures: ReadonlyMap<string, Failure>): ReadonlyMap<string, Failure> {
  return new Map([...failures].map(([id, failure]) => [id, { ...failure, kind: 'transient' }]));
}
