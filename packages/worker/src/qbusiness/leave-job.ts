import type { SyncJobRecord, SyncJobStore } from '../sync/ports/index.ts';
import type { QBusinessApi } from './client.ts';
import { runs, stopJob } from './job-calls.ts';
import type { ParticipantWatch } from './participants.ts';

/** What leaving a shared job works with; see `sharedJob`. */
interface Leaving {
  readonly api: QBusinessApi;
  readonly jobs: SyncJobStore;
  readonly participantId: string;
  readonly watch: ParticipantWatch;
  readonly record: (state: SyncJobRecord['state'], version: number, executionId?: string) => SyncJobRecord;
  readonly tell: (state: string) => void;
}

/** The way out of a shared job. */
export interface JobLeaver {
  /** A process of this container was killed and left its place, or a change of the job, behind. */
  hasLeftovers(): Promise<boolean>;
  /** Gives the place up and stops the job if nobody else is there. @param used the job that was used last */
  leave(used: string | undefined, signal: AbortSignal): Promise<void>;
}

export function jobLeaver({ api, jobs, participantId, watch, record, tell }: Leaving): JobLeaver {
  const isOurs = (job: SyncJobRecord): boolean => job.state === 'running' || job.changedBy === participantId;

  const othersAreAlive = async (): Promise<boolean> => {
    const participants = await jobs.listParticipants();
    watch.observe(participants);
    return participants.some((participant) => watch.isAlive(participant));
  };

  /** One attempt; false when the record or the participants changed under it. */
  const tryToLeave = async (used: string | undefined, signal: AbortSignal): Promise<boolean> => {
    const job = await jobs.readJob();
    // Somebody else is starting or stopping it, and will see that we are gone.
    if (job !== undefined && !isOurs(job)) return true;
    const executionId = job === undefined ? used : job.executionId;
    // Nothing on record although the job that we used runs: the record was lost, and perhaps nobody else knows of the job.
    const isLost = job === undefined && used !== undefined && (await runs(api, used, signal));
    if (job === undefined && !isLost) return true;
    const stopping = record('stopping', (job?.version ?? 0) + 1, executionId);
    if (!(await jobs.replaceJob(job?.version, stopping))) return false;
    if (executionId !== undefined && (await othersAreAlive())) {
      await jobs.replaceJob(stopping.version, record('running', stopping.version + 1, executionId));
      tell('left to others');
      // One that left meanwhile saw `stopping` and relied on us.
      return othersAreAlive();
    }
    // The call takes no id: never stop a job that is not the one on record. A process that was killed while it called Start
    // left no id, and nobody could use what it started.
    if (await runs(api, executionId, signal)) await stopJob(api, signal);
    await jobs.removeJob(stopping.version);
    tell('stopped');
    return true;
  };

  return {
    hasLeftovers: async () => {
      if ((await jobs.listParticipants()).some(({ id }) => id === participantId)) return true;
      const job = await jobs.readJob();
      return job !== undefined && job.state !== 'running' && isOurs(job);
    },
    leave: async (used, signal) => {
      await jobs.removeParticipant(participantId);
      let left = false;
      while (!left && !signal.aborted) left = await tryToLeave(used, signal);
    },
  };
}
