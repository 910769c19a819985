import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { A, type Api, D, IX, ids, invalid, openApi } from './api.ts';

let api: Api;
beforeEach(async () => {
  api = await openApi();
});
afterEach(() => api.close());

const update = (body: object) => api.call('PUT', IX, body);
const fields = (count: number, rest: object = {}) => ({
  documentAttributeConfigurations: Array.from({ length: count }, (_, i) => ({
    name: `f${i}`,
    type: 'STRING',
    ...rest,
  })),
});
const field = (name: string, type = 'STRING') => ({ documentAttributeConfigurations: [{ name, type }] });
const names = async () => (await api.call('GET', IX)).body.documentAttributeConfigurations.map(({ name }) => name);

describe('UpdateIndex', () => {
  it.each<[string, object]>([
    ['a display name with spaces', { displayName: 'my index' }],
    ['an empty display name', { displayName: '' }],
    ['a display name of 1001 characters', { displayName: 'x'.repeat(1001) }],
    ['a description of 1001 characters', { description: 'x'.repeat(1001) }],
    ['no units', { capacityConfiguration: { units: 0 } }],
    ['51 units', { capacityConfiguration: { units: 51 } }],
    ['no fields', { documentAttributeConfigurations: [] }],
    ['a field that begins with an underscore', field('_mine')],
    ['a field of 31 characters', field('x'.repeat(31))],
    ['a field with a dot', field('a.b')],
    ['a type that there is not', field('a', 'BOOLEAN')],
    ['another type for a reserved field', field('_authors')],
    [
      'one field twice',
      {
        documentAttributeConfigurations: [...fields(1).documentAttributeConfigurations, { name: 'f0', type: 'STRING' }],
      },
    ],
    ['an unknown member', { roleArn: 'x' }],
  ])('refuses %s', async (_, body) => {
    const before = await names();
    expect(await update(body)).toMatchObject(invalid);
    expect(await names()).toEqual(before);
  });

  it.each<[string, object]>([
    ['51 custom fields', fields(51)],
    ['31 searchable fields', fields(31, { search: 'ENABLED' })],
  ])('refuses %s as above the quota', async (_, body) => {
    expect(await update(body)).toMatchObject({ status: 402, type: 'ServiceQuotaExceededException' });
    expect(await names()).not.toContain('f0');
  });

  it('takes 50 fields of which 30 are searchable, and changes what is searched', async () => {
    expect((await update(fields(30, { search: 'ENABLED' }))).status).toBe(200);
    expect((await update(fields(50))).status).toBe(200);
    expect((await update({ displayName: 'mail', capacityConfiguration: { units: 50 } })).status).toBe(200);
    const off = { documentAttributeConfigurations: [{ name: 'f0', type: 'STRING', search: 'DISABLED' }] };
    expect((await update(off)).status).toBe(200);
    const { documentAttributeConfigurations: all } = (await api.call('GET', IX)).body;
    const searchable = all.filter(({ name, search }) => name.startsWith('f') && search === 'ENABLED');
    expect(searchable).toHaveLength(29);
  });

  it('never changes the type of a field', async () => {
    await update(field('a'));
    expect(await update(field('a', 'DATE'))).toMatchObject(invalid);
  });
});

describe('reading', () => {
  it.each([
    ['GetApplication', A, { applicationId: ids.applicationId, status: 'ACTIVE', identityType: 'AWS_IAM_IDC' }],
    ['GetIndex', IX, { indexId: ids.indexId, status: 'ACTIVE', type: 'ENTERPRISE' }],
    ['GetDataSource', D, { dataSourceId: ids.dataSourceId, type: 'CUSTOM', status: 'ACTIVE' }],
    ['ListDataSources', `${IX}/datasources`, { dataSources: [{ dataSourceId: ids.dataSourceId }] }],
  ])('%s answers', async (_, path, body) => {
    expect(await api.call('GET', path)).toMatchObject({ status: 200, body });
  });

  it.each([
    ['an unknown application', A.replace(/a{36}/, 'x'.repeat(36)), 404],
    ['an unknown index', IX.replace(/b{36}/, 'x'.repeat(36)), 404],
    ['an unknown data source', D.replace(/c{36}/, 'x'.repeat(36)), 404],
    ['an id that is none', A.replace(/a{36}/, 'short'), 400],
  ])('%s is refused', async (_, path, status) => {
    expect(await api.call('GET', path)).toMatchObject({ status });
  });
});
