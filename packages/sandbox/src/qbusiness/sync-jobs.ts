import { randomUUID } from 'node:crypto';
import type { Durations, Now } from './clock.ts';
import { conflict, validation } from './errors.ts';

/** One sync job as it is kept. */
export interface SyncJob {
  readonly executionId: string;
  readonly startedAt: number;
  stoppedAt: number | undefined;
  /** How it ended, when nobody stopped it. */
  brokenAs: BrokenStatus | undefined;
  readonly added: Set<string>;
  readonly modified: Set<string>;
  readonly deleted: Set<string>;
  readonly failed: Set<string>;
}

export type BrokenStatus = 'FAILED' | 'ABORTED';
export const syncJobStatuses = [
  'SYNCING',
  'STOPPING',
  'SYNCING_INDEXING',
  'SUCCEEDED',
  'INCOMPLETE',
  'FAILED',
  'ABORTED',
] as const;
export type SyncJobStatus = (typeof syncJobStatuses)[number];

/** The sync jobs of one data source. */
export interface SyncJobs {
  start(): SyncJob;
  /** @throws ServiceError when none runs */
  stop(): void;
  /** Ends the running job, if any, as the service does by itself. */
  break(status: BrokenStatus): void;
  /** The job that documents may be sent under, if this is its id. */
  running(executionId: string): SyncJob | undefined;
  statusOf(job: SyncJob): SyncJobStatus;
  /** Newest first. */
  all(): readonly SyncJob[];
}

/** How a second start is refused: both are seen in practice. */
export type AlreadySyncing = 'ConflictException' | 'ValidationException';

export function syncJobs(
  dataSourceId: string,
  { now, durations, alreadySyncing }: { now: Now; durations: Durations; alreadySyncing: AlreadySyncing },
): SyncJobs {
  const jobs: SyncJob[] = [];
  const statusOf = (job: SyncJob): SyncJobStatus => {
    if (job.brokenAs !== undefined) return job.brokenAs;
    if (job.stoppedAt === undefined) return 'SYNCING';
    const age = now() - job.stoppedAt;
    if (age < durations.stoppingMs) return 'STOPPING';
    if (age < durations.stoppingMs + durations.indexingMs) return 'SYNCING_INDEXING';
    return job.failed.size > 0 ? 'INCOMPLETE' : 'SUCCEEDED';
  };
  const busy = () => jobs.find((job) => ['SYNCING', 'STOPPING', 'SYNCING_INDEXING'].includes(statusOf(job)));
  return {
    statusOf,
    all: () => [...jobs].reverse(),
    running: (executionId) => jobs.find((job) => job.executionId === executionId && job.stoppedAt === undefined),
    start: () => {
      const current = busy();
      if (current !== undefined) {
        const message = `Data source ${dataSourceId} is already syncing: job ${current.executionId} is ${statusOf(current)}.`;
        throw alreadySyncing === 'ConflictException'
          ? conflict(message, dataSourceId, 'DATA_SOURCE')
          : validation(message);
      }
      const job: SyncJob = {
        executionId: randomUUID(),
        startedAt: now(),
        stoppedAt: undefined,
        brokenAs: undefined,
        added: new Set(),
        modified: new Set(),
        deleted: new Set(),
        failed: new Set(),
      };
      jobs.push(job);
      return job;
    },
    stop: () => {
      const running = jobs.find((job) => job.stoppedAt === undefined);
      if (running === undefined) throw validation(`Data source ${dataSourceId} has no sync job to stop.`);
      running.stoppedAt = now();
    },
    break: (status) => {
      const running = jobs.find((job) => job.stoppedAt === undefined);
      if (running === undefined) return;
      running.stoppedAt = now();
      running.brokenAs = status;
    },
  };
}
