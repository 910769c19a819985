import type { Failure } from '../errors.ts';
import type { SharedJob } from './shared-job.ts';

/** A request that is sent under the id of a sync job. */
export interface JobRequest {
  /** Documents in the request. */
  readonly sent: number;
  /** Sends it and returns the documents that came back. */
  readonly send: (executionId: string) => Promise<ReadonlyMap<string, Failure>>;
}

/** How often a request is sent again because its job had ended: somebody stops jobs faster than we start them. */
const resends = 2;

/**
 * Sends a request under a job that is alive. A job that ended behind our back shows only in that everything comes back
 * with HTTP 200 (Amazon Q Business user guide, custom-connector-hiw); the request is then sent again under a new job, so
 * that a dead id costs a resend and not a document. When the last job ended as well, nothing is known of the documents:
 * they are to be tried again later.
 */
export async function underLiveJob(
  job: SharedJob,
  signal: AbortSignal,
  request: JobRequest,
): Promise<ReadonlyMap<string, Failure>> {
  let executionId = await job.executionId(signal);
  for (let resend = 0; ; resend += 1) {
    const failures = await request.send(executionId);
    if (failures.size < request.sent || (await job.isAlive(executionId, signal))) return failures;
    if (resend === resends) return new Map([...failures.keys()].map((id) => [id, jobsEnd]));
    executionId = await job.replace(executionId, signal);
  }
}

const jobsEnd: Failure = {
  code: 'index.sync-job-ended',
  kind: 'transient',
  message: `the sync job ended behind the worker's back ${resends + 1} times under one request; find out who stops it`,
};
