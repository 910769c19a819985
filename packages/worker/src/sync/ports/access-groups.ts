/** Where the index is told who is in the groups that documents name. */
export interface GroupIndex {
  /** Replaces the members of a group. @throws ConnectorError */
  put(group: GroupToPut, signal: AbortSignal): Promise<void>;
  /**
   * Forgets a group; one that is not there counts as forgotten. Then nobody is in it.
   * @param members how many it had, at the most
   * @throws ConnectorError
   */
  delete(group: { readonly name: string; readonly members: number }, signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface GroupToPut {
  readonly name: string;
  /** Canonical addresses; at least one. */
  readonly members: readonly string[];
  /** How many it had before, at the most. */
  readonly before: number;
}

/** What is remembered of the groups that the index was told of. Reads are strongly consistent. */
export interface AccessGroupStore {
  /** All of them, by no order. */
  listGroups(): Promise<readonly AccessGroup[]>;
  /** Writes `next` if what is on record of the group has this version (`undefined`: nothing is). False: somebody was faster. */
  replaceGroup(expectedVersion: number | undefined, next: AccessGroup): Promise<boolean>;
  /** False: somebody was faster. */
  removeGroup(name: string, expectedVersion: number): Promise<boolean>;
}

export interface AccessGroup {
  /** As settings give it: object id, address or display name. */
  readonly name: string;
  /** Grows by one with each write; what conditional writes compare. */
  readonly version: number;
  /** Object id of the group whose members the index was told last; no member before it was told any. */
  readonly groupId?: string;
  /** Digest of the members that the index was told; empty: not known, so they have to be told. */
  readonly told: string;
  /** The most members that the index may have of it. */
  readonly members: number;
  /** Mailboxes whose documents name the group, or did. */
  readonly mailboxes: readonly string[];
  /** When its members were looked at, milliseconds since the epoch; 0: never. */
  readonly checkedAt: number;
  /** Since when somebody is at it, milliseconds since the epoch. */
  readonly claimedAt?: number;
  /** Since when settings do not name it any more, milliseconds since the epoch. */
  readonly droppedAt?: number;
}
