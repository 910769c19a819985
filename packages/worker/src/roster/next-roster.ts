import type { GroupMailboxes, Roster } from '../sync/ports/index.ts';
import { keepPlaces } from './keep-places.ts';

/** What a list is made of. */
export interface Resolved {
  /** Digest of the settings. */
  readonly source: string;
  /** Addresses that settings name themselves. */
  readonly list: readonly string[];
  readonly group: GroupMailboxes;
  /** The part of the list, in percent, that may leave it unasked. */
  readonly safeguardPercent: number;
}

/** Who freezes it, and when. */
export interface Freezing {
  readonly frozenBy: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The list that follows another one. Pure. The bug class it prevents: somebody empties the group, or Entra ID shows half of it
 * for an hour, and all mailboxes leave the index. When that many leave, nobody does; who comes is on the list all the same.
 */
export function nextRoster(previous: Roster | undefined, resolved: Resolved, freezing: Freezing): Roster {
  const { source, list, group } = resolved;
  const before = previous?.addresses ?? [];
  const unknown = new Set(group.unknown);
  // Who is on the list stays on it for as long as nobody knows better.
  const wanted = [...new Set([...list, ...group.mailboxes, ...before.filter((address) => unknown.has(address))])];
  const kept = new Set(wanted);
  const leaving = before.filter((address) => !kept.has(address));
  const holds = previous !== undefined && !mayLeave(previous, leaving.length, resolved);
  const newlyUnknown = group.unknown.filter((address) => !kept.has(address)).length;
  return {
    version: (previous?.version ?? 0) + 1,
    source,
    addresses: keepPlaces(before, holds ? [...wanted, ...leaving] : wanted),
    frozenBy: freezing.frozenBy,
    frozenAt: freezing.now,
    skipped: { ...group.skipped, ...(newlyUnknown === 0 ? {} : { unknown: newlyUnknown }) },
    ...(holds
      ? { held: { leaving: leaving.length, listed: before.length, since: previous.held?.since ?? freezing.now } }
      : {}),
  };
}

/** One mailbox is nobody's accident, and neither is a list of other settings; a group without anybody always is one. */
function mayLeave(previous: Roster, leaving: number, { source, group, safeguardPercent }: Resolved): boolean {
  if (leaving === 0 || leaving <= (previous.held?.released ?? 0)) return true;
  if (group.mailboxes.length + group.unknown.length === 0) return false;
  if (leaving === 1 || previous.source !== source) return true;
  return leaving * 100 <= previous.addresses.length * safeguardPercent;
}
