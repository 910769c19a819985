import type { AccessPrincipal } from '@connector/shared';
import { type AccessList, allowOnly, ownerAccess, type Principal } from '../documents/index.ts';
import type { ScopeSettings } from './scope-settings.ts';

/** Who may see a mailbox, by canonical address: exactly those whom the map names, else its owner. */
export function accessOf({ accessMap }: ScopeSettings): (address: string) => AccessList {
  const lists = new Map(
    accessMap.map(({ mailbox, allow: [first, ...others] }) => [
      mailbox,
      allowOnly(toPrincipal(first), ...others.map(toPrincipal)),
    ]),
  );
  return (address) => lists.get(address) ?? ownerAccess(address);
}

/** Names that no group has which others put into the index, so that its members are never taken for theirs. */
function toPrincipal(principal: AccessPrincipal): Principal {
  return principal.kind === 'entra-group' ? { kind: 'own-group', name: ownGroupName(principal.name) } : principal;
}

/** The groups of Entra ID that a map names, with the mailboxes whose documents name them. */
export function entraGroupsOf({ accessMap }: Pick<ScopeSettings, 'accessMap'>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const { mailbox, allow } of accessMap) {
    for (const principal of allow) {
      if (principal.kind !== 'entra-group') continue;
      groups.set(principal.name, [...(groups.get(principal.name) ?? []), mailbox]);
    }
  }
  return groups;
}

/** The name under which documents name a group of Entra ID. */
export function ownGroupName(group: string): string {
  return `entra:${group}`;
}
