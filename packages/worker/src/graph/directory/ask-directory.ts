import { ConnectorError, toFailure } from '../../errors.ts';
import type { GraphCall, GraphCaller } from '../graph-client.ts';

/**
 * Asks for something of groups and their members.
 * @throws ConnectorError of kind `configuration` when a permission is missing or the group is not there
 */
export async function askDirectory<T>(client: GraphCaller, call: GraphCall): Promise<T> {
  try {
    return await client.json<T>(call);
  } catch (thrown) {
    const failure = toFailure(thrown);
    const message = remedies[failure.code.toLowerCase()];
    if (message === undefined) throw thrown;
    throw new ConnectorError({ code: failure.code, kind: 'configuration', message }, { cause: thrown });
  }
}

const notAllowed =
  'Entra ID does not let the application read groups. Give it the application permission GroupMember.Read.All with the ' +
  'consent of an administrator.';

/** Microsoft: error codes of directory objects. */
const remedies: Readonly<Record<string, string>> = {
  authorization_requestdenied: notAllowed,
  'http.403': notAllowed,
  request_resourcenotfound:
    'Entra ID has no group with the object id that was given. Give the object id of a group that exists, or its name.',
};

/** People without what a permission shows: Entra ID leaves it out and says nothing. */
export function peopleHidden(): ConnectorError {
  const message =
    'Entra ID tells who is in the group and nothing about them. Give the application the permission User.Read.All with the ' +
    'consent of an administrator.';
  return new ConnectorError({ code: 'directory.people-hidden', kind: 'configuration', message });
}
