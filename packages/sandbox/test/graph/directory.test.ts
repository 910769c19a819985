import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestGraph, type TestGraph, tokenWith } from '../support/graph-client.ts';

let test: TestGraph;
beforeEach(async () => {
  test = await startTestGraph();
});
afterEach(() => test.graph.close());

const reader = ['GroupMember.Read.All', 'User.Read.All'];
const ask = (path: string, roles: readonly string[] = reader, headers = {}) =>
  test.get(`${test.graph.graphUrl}${path}`, { authorization: `Bearer ${tokenWith(...roles)}`, ...headers });
const filter = (text: string) => `/groups?$filter=${encodeURIComponent(text)}`;

describe('the directory of the stand-in', () => {
  it('finds groups by name, address and id, whatever the case', async () => {
    const group = test.graph.directory.addGroup("Ann's team", { mail: 'team@contoso.example' });
    const found = { status: 200, body: { value: [{ id: group.id }] } };
    expect(await ask(filter("displayName eq 'ann''s TEAM'"))).toMatchObject(found);
    expect(await ask(filter("mail eq 'Team@contoso.example'"))).toMatchObject(found);
    expect((await ask(`/groups/${group.id}`)).body).toMatchObject({ displayName: "Ann's team" });
    expect((await ask(filter("mail eq 'x'"))).body).toMatchObject({ value: [] });
  });

  it.each([
    ['/groups/nobody', 400, 'Request_BadRequest'],
    ['/groups/e0000000-0000-4000-8000-00000000ffff', 404, 'Request_ResourceNotFound'],
    ['/groups?$filter=description%20eq%20%27x%27', 400, 'Request_UnsupportedQuery'],
    ['/groups?$top=1000', 400, 'BadRequest'],
    ['/groups?$expand=members', 400, 'ErrorInvalidUrlQuery'],
    ['/groups?$select=secret', 400, 'RequestBroker--ParseUri'],
  ])('refuses %s with %i', async (path, status, code) => {
    expect(await ask(path)).toMatchObject({ status, code });
  });

  it('asks for ConsistencyLevel where the service does', async () => {
    const { id } = test.graph.directory.addGroup('Team');
    const members = `/groups/${id}/transitiveMembers`;
    for (const path of ['/groups?$count=true', `${members}?$count=true`, `${members}/microsoft.graph.user`]) {
      expect(await ask(path)).toMatchObject({ status: 400, code: 'Request_UnsupportedQuery' });
    }
    expect((await ask(`${members}?$count=true`, reader, { ConsistencyLevel: 'eventual' })).status).toBe(200);
  });

  it('lists the members of groups in a group, in circles too, page by page', async () => {
    const { directory } = test.graph;
    const [outer, inner] = [directory.addGroup('Outer'), directory.addGroup('Inner')];
    const people = ['a', 'b', 'c'].map((name) => directory.putUser(`${name}@contoso.example`));
    directory.setMembers(outer.id, [inner, ...people.slice(0, 2)]);
    directory.setMembers(inner.id, [...people.slice(1), outer]);
    const first = await ask(`/groups/${outer.id}/transitiveMembers?$select=id,mail&$top=3`);
    const second = await ask(String(first.body['@odata.nextLink']).slice(test.graph.graphUrl.length));
    const listed = [first, second].flatMap(({ body }) => body['value'] as readonly { id: string }[]);
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set([inner.id, ...people.map(({ id }) => id)]));
    expect(listed).toHaveLength(4);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
    const foreign = String(first.body['@odata.nextLink']).replace(outer.id, inner.id).slice(test.graph.graphUrl.length);
    expect(await ask(foreign)).toMatchObject({ status: 400, code: 'Directory_ExpiredPageToken' });
  });

  it('lets nobody list groups without a permission, and shows nothing of people without another', async () => {
    const { directory } = test.graph;
    const { id } = directory.addGroup('Team');
    directory.setMembers(id, [directory.putUser('a@contoso.example')]);
    const members = `/groups/${id}/transitiveMembers?$select=id,mail,userPrincipalName`;
    for (const path of ['/groups', `/groups/${id}`, members]) {
      expect(await ask(path, ['Mail.Read'])).toMatchObject({ status: 403, code: 'Authorization_RequestDenied' });
    }
    const { body } = await ask(members, ['GroupMember.Read.All']);
    expect(body['value']).toMatchObject([
      { '@odata.type': '#microsoft.graph.user', userPrincipalName: null, mail: null },
    ]);
  });

  it('tells what a mailbox is for to those who may read its settings', async () => {
    const { directory } = test.graph;
    directory.putUser('info@contoso.example', { licensed: false, purpose: 'shared' });
    directory.putUser('none@contoso.example', { purpose: null });
    const purpose = (name: string, roles = ['MailboxSettings.Read']) =>
      ask(`/users/${name}/mailboxSettings/userPurpose`, roles);
    expect((await purpose('info@contoso.example')).body).toMatchObject({ value: 'shared' });
    expect(await purpose('none@contoso.example')).toMatchObject({ status: 404, code: 'MailboxNotEnabledForRESTAPI' });
    expect(await purpose('nobody@contoso.example')).toMatchObject({ status: 404, code: 'ErrorInvalidUser' });
    expect(await purpose('info@contoso.example', reader)).toMatchObject({ status: 403, code: 'ErrorAccessDenied' });
  });
});
