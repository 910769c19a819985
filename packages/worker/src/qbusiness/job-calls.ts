import {
  type DataSourceSyncJob,
  ListDataSourceSyncJobsCommand,
  type ListDataSourceSyncJobsCommandOutput,
  StartDataSourceSyncJobCommand,
  type StartDataSourceSyncJobCommandOutput,
  StopDataSourceSyncJobCommand,
} from '@aws-sdk/client-qbusiness';
import { ConnectorError, toFailure } from '../errors.ts';
import type { QBusinessApi } from './client.ts';
import { jobsPerPage } from './limits.ts';

/** The newest sync jobs of the data source, newest first. */
export async function listJobs(api: QBusinessApi, signal: AbortSignal): Promise<readonly DataSourceSyncJob[]> {
  const command = new ListDataSourceSyncJobsCommand({ ...api.target, maxResults: jobsPerPage });
  return (await api.send<ListDataSourceSyncJobsCommandOutput>(command, signal)).history ?? [];
}

/** The service says that this job is running; without an id, that any is. */
export async function runs(api: QBusinessApi, executionId: string | undefined, signal: AbortSignal): Promise<boolean> {
  return (await listJobs(api, signal)).some(
    (job) => job.status === 'SYNCING' && (executionId === undefined || job.executionId === executionId),
  );
}

/** Starts a job; undefined when one is running or ending already. */
export async function startJob(api: QBusinessApi, signal: AbortSignal): Promise<string | undefined> {
  try {
    const command = new StartDataSourceSyncJobCommand(api.target);
    const { executionId } = await api.send<StartDataSourceSyncJobCommandOutput>(command, signal);
    return executionId;
  } catch (thrown) {
    if (saysAlreadySyncing(thrown)) return undefined;
    throw thrown;
  }
}

/** The service says so by ConflictException, or by ValidationException with a message; both were seen. */
function saysAlreadySyncing(thrown: unknown): boolean {
  const { code, message } = toFailure(thrown);
  if (code === 'qbusiness.ConflictException') return true;
  return code === 'qbusiness.ValidationException' && /already (syncing|running|in progress)/i.test(message);
}

/** Ends the data source's job, whichever runs: the call takes no id. One that has ended already is fine. */
export async function stopJob(api: QBusinessApi, signal: AbortSignal): Promise<void> {
  try {
    await api.send(new StopDataSourceSyncJobCommand(api.target), signal);
  } catch (thrown) {
    const { code } = toFailure(thrown);
    const ended = [
      'qbusiness.ResourceNotFoundException',
      'qbusiness.ValidationException',
      'qbusiness.ConflictException',
    ];
    if (!(thrown instanceof ConnectorError) || !ended.includes(code)) throw thrown;
  }
}
