import { ConnectorError } from '../errors.ts';
import { getBatch, memberOf } from './batch.ts';
import type { GraphClient } from './graph-client.ts';
import { isNoFolder } from './graph-failure.ts';

/**
 * Names under which Graph finds folders whatever they are called in the owner's language, all of which EWS knows by the same
 * names. Microsoft: mailFolder resource type.
 */
const names: readonly string[] = [
  'inbox',
  'sentitems',
  'deleteditems',
  'drafts',
  'outbox',
  'junkemail',
  'archive',
  'conversationhistory',
  'syncissues',
  'conflicts',
  'localfailures',
  'serverfailures',
  'searchfolders',
  'recoverableitemsdeletions',
];

/** The names by the ids that Graph gives those folders. A mailbox does not have all of them. */
export async function wellKnownFolders(client: GraphClient, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const parts = names.map((name) => ({ path: `${client.mailboxPath}/mailFolders/${name}?$select=id` }));
  const outcomes = await getBatch(client, { operation: 'GetFolders', parts, signal });
  const found = new Map<string, string>();
  for (const [position, outcome] of outcomes.entries()) {
    const name = names[position];
    if (name === undefined) continue;
    if (outcome.ok) found.set(memberOf(outcome.body, 'id'), name);
    // Without its name, Deleted Items would be a folder like any other, and go into the index.
    else if (!isNoFolder(outcome.failure)) throw new ConnectorError(outcome.failure);
  }
  return found;
}
