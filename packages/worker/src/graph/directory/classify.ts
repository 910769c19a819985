import { readAddress } from '@connector/shared';
import type { GroupMailboxes, GroupPeople, SkipReason } from '../../sync/ports/index.ts';
import type { GraphCaller } from '../graph-client.ts';
import { isGroup, isUser, type Member } from './list-members.ts';
import { mailboxPurposes } from './mailbox-purposes.ts';

/** Counts why members are left out. */
type Skipped = Partial<Record<SkipReason, number>>;

function skip(skipped: Skipped, reason: SkipReason): void {
  skipped[reason] = (skipped[reason] ?? 0) + 1;
}

/** The members that can be asked for mail, or who can ask for it: users of this organisation with an address. */
function candidates(members: readonly Member[], skipped: Skipped): ReadonlyMap<string, Member> {
  const found = new Map<string, Member>();
  for (const member of members) {
    if (isGroup(member)) continue;
    const address = readAddress((member.mail ?? '').trim());
    if (!isUser(member)) skip(skipped, 'not-a-user');
    else if (member.userType?.toLowerCase() === 'guest') skip(skipped, 'guest');
    else if (!address.ok) skip(skipped, 'no-address');
    else found.set(address.address, member);
  }
  return found;
}

/** People who may sign in. */
export function asPeople(members: readonly Member[]): Omit<GroupPeople, 'groupId'> {
  const skipped: Skipped = {};
  const people: string[] = [];
  for (const [address, { accountEnabled }] of candidates(members, skipped)) {
    // As it is with a shared mailbox: nobody signs in as it.
    if (accountEnabled === false) skip(skipped, 'disabled');
    else people.push(address);
  }
  return { people: people.sort(), skipped };
}

/**
 * Mailboxes of those with a licence for Exchange. A shared mailbox has none by nature, so that of the others it is asked what
 * their mailboxes are for.
 */
export async function asMailboxes(
  client: GraphCaller,
  members: readonly Member[],
  signal: AbortSignal,
): Promise<GroupMailboxes> {
  const skipped: Skipped = {};
  const mailboxes: string[] = [];
  const unknown: string[] = [];
  const others = new Map<string, string>();
  for (const [address, member] of candidates(members, skipped)) {
    if (isLicensed(member)) mailboxes.push(address);
    else others.set(address, member.id ?? '');
  }
  const purposes = await mailboxPurposes(client, [...others.values()], signal);
  for (const [address, id] of others) {
    const purpose = purposes.get(id);
    if (purpose === 'shared') mailboxes.push(address);
    else if (purpose === undefined) unknown.push(address);
    else skip(skipped, reasonOf(purpose));
  }
  return { mailboxes: mailboxes.sort(), unknown: unknown.sort(), skipped };
}

/** A plan of Exchange that is in force or in its days of grace. Microsoft: assignedPlan. */
function isLicensed({ assignedPlans }: Member): boolean {
  return (assignedPlans ?? []).some(
    ({ service, capabilityStatus }) =>
      service?.toLowerCase() === 'exchange' && ['Enabled', 'Warning'].includes(capabilityStatus ?? ''),
  );
}

function reasonOf(purpose: string): SkipReason {
  if (purpose === 'none') return 'no-mailbox';
  return purpose === 'room' || purpose === 'equipment' ? 'resource' : 'unlicensed';
}
