/**
 * Where the workers of one data source agree on the sync job they share. Policy lives with the caller; this port only
 * offers reads and conditional writes.
 */
export interface SyncJobStore {
  /** The job on record, strongly consistent. */
  readJob(): Promise<SyncJobRecord | undefined>;
  /** Writes `next` if what is on record has this version (`undefined`: nothing is on record). False: somebody was faster. */
  replaceJob(expectedVersion: number | undefined, next: SyncJobRecord): Promise<boolean>;
  /** Removes the job on record if it has this version. False: somebody was faster. */
  removeJob(expectedVersion: number): Promise<boolean>;
  /** Registers or refreshes a participant. A restarted worker takes its own place again, as the id is its container's. */
  putParticipant(participant: SyncJobParticipant): Promise<void>;
  removeParticipant(id: string): Promise<void>;
  /** All participants, strongly consistent. */
  listParticipants(): Promise<readonly SyncJobParticipant[]>;
}

export interface SyncJobRecord {
  /** Grows by one with each write; what conditional writes compare. */
  readonly version: number;
  /** `starting`: somebody is calling Start; `running`: `executionId` can be used; `stopping`: somebody is calling Stop. */
  readonly state: 'starting' | 'running' | 'stopping';
  readonly executionId?: string;
  /** Participant that made the last change. */
  readonly changedBy: string;
  /** Milliseconds since the epoch; for people. */
  readonly changedAt: number;
}

export interface SyncJobParticipant {
  /** The container's stable id, for example `worker-0-of-3`. */
  readonly id: string;
  /** Grows with each heartbeat; one that stands still on the reader's clock is dead. */
  readonly beat: number;
  /**
   * When it beat last on its own clock, milliseconds since the epoch. Only hours count, as clocks need not agree: it tells
   * those apart that were gone before the reader began to look.
   */
  readonly seenAt: number;
}
