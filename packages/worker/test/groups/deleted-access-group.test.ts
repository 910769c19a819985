import {
  createWorld,
  type GraphFault,
  type GraphStandIn,
  type QBusinessStandIn,
  startGraph,
  startQBusiness,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGraphDirectory } from '../../src/graph/index.ts';
import { keepAccessGroups } from '../../src/groups/index.ts';
import { createMemoryAccessGroupStore } from '../../src/memory/index.ts';
import { createQBusinessGroups } from '../../src/qbusiness/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { AccessGroupStore, Directory, GroupIndex } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { goodSignIn } from '../support/mail-adapters.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const denied = { kind: 'error', status: 403, code: 'Authorization_RequestDenied' } as const;
const dayMs = 24 * 60 * 60_000;
const target = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };
let graph: GraphStandIn;
let service: QBusinessStandIn;
let clock: ManualClock;
let store: AccessGroupStore;
let directory: Directory;
let index: GroupIndex;
const events: SyncEvent[] = [];

beforeEach(async () => {
  const roles = ['GroupMember.Read.All', 'User.Read.All'];
  graph = await startGraph({ world: await createWorld({ seed: 1 }), readToken: async () => ({ roles }) });
  service = await startQBusiness({ ids: target });
  useAwsEndpoint('QBUSINESS', service.url);
  clock = createManualClock();
  store = createMemoryAccessGroupStore();
  events.length = 0;
  const seams = { clock, emit: (event: SyncEvent) => void events.push(event) };
  directory = createGraphDirectory({ graphUrl: graph.graphUrl, signIn: goodSignIn, ...seams, version: '1.0' });
  index = createQBusinessGroups({ target, ...seams });
});

afterEach(async () => {
  index.close();
  await directory.close();
  await service.close();
  await graph.close();
});

const keep = (group: string) =>
  keepAccessGroups({
    wanted: new Map([[group, ['info@contoso.example']]]),
    nameInIndex: (name) => `entra:${name}`,
    isNamed: async () => true,
    store,
    directory,
    index,
    intervalMs: dayMs,
    clock,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  });
const nextDay = (group: string) => {
  clock.advance(dayMs);
  events.length = 0;
  return keep(group);
};
const addTeam = (...names: readonly string[]) => {
  const group = graph.directory.addGroup('Team');
  const users = names.map((name) => graph.directory.putUser(`${name}@contoso.example`));
  graph.directory.setMembers(group.id, users);
  return group.id;
};
const groupsOf = (name: string) =>
  service.principals.identityOf(`${name}@contoso.example`, target.dataSourceId).groups.map((group) => group.name);
const warnings = () => events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));

describe('a group that is deleted in Entra ID', () => {
  it.each(['name', 'id'])('has nobody in the index from the next look on, known by its %s', async (known) => {
    const id = addTeam('ann', 'ben');
    const name = known === 'id' ? id : 'Team';
    await keep(name);
    expect(groupsOf('ann')).toEqual([`entra:${name}`]);
    graph.directory.removeGroup(id);
    await nextDay(name);
    expect(groupsOf('ann')).toEqual([]);
    expect(warnings()).toEqual(['directory.deleted-group']);
    await nextDay(name);
    expect(service.calls.counts()).toEqual({ PutGroup: 1, DeleteGroup: 1 });
    expect(warnings()).toEqual(['directory.deleted-group']);
  });

  it('is looked up by its id also when its place was taken by several of its name', async () => {
    const id = addTeam('ann');
    await keep('Team');
    graph.directory.removeGroup(id);
    for (const name of ['ben', 'cem']) addTeam(name);
    await nextDay('Team');
    expect(['ann', 'ben', 'cem'].map(groupsOf)).toEqual([[], [], []]);
  });

  it('has the members of the group that comes in its place, and loses those too when that one goes', async () => {
    graph.directory.removeGroup(await told('ann'));
    await nextDay('Team');
    const second = await told('ben');
    expect([groupsOf('ann'), groupsOf('ben')]).toEqual([[], ['entra:Team']]);
    graph.directory.removeGroup(second);
    await nextDay('Team');
    expect(groupsOf('ben')).toEqual([]);
  });

  const told = async (name: string) => {
    const id = addTeam(name);
    await nextDay('Team');
    return id;
  };
});

describe('a group that is not proved to be deleted', () => {
  it('keeps its members when it was given another name', async () => {
    const id = addTeam('ann');
    await keep('Team');
    graph.directory.renameGroup(id, 'Crew');
    await nextDay('Team');
    expect(groupsOf('ann')).toEqual(['entra:Team']);
    expect(warnings()).toEqual(['directory.no-group']);
  });

  it.each<[string, string, GraphFault]>([
    ['a name finds nothing and the group may not be read', 'GetGroup', denied],
    ['a name finds nothing and the service is down', 'GetGroup', { kind: 'error', status: 503, code: 'Down' }],
    ['a name finds nothing and a gateway knows nothing', 'GetGroup', { kind: 'http', status: 404 }],
    ['the list of groups is cut off', 'ListGroups', { kind: 'truncated-page' }],
    ['groups may not be read', 'ListGroups', denied],
  ])('keeps its members when %s', async (_, operation, effect) => {
    const id = addTeam('ann');
    await keep('Team');
    graph.directory.renameGroup(id, 'Crew');
    graph.faults.add({ operation, effect, times: 10 });
    await nextDay('Team');
    expect(groupsOf('ann')).toEqual(['entra:Team']);
    expect(warnings()).toHaveLength(1);
    expect(service.calls.counts()).toEqual({ PutGroup: 1 });
  });
});
