import { ConnectorError, toFailure } from '../errors.ts';
import type { SyncJobRecord, SyncJobStore } from '../sync/ports/index.ts';
import type { QBusinessApi } from './client.ts';
import { listJobs, runs, startJob } from './job-calls.ts';
import { jobLeaver } from './leave-job.ts';
import { beatMs, participantWatch } from './participants.ts';

/**
 * The sync job that all workers of a data source share: the service allows one, and any caller's Stop ends it for all.
 *
 * | on record | a worker that comes | the last worker that leaves |
 * | --- | --- | --- |
 * | nothing | records `starting`, calls Start, records `running` | has nothing to do |
 * | `starting` | waits; takes over when its worker is dead | has nothing to do |
 * | `running` | uses its id | records `stopping`, looks for others, calls Stop, removes the record |
 * | `stopping` | waits; takes over when its worker is dead | has nothing to do |
 *
 * A worker registers before it reads the record, and a leaving worker records `stopping` before it looks for others: so
 * one of the two always sees the other, and no job is stopped under a worker that is using it. A leaving worker that finds
 * others looks once more after it has given the job back: one of them may have left in between.
 */
export interface SharedJob {
  /** The id to send documents under; joins or starts the job first. */
  executionId(signal: AbortSignal): Promise<string>;
  /** The service says that this job is running. */
  isAlive(executionId: string, signal: AbortSignal): Promise<boolean>;
  /** The job ended behind our back: the id of a new one. */
  replace(deadId: string, signal: AbortSignal): Promise<string>;
  /** Ids of all jobs that were handed out. */
  used(): readonly string[];
  /** Leaves in order, also for a process of this container that was killed. Safe to call twice, and without having joined. */
  leave(): Promise<void>;
}

export interface SharedJobOptions {
  readonly api: QBusinessApi;
  readonly jobs: SyncJobStore;
  /** Stable id of this container. */
  readonly participantId: string;
}

/** Waits between two looks at a record that somebody else is changing, and for a job that is ending. */
const pollMs = 2_000;
/** How long to wait for others: a job may be indexing for minutes after it was stopped. */
const patienceMs = 15 * 60_000;
/** How long leaving may take: a container is killed soon after it was asked to stop. */
const leaveMs = 20_000;

export function sharedJob({ api, jobs, participantId }: SharedJobOptions): SharedJob {
  const { clock, emit } = api;
  const watch = participantWatch(clock);
  let current: Promise<string> | undefined;
  const renewals = new Map<string, Promise<string>>();
  const used = new Set<string>();
  let stopBeating: (() => void) | undefined;
  let beat = 0;

  /** Each state once, however often it is looked at: `/status` says since when it lasts. */
  let told = '';
  const tell = (state: string, executionId?: string): void => {
    if (told === state) return;
    told = state;
    emit({ type: 'sync-job', state, ...(executionId === undefined ? {} : { executionId }) });
  };

  const register = async (): Promise<void> => {
    beat += 1;
    await jobs.putParticipant({ id: participantId, beat, seenAt: clock.now() });
    watch.observe(await jobs.listParticipants());
  };

  const beatOnce = async (): Promise<void> => {
    await register();
    // Left while the heartbeat was on its way: it must not come back as a participant that nobody removes.
    if (stopBeating === undefined) await jobs.removeParticipant(participantId);
  };

  const beatQuietly = (): void => {
    beatOnce().catch((thrown: unknown) => {
      const { code, message } = toFailure(thrown);
      emit({ type: 'warning', code, message: `the sync job's heartbeat failed: ${message}` });
    });
  };

  const join = async (signal: AbortSignal): Promise<string> => {
    beat = Math.floor(clock.random() * 1e9);
    await register();
    stopBeating ??= clock.every(beatMs, beatQuietly);
    return acquire(signal);
  };

  const record = (state: SyncJobRecord['state'], version: number, executionId?: string): SyncJobRecord => ({
    version,
    state,
    changedBy: participantId,
    changedAt: clock.now(),
    ...(executionId === undefined ? {} : { executionId }),
  });

  const acquire = async (signal: AbortSignal): Promise<string> => {
    const deadline = clock.monotonic() + patienceMs;
    while (clock.monotonic() < deadline) {
      const job = await jobs.readJob();
      if (job?.state === 'running' && job.executionId !== undefined) {
        tell('joined', job.executionId);
        return job.executionId;
      }
      if (job === undefined || (await isAbandoned(job))) {
        const started = await take(job, signal, deadline);
        if (started !== undefined) return started;
      } else {
        tell(`waiting: ${job.state} by ${job.changedBy}`);
        await clock.sleep(pollMs, signal);
      }
    }
    throw stuck('another worker is starting or stopping the sync job');
  };

  /** Whoever was starting or stopping the job is this container's former self, or dead. */
  const isAbandoned = async ({ changedBy }: SyncJobRecord): Promise<boolean> => {
    if (changedBy === participantId) return true;
    const participants = await jobs.listParticipants();
    watch.observe(participants);
    const other = participants.find(({ id }) => id === changedBy);
    return other === undefined ? isSilent(changedBy) : !watch.isAlive(other);
  };

  /**
   * A worker that is stopping the job has unregistered before, so that its absence proves nothing at once; one that stays
   * away for as long as a dead one is dead.
   */
  const absences = new Map<string, number>();
  const isSilent = (id: string): boolean => {
    const since = absences.get(id) ?? clock.monotonic();
    absences.set(id, since);
    return clock.monotonic() - since >= leaveMs * 2;
  };

  /** Starts a job under our name; undefined when somebody was faster. */
  const take = async (
    job: SyncJobRecord | undefined,
    signal: AbortSignal,
    deadline: number,
  ): Promise<string | undefined> => {
    const starting = record('starting', (job?.version ?? 0) + 1);
    if (!(await jobs.replaceJob(job?.version, starting))) return undefined;
    const executionId = await startOrAdopt(signal, deadline);
    const running = record('running', starting.version + 1, executionId);
    return (await jobs.replaceJob(starting.version, running)) ? executionId : undefined;
  };

  /**
   * Starts a job or adopts the one that runs: after a lost answer that is ours, after a crash it is our predecessor's. One
   * that is ending is waited for.
   */
  const startOrAdopt = async (signal: AbortSignal, deadline: number): Promise<string> => {
    while (clock.monotonic() < deadline) {
      const started = await startJob(api, signal);
      if (started !== undefined) {
        tell('started', started);
        return started;
      }
      const [newest] = await listJobs(api, signal);
      if (newest?.status === 'SYNCING' && newest.executionId !== undefined) {
        tell('adopted', newest.executionId);
        return newest.executionId;
      }
      tell(`waiting: the last job is ${newest?.status ?? 'unknown'}`);
      await clock.sleep(pollMs, signal);
    }
    throw stuck('the last sync job does not end');
  };

  /** Forgets a job on record that has ended, and joins or starts a live one. */
  const renew = async (deadId: string, signal: AbortSignal): Promise<string> => {
    const job = await jobs.readJob();
    tell('ended behind our back', deadId);
    if (job?.executionId === deadId && job.state === 'running') await jobs.removeJob(job.version);
    return acquire(signal);
  };

  /** A failure is forgotten: what one request could not have, the next one asks for again. */
  const remember = async (id: Promise<string>, deadId?: string): Promise<string> => {
    try {
      used.add(await id);
      return await id;
    } catch (thrown) {
      current = undefined;
      if (deadId !== undefined) renewals.delete(deadId);
      throw thrown;
    }
  };

  const leaver = jobLeaver({ api, jobs, participantId, watch, record, tell });

  return {
    isAlive: (executionId, signal) => runs(api, executionId, signal),
    used: () => [...used],
    executionId: (signal) => {
      current ??= remember(join(signal));
      return current;
    },
    replace: (deadId, signal) => {
      // Of several requests that come back together, the first renews the job for all.
      const renewed = renewals.get(deadId) ?? remember(renew(deadId, signal), deadId);
      renewals.set(deadId, renewed);
      current = renewed;
      return renewed;
    },
    leave: async () => {
      if (stopBeating === undefined && !(await leaver.hasLeftovers())) return;
      stopBeating?.();
      stopBeating = undefined;
      current = undefined;
      await leaver.leave([...used].at(-1), AbortSignal.timeout(leaveMs));
    },
  };
}

function stuck(why: string): ConnectorError {
  return new ConnectorError({
    code: 'qbusiness.sync-job-stuck',
    kind: 'transient',
    message: `${why} for ${patienceMs / 60_000} minutes; the run is given up and tried again at its next time`,
  });
}
