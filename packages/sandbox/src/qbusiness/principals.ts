import { canonical, type Identity } from './access.ts';
import type { Durations, Now } from './clock.ts';
import { ServiceError } from './errors.ts';
import type { PutGroup, UserAlias } from './shapes/index.ts';

/** A group as it is kept. */
export interface StoredGroup {
  readonly name: string;
  readonly type: 'INDEX' | 'DATASOURCE';
  readonly dataSourceId: string | undefined;
  readonly members: PutGroup['groupMembers'];
  readonly updatedAt: number;
  /** When it was told to go. */
  readonly deletedAt: number | undefined;
}

export type GroupStatus = 'PROCESSING' | 'SUCCEEDED' | 'DELETING' | 'DELETED';

/** Users and groups that documents name. */
export interface Principals {
  putGroup(group: PutGroup): void;
  /** False when there is no such group. */
  deleteGroup(name: string, dataSourceId: string | undefined): boolean;
  /** Undefined once it is deleted. */
  group(name: string, dataSourceId: string | undefined): StoredGroup | undefined;
  statusOf(group: StoredGroup): GroupStatus;
  /** Groups that are not gone, by name. */
  groups(): readonly StoredGroup[];
  readonly users: Map<string, readonly UserAlias[]>;
  /** What a user is to the documents of a data source. */
  identityOf(email: string, dataSourceId: string | undefined): Identity;
}

/** Groups of one user (user guide, quotas-regions). */
const groupsPerUser = 1000;

export function principalStore({ now, durations }: { now: Now; durations: Durations }): Principals {
  const groups = new Map<string, StoredGroup>();
  const users = new Map<string, readonly UserAlias[]>();
  const keyOf = (name: string, dataSourceId: string | undefined) => JSON.stringify([dataSourceId ?? null, name]);
  const store: Principals = {
    users,
    putGroup: ({ groupName: name, type, groupMembers: members, dataSourceId }) => {
      const group = { name, type, members, dataSourceId, updatedAt: now(), deletedAt: undefined };
      groups.set(keyOf(name, dataSourceId), group);
    },
    deleteGroup: (name, dataSourceId) => {
      const group = store.group(name, dataSourceId);
      if (group === undefined) return false;
      groups.set(keyOf(name, dataSourceId), { ...group, deletedAt: group.deletedAt ?? now() });
      return true;
    },
    group: (name, dataSourceId) => {
      const group = groups.get(keyOf(name, dataSourceId));
      return group === undefined || store.statusOf(group) === 'DELETED' ? undefined : group;
    },
    statusOf: ({ updatedAt, deletedAt }) => {
      if (deletedAt !== undefined) return now() - deletedAt < durations.processingMs ? 'DELETING' : 'DELETED';
      return now() - updatedAt < durations.processingMs ? 'PROCESSING' : 'SUCCEEDED';
    },
    groups: () =>
      [...groups.values()]
        .filter((group) => store.statusOf(group) !== 'DELETED')
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    identityOf: (email, dataSourceId) => {
      const user = { email: canonical(email), aliases: aliasesOf(users, { email, dataSourceId }) };
      const known = store.groups().filter((group) => store.statusOf(group) === 'SUCCEEDED');
      return { ...user, groups: groupsOf(user, { known, dataSourceId }) };
    },
  };
  return store;
}

type User = Pick<Identity, 'email' | 'aliases'>;

function aliasesOf(
  users: ReadonlyMap<string, readonly UserAlias[]>,
  { email, dataSourceId }: { email: string; dataSourceId: string | undefined },
): readonly string[] {
  const [, aliases = []] = [...users].find(([userId]) => canonical(userId) === canonical(email)) ?? [];
  return aliases
    .filter((alias) => alias.dataSourceId === undefined || alias.dataSourceId === dataSourceId)
    .map(({ userId }) => userId);
}

/** Groups that hold the user, directly or through other groups. */
function groupsOf(
  user: User,
  { known, dataSourceId }: { known: readonly StoredGroup[]; dataSourceId: string | undefined },
): Identity['groups'] {
  const visible = known.filter((group) => group.dataSourceId === undefined || group.dataSourceId === dataSourceId);
  const found = new Set(visible.filter(({ members }) => holdsUser(members, user)));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const group of visible) {
      if (group.members.memberGroups?.some((member) => [...found].some((each) => isMember(each, member)))) {
        found.add(group);
      }
    }
  }
  if (found.size > groupsPerUser) {
    throw new ServiceError('InternalServerException', 500, `a user is in more than ${groupsPerUser} groups`);
  }
  return [...found].map(({ name, type }) => ({ name, type }));
}

function holdsUser({ memberUsers = [] }: PutGroup['groupMembers'], { email, aliases }: User): boolean {
  return memberUsers.some(({ userId, type }) =>
    type === 'DATASOURCE' ? aliases.includes(userId) : canonical(userId) === email,
  );
}

function isMember(
  { name, type }: StoredGroup,
  member: { readonly groupName: string; readonly type?: 'INDEX' | 'DATASOURCE' | undefined },
): boolean {
  return name === member.groupName && type === (member.type ?? 'INDEX');
}
