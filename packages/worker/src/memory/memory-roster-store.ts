import type { Roster, RosterStore } from '../sync/ports/index.ts';

/** In-process twin of the roster store. */
export function createMemoryRosterStore(): RosterStore {
  let roster: Roster | undefined;
  return {
    readRoster: async () => roster,
    replaceRoster: async (expected, next) => {
      if (roster?.version !== expected) return false;
      roster = next;
      return true;
    },
    removeRoster: async (expected) => {
      if (roster?.version !== expected) return false;
      roster = undefined;
      return true;
    },
  };
}

/** Reads what another one holds and keeps what is written to itself: for a dry run. */
export function createOverlayRosterStore(read: RosterStore['readRoster']): RosterStore {
  let written: { readonly roster: Roster | undefined } | undefined;
  const write = (roster: Roster | undefined) => {
    written = { roster };
    return true;
  };
  return {
    readRoster: async () => (written === undefined ? read() : written.roster),
    replaceRoster: async (_expected, next) => write(next),
    removeRoster: async () => write(undefined),
  };
}
