/** Who is in which group. Entra ID is the adapter, through Microsoft Graph. */
export interface Directory {
  /**
   * The mailboxes of a group's members, of those too that are in it through other groups.
   * @param group object id, display name or address
   * @throws ConnectorError unless the answer is whole; of kind `configuration` when there is no such group, there are several,
   *   or a permission is missing
   */
  mailboxesOf(group: string, signal: AbortSignal): Promise<GroupMailboxes>;
  /** The people in a group, in the same way. @throws as `mailboxesOf` */
  peopleOf(group: string, signal: AbortSignal): Promise<GroupPeople>;
  /**
   * Whether a group that was there is proved to be there no more. What finds no group by a name, may not ask, or has no whole
   * answer proves nothing.
   * @param groupId as `peopleOf` told it
   * @throws ConnectorError when it cannot be learnt
   */
  isDeleted(groupId: string, signal: AbortSignal): Promise<boolean>;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** Addresses are canonical primary SMTP addresses, each once, sorted. */
export interface GroupMailboxes {
  /** Members with a mailbox: users, and shared mailboxes. */
  readonly mailboxes: readonly string[];
  /** Members that are neither: it could not be learnt whether they have one. */
  readonly unknown: readonly string[];
  /** How many members were left out, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

/** The address is what Amazon Q Business knows people by. */
export interface GroupPeople {
  /** Object id of the group, which no other group ever has. */
  readonly groupId: string;
  /** Canonical addresses, each once, sorted. */
  readonly people: readonly string[];
  /** How many members were left out, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

/**
 * - `not-a-user`  a contact, a device or an application; groups in the group are not counted, their members are
 * - `guest`       of another organisation, with the mailbox there
 * - `no-address`  without an address that can be one of a mailbox
 * - `disabled`    may not sign in, so that it is nobody who could ask; a mailbox it may be all the same
 * - `unlicensed`  without a licence for Exchange, and no shared mailbox
 * - `no-mailbox`  without a mailbox in Exchange Online
 * - `resource`    a room or a piece of equipment
 */
export type SkipReason = 'not-a-user' | 'guest' | 'no-address' | 'disabled' | 'unlicensed' | 'no-mailbox' | 'resource';
