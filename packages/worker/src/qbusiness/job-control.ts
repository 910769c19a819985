import type { EventSink } from '../sync/events.ts';
import type { Clock, SyncJobParticipant, SyncJobRecord, SyncJobStore } from '../sync/ports/index.ts';
import { openQBusiness, type QBusinessApi, type QBusinessTarget } from './client.ts';
import { listJobs, stopJob } from './job-calls.ts';
import { beatMs, deadAfterMs, forgottenAfterMs } from './participants.ts';

/** What is known of the shared sync job, on both sides. */
export interface JobView {
  readonly record: SyncJobRecord | undefined;
  readonly participants: readonly SyncJobParticipant[];
  /** The newest job of the service, unless it has ended. */
  readonly service: ServiceJob | undefined;
}

/** A job of the service that has not ended. */
export interface ServiceJob {
  readonly executionId: string;
  /** `SYNCING`, or how far its end is: `STOPPING`, `SYNCING_INDEXING`. */
  readonly status: string;
  readonly startedAt: Date | undefined;
}

/** The shared sync job from outside of any run, for operators. All methods throw ConnectorError. */
export interface JobControl {
  look(signal: AbortSignal): Promise<JobView>;
  /**
   * Waits until one of the participants shows itself, or until all of them are proven dead: 90 seconds at the most.
   * @returns those that live
   */
  liveParticipants(signal: AbortSignal): Promise<readonly SyncJobParticipant[]>;
  /** Stops what was seen. False: it changed meanwhile, and nothing was done. */
  stop(seen: JobView, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

export interface JobControlOptions {
  readonly target: QBusinessTarget;
  readonly jobs: SyncJobStore;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** Signs the record while a person's command stops the job. No participant has it, so that workers take over from it. */
const operator = 'force-stop';
const unfinished: readonly (string | undefined)[] = ['SYNCING', 'STOPPING', 'SYNCING_INDEXING'];

/** Makes no call by itself. */
export function createJobControl({ target, jobs, clock, emit }: JobControlOptions): JobControl {
  const api = openQBusiness({ target, clock, emit });
  return {
    look: (signal) => look(api, jobs, signal),
    liveParticipants: (signal) => liveParticipants({ jobs, clock }, signal),
    stop: (seen, signal) => stop(api, jobs, { seen, signal }),
    close: () => api.close(),
  };
}

async function look(api: QBusinessApi, jobs: SyncJobStore, signal: AbortSignal): Promise<JobView> {
  const [newest] = await listJobs(api, signal);
  const { executionId, status, startTime } = newest ?? {};
  const service =
    executionId === undefined || status === undefined || !unfinished.includes(status)
      ? undefined
      : { executionId, status, startedAt: startTime };
  return { record: await jobs.readJob(), participants: await jobs.listParticipants(), service };
}

/** A beat that moves is the only sign of life that counts: clocks of different machines are never compared. */
async function liveParticipants(
  { jobs, clock }: Pick<JobControlOptions, 'jobs' | 'clock'>,
  signal: AbortSignal,
): Promise<readonly SyncJobParticipant[]> {
  const first = await jobs.listParticipants();
  const beats = new Map(first.map(({ id, beat }) => [id, beat]));
  const deadline = clock.monotonic() + deadAfterMs;
  let unproven = first.filter(({ seenAt }) => clock.now() - seenAt <= forgottenAfterMs);
  while (unproven.length > 0 && clock.monotonic() < deadline) {
    await clock.sleep(beatMs / 3, signal);
    const now = await jobs.listParticipants();
    const alive = now.filter(({ id, beat }) => beats.get(id) !== beat);
    if (alive.length > 0) return alive;
    unproven = unproven.filter(({ id }) => now.some((other) => other.id === id));
  }
  return [];
}

/**
 * As the last worker out does it: record `stopping`, call Stop, remove the record. Whatever is killed in between, a worker
 * that comes takes the record over after its patience; one that is at work finds its id dead, waits for the record to go
 * and starts a new job. The service is stopped only if the job that was seen still runs: the call takes no id.
 */
async function stop(
  api: QBusinessApi,
  jobs: SyncJobStore,
  { seen, signal }: { seen: JobView; signal: AbortSignal },
): Promise<boolean> {
  const { record, service } = seen;
  const version = (record?.version ?? 0) + 1;
  const executionId = record?.executionId ?? service?.executionId;
  const stopping: SyncJobRecord = {
    version,
    state: 'stopping',
    changedBy: operator,
    changedAt: api.clock.now(),
    ...(executionId === undefined ? {} : { executionId }),
  };
  if (!(await jobs.replaceJob(record?.version, stopping))) return false;
  const { service: running } = await look(api, jobs, signal);
  if (running?.status === 'SYNCING' && running.executionId === service?.executionId) await stopJob(api, signal);
  await jobs.removeJob(version);
  return true;
}
