import type { Clock, RosterStore } from '../sync/ports/index.ts';

/** Intervals without anybody who freezes it anew, after which a list is nobody's any more. */
const quietIntervals = 2;

/**
 * Lets go of a list that settings name no group for any more. The bug class it prevents: while the group comes into the
 * settings of one worker after the other, those that do not know of it yet would take its mailboxes out of the index.
 * @returns whether there is no list any more
 */
export async function retireRoster(
  store: RosterStore,
  { clock, intervalMs }: { readonly clock: Clock; readonly intervalMs: number },
): Promise<boolean> {
  const roster = await store.readRoster();
  if (roster === undefined) return true;
  if (Math.abs(clock.now() - roster.frozenAt) < quietIntervals * intervalMs) return false;
  return store.removeRoster(roster.version);
}
