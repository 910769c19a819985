import type { AccessConfiguration, AccessPrincipal } from './shapes/index.ts';

/** Who asks, as seen by one data source. */
export interface Identity {
  /** Address, in canonical form. */
  readonly email: string;
  /** Ids of the user within the data source. */
  readonly aliases: readonly string[];
  readonly groups: readonly { readonly name: string; readonly type: 'INDEX' | 'DATASOURCE' }[];
}

/**
 * Whether a user may see a document. Deny overrides allow; without an access configuration everybody may, which is the
 * real, dangerous behaviour (Amazon Q Business user guide, exchange-user-management).
 */
export function mayAccess(configuration: AccessConfiguration | undefined, identity: Identity): boolean {
  if (configuration === undefined) return true;
  const controls = configuration.accessControls;
  const denied = controls.some(({ principals }) =>
    principals.some((principal) => accessOf(principal) === 'DENY' && names(principal, identity)),
  );
  if (denied) return false;
  const granted = controls.map(({ principals, memberRelation }) => {
    const allows = principals.filter((p) => accessOf(p) === 'ALLOW').map((p) => names(p, identity));
    return allows.length > 0 && joined(allows, memberRelation);
  });
  return joined(granted, configuration.memberRelation);
}

/** Defaults are not documented; AND is the one that shows less. */
function joined(members: readonly boolean[], relation: 'AND' | 'OR' | undefined): boolean {
  return relation === 'OR' ? members.some(Boolean) : members.every(Boolean);
}

function accessOf(principal: AccessPrincipal): 'ALLOW' | 'DENY' | undefined {
  return principal.user?.access ?? principal.group?.access;
}

/** The default of membershipType is not documented; samples leave it out with an address, as of the index. */
function names({ user, group }: AccessPrincipal, { email, aliases, groups }: Identity): boolean {
  if (user !== undefined) {
    return user.membershipType === 'DATASOURCE' ? aliases.includes(user.id) : canonical(user.id) === email;
  }
  const { name, membershipType = 'INDEX' } = group ?? { name: '' };
  return groups.some((each) => each.name === name && each.type === membershipType);
}

/** Since 2024-12-17 addresses are case-insensitive and sub-addresses equal (user guide, connector-concepts). */
export function canonical(email: string): string {
  return email.toLowerCase().replace(/\+[^@]*@/, '@');
}
