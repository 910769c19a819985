/**
 * Where the workers agree on the mailboxes there are. Policy lives with the caller; this port only offers reads and conditional
 * writes.
 */
export interface RosterStore {
  /** The list on record, strongly consistent and whole. */
  readRoster(): Promise<Roster | undefined>;
  /** Writes `next` if the list on record has this version (`undefined`: there is none). False: somebody was faster. */
  replaceRoster(expectedVersion: number | undefined, next: Roster): Promise<boolean>;
  /** Removes the list on record if it has this version. False: somebody was faster. */
  removeRoster(expectedVersion: number): Promise<boolean>;
}

/** All mailboxes, as all workers see them. */
export interface Roster {
  /** Grows by one with each write; what conditional writes compare. */
  readonly version: number;
  /** Digest of the settings that say whose mailboxes these are. */
  readonly source: string;
  /** Canonical addresses, each once, in the order in which workers share them. */
  readonly addresses: readonly string[];
  /** The process that froze it. */
  readonly frozenBy: string;
  /** Milliseconds since the epoch. */
  readonly frozenAt: number;
  /** How many members of the group were left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Mailboxes that were to leave the list, and are too many to leave it unasked. */
  readonly held?: HeldMailboxes;
}

export interface HeldMailboxes {
  /** So many, out of so many on the list. */
  readonly leaving: number;
  readonly listed: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** An operator allowed so many. */
  readonly released?: number;
}
