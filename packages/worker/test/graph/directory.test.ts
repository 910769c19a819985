import { createWorld, type DirectoryObject, type GraphFault, type GraphStandIn, startGraph } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGraphDirectory } from '../../src/graph/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { Directory } from '../../src/sync/ports/index.ts';
import { goodSignIn } from '../support/mail-adapters.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { never } from './canned-graph.ts';

const allRoles = ['GroupMember.Read.All', 'User.Read.All', 'MailboxSettings.Read'];
let graph: GraphStandIn;
let directory: Directory;
let roles: readonly string[];
const events: SyncEvent[] = [];

beforeEach(async () => {
  roles = allRoles;
  events.length = 0;
  graph = await startGraph({ world: await createWorld({ seed: 1 }), readToken: async () => ({ roles }) });
  directory = createGraphDirectory({
    graphUrl: graph.graphUrl,
    signIn: goodSignIn,
    clock: createManualClock(),
    emit: (event) => events.push(event),
    version: '1.0',
  });
});

afterEach(async () => {
  await directory.close();
  await graph.close();
});

const team = (...members: readonly DirectoryObject[]) => {
  const group = graph.directory.addGroup('Team', { mail: 'team@contoso.example' });
  graph.directory.setMembers(group.id, members);
  return group;
};
const user = (name: string, facts = {}) => graph.directory.putUser(`${name}@contoso.example`, facts);
const unlicensed = (name: string, purpose: 'user' | 'shared' | 'room' | null) =>
  user(name, { licensed: false, accountEnabled: false, purpose });

describe('the mailboxes of a group', () => {
  it('are those of its users and its shared mailboxes, in canonical form, and of groups in it', async () => {
    const inner = graph.directory.addGroup('Inner');
    graph.directory.setMembers(inner.id, [user('Zoe'), unlicensed('info', 'shared')]);
    team(user('Ben'), inner);
    const mailboxes = ['ben@contoso.example', 'info@contoso.example', 'zoe@contoso.example'];
    expect(await directory.mailboxesOf('Team', never)).toEqual({ mailboxes, unknown: [], skipped: {} });
  });

  it('leave members out that have none, and say why', async () => {
    team(
      user('ann', { accountEnabled: false }),
      user('guest', { userType: 'Guest' }),
      user('on-premises', { mail: null, licensed: false }),
      user('odd', { mail: 'not an address' }),
      unlicensed('left', 'user'),
      unlicensed('room', 'room'),
      unlicensed('nothing', null),
      graph.directory.putContact('contact@contoso.example'),
      graph.directory.addGroup('Empty'),
    );
    expect(await directory.mailboxesOf('Team', never)).toEqual({
      mailboxes: ['ann@contoso.example'],
      unknown: [],
      skipped: { guest: 1, 'no-address': 2, unlicensed: 1, resource: 1, 'no-mailbox': 1, 'not-a-user': 1 },
    });
  });

  it('are found by the id, the address and the name of the group', async () => {
    const { id } = team(user('ann'));
    for (const name of [id, 'team@contoso.example', 'TEAM']) {
      expect((await directory.mailboxesOf(name, never)).mailboxes).toEqual(['ann@contoso.example']);
    }
    const quoted = graph.directory.addGroup("Ann's & Ben's");
    graph.directory.setMembers(quoted.id, [user('ben')]);
    expect((await directory.mailboxesOf("Ann's & Ben's", never)).mailboxes).toEqual(['ben@contoso.example']);
  });

  it('take a call for 999 members, and one for 20 that have no licence', async () => {
    const licensed = Array.from({ length: 1500 }, (_, index) => user(`user${index}`));
    const others = Array.from({ length: 41 }, (_, index) => unlicensed(`shared${index}`, 'shared'));
    team(...licensed, ...others);
    expect((await directory.mailboxesOf('Team', never)).mailboxes).toHaveLength(1541);
    expect(graph.calls.counts()).toEqual({ ListGroups: 1, ListMembers: 2, Batch: 3, GetUserPurpose: 41 });
    const told = events.filter((event) => event.type === 'call');
    expect(told).toHaveLength(6);
    for (const event of told) expect(event).toMatchObject({ service: 'entra', ok: true });
  });

  it('are unknown where the settings of a mailbox may not be read', async () => {
    team(user('ann'), unlicensed('info', 'shared'));
    roles = allRoles.slice(0, 2);
    expect(await directory.mailboxesOf('Team', never)).toEqual({
      mailboxes: ['ann@contoso.example'],
      unknown: ['info@contoso.example'],
      skipped: {},
    });
  });

  it.each([
    [[], 'GroupMember.Read.All', 'Authorization_RequestDenied'],
    [['User.Read.All'], 'GroupMember.Read.All', 'Authorization_RequestDenied'],
    [['GroupMember.Read.All'], 'User.Read.All', 'directory.people-hidden'],
  ])('are not told with the roles %j, for want of %s', async (held, missing, code) => {
    const { id } = team(user('ann'));
    roles = held;
    for (const group of [id, 'Team']) {
      const told = directory.mailboxesOf(group, never);
      await expect(told).rejects.toMatchObject({
        code,
        kind: 'configuration',
        message: expect.stringContaining(missing),
      });
    }
  });

  it.each([
    ['Teams', 'directory.no-group'],
    ['e0000000-0000-4000-8000-00000000ffff', 'Request_ResourceNotFound'],
    ['Twice', 'directory.several-groups'],
  ])('of %s are refused: %s', async (group, code) => {
    team(user('ann'));
    for (let count = 0; count < 2; count += 1) graph.directory.addGroup('Twice');
    const told = directory.mailboxesOf(group, never);
    await expect(told).rejects.toMatchObject({
      code,
      kind: 'configuration',
      message: expect.stringContaining('object id'),
    });
  });

  it('are told whole or not at all', async () => {
    team(...Array.from({ length: 1100 }, (_, index) => user(`user${index}`)), unlicensed('info', 'shared'));
    const error = { kind: 'error', status: 503, code: 'ServiceUnavailable' } as const;
    graph.faults.add({ operation: 'ListMembers', effect: error, skip: 1, times: 10 });
    await expect(directory.mailboxesOf('Team', never)).rejects.toMatchObject({ kind: 'transient' });
    graph.faults.clear();
    graph.faults.add({ operation: 'GetUserPurpose', effect: error, times: 10 });
    await expect(directory.mailboxesOf('Team', never)).rejects.toMatchObject({ kind: 'transient' });
    graph.faults.clear();
    graph.faults.add({ operation: 'ListMembers', effect: { kind: 'truncated-page' }, times: 1 });
    expect((await directory.mailboxesOf('Team', never)).mailboxes).toHaveLength(1101);
    expect(events).toContainEqual(expect.objectContaining({ type: 'retrying', service: 'entra' }));
  });

  it('wait as long as Entra ID asks for', async () => {
    team(user('ann'));
    const busy = { kind: 'error', status: 429, code: 'TooManyRequests', retryAfterSeconds: 7 } as const;
    graph.faults.add({ operation: 'ListMembers', effect: busy, times: 1 });
    expect((await directory.mailboxesOf('Team', never)).mailboxes).toHaveLength(1);
    const retried = events.find((event) => event.type === 'retrying');
    expect(retried).toMatchObject({ failure: { kind: 'throttled', retryAfterMs: 7_000 } });
  });
});

describe('the people of a group', () => {
  it('are its users who can sign in, licensed or not', async () => {
    const { id: groupId } = team(
      user('Ben', { licensed: false, purpose: null }),
      user('ann'),
      unlicensed('info', 'shared'),
      user('guest', { userType: 'Guest' }),
    );
    expect(await directory.peopleOf('Team', never)).toEqual({
      groupId,
      people: ['ann@contoso.example', 'ben@contoso.example'],
      skipped: { disabled: 1, guest: 1 },
    });
    expect(graph.calls.counts()).not.toHaveProperty('Batch');
  });
});

describe('a group that was there', () => {
  it('is proved to be deleted by a 404 that says of what, and by nothing else', async () => {
    const { id } = team(user('ann'));
    expect(await directory.isDeleted(id, never)).toBe(false);
    graph.directory.removeGroup(id);
    expect(await directory.isDeleted(id, never)).toBe(true);
    expect(graph.calls.counts()).toEqual({ GetGroup: 2 });
  });

  it.each<[string, GraphFault]>([
    ['a permission that is missing', { kind: 'error', status: 403, code: 'Authorization_RequestDenied' }],
    ['a refusal with the code of a missing group', { kind: 'error', status: 403, code: 'Request_ResourceNotFound' }],
    ['a failure with the code of a missing group', { kind: 'error', status: 503, code: 'Request_ResourceNotFound' }],
    ['a service that is down', { kind: 'error', status: 503, code: 'ServiceUnavailable' }],
    ['a 404 of something else', { kind: 'error', status: 404, code: 'ResourceNotFound' }],
    ['a 404 of a gateway', { kind: 'http', status: 404, body: '<html>not found</html>' }],
    ['an answer that ends early', { kind: 'truncate' }],
  ])('is not proved to be deleted by %s', async (_, effect) => {
    const { id } = team(user('ann'));
    graph.faults.add({ operation: 'GetGroup', effect, times: 10 });
    await expect(directory.isDeleted(id, never)).rejects.toThrow();
  });
});
