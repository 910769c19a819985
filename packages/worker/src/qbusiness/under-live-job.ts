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
 * that a dead id costs a resend and not a document.
 */
export async function underLiveJob(
  job: SharedJob,
  signal: AbortSignal,
  request: JobRequest,
): Promise<ReadonlyMap<string, Failure>> {
  let executionId = await job.executionId(signal);
  let failures = await request.send(executionId);
  for (let resend = 0; resend < resends && failures.size === request.sent; resend += 1) {
    if (await job.isAlive(executionId, signal)) return failures;
    executionId = await job.replace(executionId, signal);
    failures = await request.send(executionId);
  }
  return failures;
}
