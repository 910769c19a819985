import type { AssignedPlan } from '@microsoft/microsoft-graph-types';
import { ConnectorError } from '../../errors.ts';
import { leadsTo } from '../cursors.ts';
import type { GraphCaller } from '../graph-client.ts';
import { directoryPageSize, mostPages } from '../limits.ts';
import { askDirectory, peopleHidden } from './ask-directory.ts';

/** A member as Graph tells it; only users have more than an id. */
export interface Member {
  readonly '@odata.type'?: string;
  readonly id?: string;
  readonly mail?: string | null;
  readonly userPrincipalName?: string | null;
  readonly userType?: string | null;
  readonly accountEnabled?: boolean | null;
  readonly assignedPlans?: readonly AssignedPlan[] | null;
}

interface Page {
  readonly value?: readonly Member[];
  readonly '@odata.nextLink'?: string;
}

const properties = 'id,mail,userPrincipalName,userType,accountEnabled,assignedPlans';

/**
 * All members of a group, of groups in it too, each once. Members of all kinds are asked for: a cast to users alone would be
 * answered from an index that lags behind (ConsistencyLevel).
 * @throws ConnectorError unless the list came to its end, and shows what there is to know of users
 */
export async function listMembers(
  client: GraphCaller,
  { groupId, signal }: { groupId: string; signal: AbortSignal },
): Promise<readonly Member[]> {
  const members = new Map<string, Member>();
  const first = `/groups/${encodeURIComponent(groupId)}/transitiveMembers?$select=${properties}&$top=${directoryPageSize}`;
  let path: string | undefined = first;
  for (let pages = 0; path !== undefined; pages += 1) {
    if (pages === mostPages) throw endless();
    const page: Page = await askDirectory<Page>(client, { operation: 'ListMembers', path, signal });
    if (page.value === undefined) throw endless();
    for (const member of page.value) if (member.id !== undefined) members.set(member.id, member);
    path = nextOf(page, { asked: path, baseUrl: client.baseUrl });
  }
  const all = [...members.values()];
  if (all.some((member) => isUser(member) && member.userPrincipalName == null)) throw peopleHidden();
  return all;
}

/** Every user has a name to sign in with: one without it is one that is not shown. */
export function isUser(member: Member): boolean {
  return member['@odata.type'] === '#microsoft.graph.user';
}

export function isGroup(member: Member): boolean {
  return member['@odata.type'] === '#microsoft.graph.group';
}

function nextOf(page: Page, { asked, baseUrl }: { asked: string; baseUrl: string }): string | undefined {
  const next = page['@odata.nextLink'];
  if (next === undefined) return undefined;
  // A token is for Graph, and for no other place.
  if (next === asked || !leadsTo(next, baseUrl)) throw endless();
  return next;
}

function endless(): ConnectorError {
  const message = 'Microsoft Graph says that the group has more members, and not where they are';
  return new ConnectorError({ code: 'directory.no-progress', kind: 'transient', message });
}
