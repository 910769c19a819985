import type { AccessConfiguration, AccessPrincipal } from './shapes.ts';

/**
 * Whether a user may see a document. Deny overrides allow; without an access configuration everybody may, which is the
 * real, dangerous behaviour (Amazon Q Business user guide, exchange-user-management).
 */
export function mayAccess(configuration: AccessConfiguration | undefined, email: string): boolean {
  if (configuration === undefined) return true;
  const user = canonical(email);
  const controls = configuration.accessControls;
  if (controls.some(({ principals }) => principals.some((p) => accessOf(p) === 'DENY' && names(p, user)))) return false;
  const granted = controls.map(({ principals, memberRelation }) => {
    const allows = principals.filter((p) => accessOf(p) === 'ALLOW').map((p) => names(p, user));
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

function names(principal: AccessPrincipal, user: string): boolean {
  return principal.user !== undefined && canonical(principal.user.id) === user;
}

/** Since 2024-12-17 addresses are case-insensitive and sub-addresses equal (user guide, connector-concepts). */
function canonical(email: string): string {
  return email.toLowerCase().replace(/\+[^@]*@/, '@');
}
