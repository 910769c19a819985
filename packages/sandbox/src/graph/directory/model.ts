/** A user of the tenant. */
export interface DirectoryUser {
  readonly kind: 'user';
  readonly id: string;
  /** Primary SMTP address; null without one. */
  readonly mail: string | null;
  readonly userPrincipalName: string;
  readonly userType: 'Member' | 'Guest';
  readonly accountEnabled: boolean;
  /** With a licence for Exchange. */
  readonly licensed: boolean;
  /** What the mailbox is for; null without a mailbox in Exchange Online. */
  readonly purpose: 'user' | 'shared' | 'room' | 'equipment' | null;
}

/** A group of the tenant. */
export interface DirectoryGroup {
  readonly kind: 'group';
  readonly id: string;
  readonly displayName: string;
  readonly mail: string | null;
}

/** What else can be in a group. */
export interface DirectoryContact {
  readonly kind: 'contact';
  readonly id: string;
  readonly mail: string;
}

export type DirectoryObject = DirectoryUser | DirectoryGroup | DirectoryContact;

/** Users and groups of the tenant; tests change them. */
export interface TenantDirectory {
  /** Adds a user, licensed and with a mailbox unless something else is said, or replaces the one with this address. */
  putUser(mail: string, facts?: Partial<Omit<DirectoryUser, 'kind' | 'id'>>): DirectoryUser;
  putContact(mail: string): DirectoryContact;
  addGroup(displayName: string, facts?: { readonly mail?: string }): DirectoryGroup;
  removeGroup(id: string): void;
  renameGroup(id: string, displayName: string): void;
  /** Replaces the members of a group, in this order; groups may be in groups, and in circles. */
  setMembers(groupId: string, members: readonly DirectoryObject[]): void;
  group(id: string): DirectoryGroup | undefined;
  groups(): readonly DirectoryGroup[];
  /** By id or name to sign in with. */
  user(name: string): DirectoryUser | undefined;
  /** Everything in a group, directly or through groups, each once, those groups included. */
  transitiveMembers(groupId: string): readonly DirectoryObject[];
}

export function createDirectory(): TenantDirectory {
  const objects = new Map<string, DirectoryObject>();
  const members = new Map<string, readonly string[]>();
  const put = <T extends DirectoryObject>(object: T): T => {
    objects.set(object.id, object);
    return object;
  };
  const byMail = (mail: string) => [...objects.values()].find((object) => object.mail === mail)?.id;
  // An id is never given twice, not even after what had it was removed.
  let given = 0;
  const nextId = () => {
    given += 1;
    return `e0000000-0000-4000-8000-${String(given).padStart(12, '0')}`;
  };
  const idOf = (mail: string) => byMail(mail) ?? nextId();
  const users = () => [...objects.values()].filter((object) => object.kind === 'user');
  const groups = () => [...objects.values()].filter((object) => object.kind === 'group');
  return {
    putUser: (mail, facts = {}) => {
      const usual = { userType: 'Member', accountEnabled: true, licensed: true, purpose: 'user' } as const;
      return put({ ...usual, mail, userPrincipalName: mail, ...facts, kind: 'user', id: idOf(mail) });
    },
    putContact: (mail) => put({ kind: 'contact', id: idOf(mail), mail }),
    addGroup: (displayName, { mail } = {}) => put({ kind: 'group', id: nextId(), displayName, mail: mail ?? null }),
    removeGroup: (id) => {
      objects.delete(id);
      members.delete(id);
    },
    renameGroup: (id, displayName) => {
      const group = groups().find((one) => one.id === id);
      if (group === undefined) throw new Error(`there is no group ${id}`);
      put({ ...group, displayName });
    },
    setMembers: (groupId, list) => {
      members.set(
        groupId,
        list.map(({ id }) => id),
      );
    },
    group: (id) => groups().find((group) => group.id === id.toLowerCase()),
    groups,
    user: (name) =>
      users().find(({ id, userPrincipalName }) => [id, userPrincipalName.toLowerCase()].includes(name.toLowerCase())),
    transitiveMembers: (groupId) => {
      const found = new Set<string>();
      const waiting = [...(members.get(groupId) ?? [])];
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        if (found.has(id) || id === groupId) continue;
        found.add(id);
        waiting.push(...(members.get(id) ?? []));
      }
      return [...found].flatMap((id) => objects.get(id) ?? []);
    },
  };
}
