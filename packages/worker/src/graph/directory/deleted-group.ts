import type { Group } from '@microsoft/microsoft-graph-types';
import { toFailure } from '../../errors.ts';
import type { GraphCaller } from '../graph-client.ts';
import { askDirectory } from './ask-directory.ts';

/**
 * Whether Entra ID says of an object id that there is no such group. The group itself is asked for, and not its members: a 404
 * of those may be of a member. One that may be restored for some time is deleted as well, and comes back with its id.
 * @throws ConnectorError unless the answer is the group, or a 404 that says of what
 */
export async function isDeleted(client: GraphCaller, groupId: string, signal: AbortSignal): Promise<boolean> {
  const path = `/groups/${encodeURIComponent(groupId)}?$select=id`;
  try {
    await askDirectory<Group>(client, { operation: 'GetGroup', path, signal });
    return false;
  } catch (thrown) {
    if (toFailure(thrown).code.toLowerCase() === 'request_resourcenotfound') return true;
    throw thrown;
  }
}
