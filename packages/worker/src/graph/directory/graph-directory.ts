import type { EventSink } from '../../sync/events.ts';
import type { Clock, Directory } from '../../sync/ports/index.ts';
import { createGraphCaller, type GraphEnvironment, type GraphSignIn } from '../graph-client.ts';
import { createHttp } from '../http.ts';
import type { HttpLimits } from '../limits.ts';
import { createRequestGate } from '../request-gate.ts';
import { asMailboxes, asPeople } from './classify.ts';
import { isDeleted } from './deleted-group.ts';
import { findGroup } from './find-group.ts';
import { listMembers } from './list-members.ts';

/** What the directory works with. */
export interface GraphDirectoryOptions {
  /** With the version of the API at its end, for example `https://graph.microsoft.com/v1.0`. */
  readonly graphUrl: string;
  /** Gives tokens for the host of `graphUrl`. The directory closes it. */
  readonly signIn: GraphSignIn;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Version of the connector; part of the User-Agent. */
  readonly version: string;
  /** Limits of requests that differ from those of `limits.ts`. */
  readonly limits?: Partial<HttpLimits>;
}

/** Entra ID as the directory, through Microsoft Graph. Makes no call by itself. */
export function createGraphDirectory(options: GraphDirectoryOptions): Directory {
  const { graphUrl, signIn, clock, emit, version, limits } = options;
  const http = createHttp({ clock, limits });
  const environment: GraphEnvironment = {
    baseUrl: graphUrl.replace(/\/+$/, ''),
    signIn,
    http,
    clock,
    emit,
    service: 'entra',
    userAgent: `ExchangeEwsConnector/${version}`,
  };
  // Far below what a tenant allows: Microsoft, throttling limits of the identity service.
  const client = createGraphCaller(environment, createRequestGate(clock));
  const membersOf = async (group: string, signal: AbortSignal) => {
    const groupId = await findGroup(client, group, signal);
    return { groupId, members: await listMembers(client, { groupId, signal }) };
  };
  return {
    mailboxesOf: async (group, signal) => asMailboxes(client, (await membersOf(group, signal)).members, signal),
    peopleOf: async (group, signal) => {
      const { groupId, members } = await membersOf(group, signal);
      return { groupId, ...asPeople(members) };
    },
    isDeleted: (groupId, signal) => isDeleted(client, groupId, signal),
    close: async () => {
      signIn.close();
      await http.close();
    },
  };
}
