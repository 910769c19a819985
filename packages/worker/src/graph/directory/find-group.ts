import type { Group } from '@microsoft/microsoft-graph-types';
import { ConnectorError } from '../../errors.ts';
import type { GraphCaller } from '../graph-client.ts';
import { askDirectory } from './ask-directory.ts';

const objectId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The object id of a group that is known by its id, its address or its display name.
 * @throws ConnectorError of kind `configuration` when it is none, or a name that several groups have
 */
export async function findGroup(client: GraphCaller, group: string, signal: AbortSignal): Promise<string> {
  if (objectId.test(group)) return group;
  const property = group.includes('@') ? 'mail' : 'displayName';
  const filter = `${property} eq '${group.replaceAll("'", "''")}'`;
  const { value = [] } = await askDirectory<{ readonly value?: readonly Group[] }>(client, {
    operation: 'FindGroup',
    // Two are enough to know that there is more than one.
    path: `/groups?$filter=${encodeURIComponent(filter)}&$select=id&$top=2`,
    signal,
  });
  const [first, second] = value;
  if (first?.id === undefined) {
    throw unusable('directory.no-group', `Entra ID has no group with the ${property} that was given`);
  }
  if (second !== undefined) {
    throw unusable('directory.several-groups', `Entra ID has several groups with the ${property} that was given`);
  }
  return first.id;
}

function unusable(code: string, finding: string): ConnectorError {
  const message = `${finding}. Give the object id of the group, as the Entra admin center shows it.`;
  return new ConnectorError({ code, kind: 'configuration', message });
}
