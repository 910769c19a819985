import type { Clock, SyncJobParticipant } from '../sync/ports/index.ts';

/** Time between two heartbeats. */
export const beatMs = 15_000;
/** A participant whose beat stood still for so long on our own clock is dead: six beats were missed. */
export const deadAfterMs = 90_000;
/** One that beat last so long ago is dead at first sight, whatever the clocks: a container that is gone for good. */
export const forgottenAfterMs = 60 * 60_000;

/**
 * Tells live participants from dead ones by what this process saw itself: clocks of different machines are never
 * compared. One that was just seen for the first time counts as alive.
 */
export interface ParticipantWatch {
  observe(participants: readonly SyncJobParticipant[]): void;
  isAlive(participant: SyncJobParticipant): boolean;
}

export function participantWatch(clock: Clock): ParticipantWatch {
  const seen = new Map<string, { beat: number; since: number }>();
  return {
    observe: (participants) => {
      for (const { id, beat } of participants) {
        if (seen.get(id)?.beat !== beat) seen.set(id, { beat, since: clock.monotonic() });
      }
    },
    isAlive: ({ id, beat, seenAt }) => {
      if (clock.now() - seenAt > forgottenAfterMs) return false;
      const known = seen.get(id);
      return known === undefined || known.beat !== beat || clock.monotonic() - known.since < deadAfterMs;
    },
  };
}
