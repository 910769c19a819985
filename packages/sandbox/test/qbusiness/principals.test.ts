import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { A, type Api, D, doc, IX, ids, invalid, openApi, userAcl, X } from './api.ts';

const start = Date.parse('2026-11-27T00:00:00Z');
let now = start;
let api: Api;
beforeEach(async () => {
  now = start;
  api = await openApi({ now: () => now, durations: { processingMs: 100 } });
});
afterEach(() => api.close());

const putGroup = (groupName: string, groupMembers: object, rest: object = {}) =>
  api.call('PUT', `${IX}/groups`, { groupName, type: 'INDEX', groupMembers, ...rest });
const user = (userId: string, rest: object = {}) => ({ memberUsers: [{ userId, ...rest }] });
const local = { type: 'DATASOURCE', dataSourceId: ids.dataSourceId };
const missing = { status: 404, type: 'ResourceNotFoundException' };
const s3 = { s3PathForGroupMembers: { bucket: 'mail-bucket', key: 'members' } };
const access = (email: string, id: string) =>
  api.call('GET', `${X}/users/${email}/documents/${id}/check-document-access`);

describe('PutGroup', () => {
  it.each<[string, object]>([
    ['no name', { groupName: undefined }],
    ['a name of 1025 characters', { groupName: 'x'.repeat(1025) }],
    ['a name with a control character', { groupName: 'a\u0007' }],
    ['a type that there is not', { type: 'GLOBAL' }],
    ['no members', { groupMembers: undefined }],
    ['1001 users', { groupMembers: { memberUsers: Array.from({ length: 1001 }, (_, i) => ({ userId: `u${i}` })) } }],
    ['a user without an id', { groupMembers: { memberUsers: [{}] } }],
    ['members in S3 without a role', { groupMembers: s3 }],
    ['a group of a data source that names none', { type: 'DATASOURCE' }],
    ['a data source id that is none', { dataSourceId: 'x' }],
    ['an unknown member', { ordering: 1 }],
  ])('refuses %s', async (_, rest) => {
    expect(await putGroup('g', user('a@example.com'), rest)).toMatchObject(invalid);
  });

  it('refuses a data source that is not there', async () => {
    expect(await putGroup('g', user('a'), { ...local, dataSourceId: 'd'.repeat(36) })).toMatchObject(missing);
  });
});

describe('a group', () => {
  const state = async () => (await api.call('GET', `${IX}/groups/g`)).body.status?.status;

  it('is processed, then there; deleted, it is going, then gone', async () => {
    await putGroup('g', user('ann@example.com'));
    expect(await state()).toBe('PROCESSING');
    now += 100;
    expect(await state()).toBe('SUCCEEDED');
    expect((await api.call('DELETE', `${IX}/groups/g`)).status).toBe(200);
    expect(await state()).toBe('DELETING');
    now += 100;
    expect(await api.call('GET', `${IX}/groups/g`)).toMatchObject(missing);
    expect(await api.call('DELETE', `${IX}/groups/g`)).toMatchObject(missing);
  });

  it('of a data source is another than that of the index with the same name', async () => {
    await putGroup('g', user('ann'), local);
    expect(await api.call('GET', `${IX}/groups/g`)).toMatchObject(missing);
    expect((await api.call('GET', `${IX}/groups/g?dataSourceId=${ids.dataSourceId}`)).status).toBe(200);
  });

  it('is listed when it was not put since', async () => {
    await putGroup('old', user('a'));
    now += 1000;
    const before = new Date(now).toISOString();
    await putGroup('new', user('a'));
    const { items } = (await api.call('GET', `${IX}/groups?updatedEarlierThan=${before}`)).body;
    expect(items).toEqual([{ groupName: 'old' }]);
  });

  it.each([
    ['without a time', ''],
    ['with a time that is none', '?updatedEarlierThan=now'],
    ['with eleven results', '?updatedEarlierThan=2026-11-27T00:00:00Z&maxResults=11'],
    ['with a token of its own making', '?updatedEarlierThan=2026-11-27T00:00:00Z&nextToken=10'],
  ])('is not listed %s', async (_, query) => {
    expect(await api.call('GET', `${IX}/groups${query}`)).toMatchObject(invalid);
  });
});

describe('a user', () => {
  const alias = (userId: string) => ({ indexId: ids.indexId, dataSourceId: ids.dataSourceId, userId });
  const create = (body: object) => api.call('POST', `${A}/users`, body);
  const path = `${A}/users/ann%40example.com`;

  it('is created with aliases, which are updated and deleted', async () => {
    expect((await create({ userId: 'ann@example.com', userAliases: [alias('ann-upn')] })).status).toBe(200);
    const updated = await api.call('PUT', path, { userAliasesToUpdate: [alias('ann2'), { userId: 'everywhere' }] });
    expect(updated.body).toEqual({
      userAliasesAdded: [{ userId: 'everywhere' }],
      userAliasesUpdated: [alias('ann2')],
      userAliasesDeleted: [],
    });
    await api.call('PUT', path, { userAliasesToDelete: [{ userId: 'everywhere' }] });
    expect((await api.call('GET', path)).body).toEqual({ userAliases: [alias('ann2')] });
    expect((await api.call('DELETE', path)).status).toBe(200);
    for (const method of ['GET', 'DELETE']) expect(await api.call(method, path)).toMatchObject(missing);
    expect(await api.call('PUT', path, {})).toMatchObject(missing);
  });

  it('is created once', async () => {
    await create({ userId: 'ann@example.com' });
    expect(await create({ userId: 'ann@example.com' })).toMatchObject({ status: 409, type: 'ConflictException' });
  });

  it.each<[string, object, object]>([
    ['no id', {}, invalid],
    ['an id of 2049 characters', { userId: 'x'.repeat(2049) }, invalid],
    ['101 aliases', { userId: 'a', userAliases: Array.from({ length: 101 }, (_, i) => alias(`u${i}`)) }, invalid],
    ['an alias without an id', { userId: 'a', userAliases: [{ indexId: ids.indexId }] }, invalid],
    ['a token of 101 characters', { userId: 'a', clientToken: 'x'.repeat(101) }, invalid],
    ['an alias in another index', { userId: 'a', userAliases: [{ userId: 'u', indexId: 'd'.repeat(36) }] }, missing],
  ])('with %s is refused', async (_, body, reply) => {
    expect(await create(body)).toMatchObject(reply);
  });
});

describe('CheckDocumentAccess', () => {
  const groupAcl = (name: string, rest: object = {}) => ({
    accessConfiguration: { accessControls: [{ principals: [{ group: { name, access: 'ALLOW', ...rest } }] }] },
  });
  const sees = async (email: string, id = 'a') => (await access(email, id)).body.hasAccess;

  it('lets members of a group in, directly or through another group, once it is processed', async () => {
    await api.put(doc('a', groupAcl('all')));
    await putGroup('team', user('Ann@example.com'));
    await putGroup('all', { memberGroups: [{ groupName: 'team' }], ...user('ben@example.com') });
    expect(await sees('ann@example.com')).toBe(false);
    now += 100;
    expect(await sees('ann@example.com')).toBe(true);
    expect(await sees('ben+x@example.com')).toBe(true);
    expect(await sees('eve@example.com')).toBe(false);
    expect((await access('ann@example.com', 'a')).body.userGroups).toEqual([
      { name: 'team', type: 'INDEX' },
      { name: 'all', type: 'INDEX' },
    ]);
    await putGroup('team', user('eve@example.com'));
    now += 100;
    expect([await sees('ann@example.com'), await sees('eve@example.com')]).toEqual([false, true]);
    expect(api.service.documents.canSee('eve@example.com', 'a')).toBe(true);
  });

  it('keeps names of a data source apart from those of the index', async () => {
    const dataSourceSyncId = (await api.call('POST', `${D}/startsync`)).body.executionId;
    const documents = [
      doc('a', { accessConfiguration: userAcl('ann-local', { membershipType: 'DATASOURCE' }) }),
      doc('b', groupAcl('team', { membershipType: 'DATASOURCE' })),
    ];
    await api.call('POST', `${IX}/documents`, { documents, dataSourceSyncId });
    await putGroup('team', user('ann@example.com'));
    now += 100;
    expect([await sees('ann-local', 'a'), await sees('ann@example.com', 'b')]).toEqual([false, false]);
    const userAliases = [{ indexId: ids.indexId, dataSourceId: ids.dataSourceId, userId: 'ann-local' }];
    await api.call('POST', `${A}/users`, { userId: 'ann@example.com', userAliases });
    await putGroup('team', user('ann-local', { type: 'DATASOURCE' }), local);
    now += 100;
    expect([await sees('ann@example.com', 'a'), await sees('ann@example.com', 'b')]).toEqual([true, true]);
  });

  it('knows no document that is not there', async () => {
    expect(await access('ann@example.com', 'nothing')).toMatchObject(missing);
  });
});
