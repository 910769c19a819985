import { createHash } from 'node:crypto';
import { toFailure } from '../errors.ts';
import type { EventSink } from '../sync/events.ts';
import type { AccessGroup, AccessGroupStore, Clock, Directory, GroupIndex, GroupPeople } from '../sync/ports/index.ts';

/** What the index is to be told of groups, and what it takes. */
export interface AccessGroupOptions {
  /** Groups that settings name, with the mailboxes whose documents name them. */
  readonly wanted: ReadonlyMap<string, readonly string[]>;
  /** The name under which documents name a group. */
  readonly nameInIndex: (group: string) => string;
  /** Whether documents of these mailboxes may name a group that settings ceased to name at that time. */
  readonly isNamed: (mailboxes: readonly string[], droppedAt: number) => Promise<boolean>;
  readonly store: AccessGroupStore;
  readonly directory: Directory;
  readonly index: GroupIndex;
  /** Milliseconds from one run of a worker to the next. */
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

/** A claim that is older is of a process that died: reading and telling a group takes seconds. */
const claimMs = 10 * 60_000;

/**
 * A mailbox that can never be read to its end has documents that name a group for ever. Who may see them by it has been taken
 * back by then for so long that nobody may any more.
 */
const longestNamedMs = 7 * 24 * 60 * 60_000;

/**
 * Tells the index who is in the groups that documents name, as far as that changed. The first worker that finds a group due
 * claims it; the others leave it alone. Never throws: a group that could not be told of has the members it had, and is told of
 * by the next run.
 *
 * Amazon Q Business orders no calls, so that one which is late could undo a later one. Therefore what was told is written as
 * unknown before a call and as known after it, both under the condition that nobody else was at it: whoever is late leaves it
 * unknown, and the group is told again.
 */
export async function keepAccessGroups(options: AccessGroupOptions): Promise<void> {
  const { wanted, store, emit } = options;
  try {
    const records = new Map((await store.listGroups()).map((record) => [record.name, record]));
    for (const name of new Set([...wanted.keys(), ...records.keys()])) await keepOne(options, name, records.get(name));
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    emit({ type: 'warning', code, message: `the groups of ACCESS_MAP could not be looked at: ${message}` });
  }
}

async function keepOne(options: AccessGroupOptions, name: string, record: AccessGroup | undefined): Promise<void> {
  const { store, emit } = options;
  if (record !== undefined && !isDue(record, options)) return;
  const claim = claimOf(options, name, record);
  if (!(await store.replaceGroup(record?.version, claim))) return;
  try {
    if (await isOver(options, claim)) await forget(options, claim);
    else await tell(options, claim);
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    const consequence =
      'the members of a group of ACCESS_MAP could not be told to the index, which goes by those it had';
    emit({ type: 'warning', code, message: `${consequence}: ${message}` });
    await release(store, claim);
  }
}

function isDue(record: AccessGroup, { wanted, clock, intervalMs }: AccessGroupOptions): boolean {
  const { claimedAt, checkedAt, told, droppedAt } = record;
  const now = clock.now();
  if (claimedAt !== undefined) return Math.abs(now - claimedAt) >= claimMs;
  if (told === '' || wanted.has(record.name) !== (droppedAt === undefined)) return true;
  // As with the list of mailboxes: runs of workers do not begin at the same time.
  return Math.abs(now - checkedAt) >= intervalMs / 2;
}

function claimOf({ wanted, clock }: AccessGroupOptions, name: string, record: AccessGroup | undefined): AccessGroup {
  const { droppedAt, ...known } = record ?? { name, version: 0, told: '', members: 0, mailboxes: [], checkedAt: 0 };
  const mailboxes = [...new Set([...known.mailboxes, ...(wanted.get(name) ?? [])])];
  const claim = { ...known, version: known.version + 1, mailboxes, claimedAt: clock.now() };
  return wanted.has(name) ? claim : { ...claim, droppedAt: droppedAt ?? clock.now() };
}

async function isOver({ isNamed, clock }: AccessGroupOptions, group: AccessGroup): Promise<boolean> {
  const { mailboxes, droppedAt } = group;
  if (droppedAt === undefined) return false;
  return clock.now() - droppedAt >= longestNamedMs || !(await isNamed(mailboxes, droppedAt));
}

/** A group that no document names, or by which none may be found any more. */
async function forget(
  { store, index, nameInIndex, emit, signal }: AccessGroupOptions,
  claim: AccessGroup,
): Promise<void> {
  const ahead = { ...claim, version: claim.version + 1, told: '' };
  if (!(await store.replaceGroup(claim.version, ahead))) return;
  await index.delete({ name: nameInIndex(claim.name), members: claim.members }, signal);
  if (!(await store.removeGroup(claim.name, ahead.version))) await makeUnknown(store, claim.name);
  emit({ type: 'access-group', state: 'deleted', members: claim.members, skipped: {} });
}

async function tell(options: AccessGroupOptions, claim: AccessGroup): Promise<void> {
  const { store, clock } = options;
  const found = await peopleNow(options, claim);
  const { people, groupId } = found;
  const told = digestOf(people);
  const { claimedAt: _, ...settled } = { ...claim, groupId };
  if (told === claim.told) {
    await store.replaceGroup(claim.version, { ...settled, version: claim.version + 1, checkedAt: clock.now() });
    return;
  }
  const version = claim.version + 1;
  const ahead = { ...claim, version, groupId, told: '', members: Math.max(claim.members, people.length) };
  // Somebody took the claim over: it is theirs to tell.
  if (!(await store.replaceGroup(claim.version, ahead))) return;
  await put(options, claim, found);
  const done = { ...settled, version: ahead.version + 1, told, members: people.length, checkedAt: clock.now() };
  if (!(await store.replaceGroup(ahead.version, done))) await makeUnknown(store, claim.name);
}

/** Who is in the group now. One that is proved to be deleted has nobody, and the index is told so like of any other. */
async function peopleNow(
  { directory, emit, signal }: AccessGroupOptions,
  { name, groupId }: AccessGroup,
): Promise<GroupPeople> {
  try {
    return await directory.peopleOf(name, signal);
  } catch (thrown) {
    // What passes by itself is asked again by the next run.
    if (toFailure(thrown).kind !== 'configuration' || groupId === undefined) throw thrown;
    if (!(await directory.isDeleted(groupId, signal))) throw thrown;
    const message =
      'a group of ACCESS_MAP was deleted in Entra ID, so that nobody finds documents by it: name another one, or restore it';
    emit({ type: 'warning', code: 'directory.deleted-group', message });
    return { groupId, people: [], skipped: {} };
  }
}

/** A group of nobody is none: what PutGroup makes of an empty list is not documented. */
async function put(
  { index, nameInIndex, emit, signal }: AccessGroupOptions,
  { name: group, members: before }: AccessGroup,
  { people, skipped }: GroupPeople,
): Promise<void> {
  const name = nameInIndex(group);
  if (people.length === 0) {
    await index.delete({ name, members: before }, signal);
    emit({ type: 'access-group', state: 'deleted', members: before, skipped });
  } else {
    await index.put({ name, members: people, before }, signal);
    emit({ type: 'access-group', state: 'put', members: people.length, skipped });
  }
}

function digestOf(people: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(people)).digest('base64url');
}

/** Lets others at it at once; what was told stays as unknown, or as known, as it is. */
async function release(store: AccessGroupStore, claim: AccessGroup): Promise<void> {
  const record = (await store.listGroups()).find(({ name }) => name === claim.name);
  // Between its claim and its end a process writes once.
  const isOurs = (one: AccessGroup) => one.claimedAt === claim.claimedAt && one.version - claim.version <= 1;
  if (record === undefined || !isOurs(record)) return;
  const { claimedAt: _, ...rest } = record;
  await store.replaceGroup(record.version, { ...rest, version: record.version + 1 });
}

/** Two were at it, and nobody knows whose call came last. */
async function makeUnknown(store: AccessGroupStore, name: string): Promise<void> {
  for (let written = false; !written; ) {
    const record = (await store.listGroups()).find((one) => one.name === name);
    written =
      record === undefined ||
      (await store.replaceGroup(record.version, { ...record, version: record.version + 1, told: '' }));
  }
}
