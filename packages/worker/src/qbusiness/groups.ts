import { DeleteGroupCommand, PutGroupCommand, type PutGroupCommandInput } from '@aws-sdk/client-qbusiness';
import { toFailure } from '../errors.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock, GroupIndex } from '../sync/ports/index.ts';
import { openQBusiness, type QBusinessApi, type QBusinessTarget } from './client.ts';
import { membersPerGroup } from './limits.ts';

type Members = NonNullable<PutGroupCommandInput['groupMembers']>;

/**
 * Groups of the data source in Amazon Q Business. One that is larger than a request is made of groups: they are put first, and
 * then the group that they are in. Makes no call by itself.
 */
export function createQBusinessGroups(options: {
  readonly target: QBusinessTarget;
  readonly clock: Clock;
  readonly emit: EventSink;
}): GroupIndex {
  const api = openQBusiness(options);
  return {
    put: async ({ name, members, before }, signal) => {
      const parts = inParts(members);
      if (parts.length === 1) await putGroup(api, { name, groupMembers: users(members) }, signal);
      else {
        for (const [number, part] of parts.entries()) {
          await putGroup(api, { name: partName(name, number), groupMembers: users(part) }, signal);
        }
        const memberGroups = parts.map((_, number) => ({ groupName: partName(name, number), type }));
        await putGroup(api, { name, groupMembers: { memberGroups } }, signal);
      }
      await deleteParts(api, { name, from: parts.length === 1 ? 0 : parts.length, members: before }, signal);
    },
    delete: async ({ name, members }, signal) => {
      await deleteGroup(api, name, signal);
      await deleteParts(api, { name, from: 0, members }, signal);
    },
    close: () => api.close(),
  };
}

/** Known to our data source alone, so that a group of the same name that others tell of is another one. */
const type = 'DATASOURCE' as const;

/** People go by their address, as they do in documents. */
function users(members: readonly string[]): Members {
  return { memberUsers: members.map((userId) => ({ userId, type: 'INDEX' as const })) };
}

function inParts(members: readonly string[]): readonly (readonly string[])[] {
  const count = Math.max(1, Math.ceil(members.length / membersPerGroup));
  return Array.from({ length: count }, (_, number) =>
    members.slice(number * membersPerGroup, (number + 1) * membersPerGroup),
  );
}

/** No name of a group that documents name begins like this. */
function partName(name: string, number: number): string {
  return `part:${number + 1}:${name}`;
}

async function putGroup(
  api: QBusinessApi,
  { name: groupName, groupMembers }: { readonly name: string; readonly groupMembers: Members },
  signal: AbortSignal,
): Promise<void> {
  await api.send(new PutGroupCommand({ ...api.target, groupName, type, groupMembers }), signal);
}

/** Those that a group had when it was larger. */
async function deleteParts(
  api: QBusinessApi,
  { name, from, members }: { readonly name: string; readonly from: number; readonly members: number },
  signal: AbortSignal,
): Promise<void> {
  if (members <= membersPerGroup) return;
  for (let number = from; number * membersPerGroup < members; number += 1) {
    await deleteGroup(api, partName(name, number), signal);
  }
}

async function deleteGroup(api: QBusinessApi, groupName: string, signal: AbortSignal): Promise<void> {
  try {
    await api.send(new DeleteGroupCommand({ ...api.target, groupName }), signal);
  } catch (thrown) {
    if (toFailure(thrown).code !== 'qbusiness.ResourceNotFoundException') throw thrown;
  }
}
