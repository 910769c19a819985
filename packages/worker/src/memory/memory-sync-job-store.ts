import type { SyncJobParticipant, SyncJobRecord, SyncJobStore } from '../sync/ports/index.ts';

/** In-process twin of the sync job store. */
export function createMemorySyncJobStore(): SyncJobStore {
  let job: SyncJobRecord | undefined;
  const participants = new Map<string, SyncJobParticipant>();
  return {
    readJob: async () => job,
    replaceJob: async (expected, next) => {
      if (job?.version !== expected) return false;
      job = next;
      return true;
    },
    removeJob: async (expected) => {
      if (job?.version !== expected) return false;
      job = undefined;
      return true;
    },
    putParticipant: async (participant) => {
      participants.set(participant.id, participant);
    },
    removeParticipant: async (id) => {
      participants.delete(id);
    },
    listParticipants: async () => [...participants.values()],
  };
}
