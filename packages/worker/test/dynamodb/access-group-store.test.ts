import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamoStore, type DynamoStore } from '../../src/dynamodb/index.ts';
import { createMemoryAccessGroupStore } from '../../src/memory/index.ts';
import type { AccessGroup, AccessGroupStore } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';

let service: DynamoDbStandIn;
let state: DynamoStore;
const target = { applicationId: 'a', indexId: 'i', dataSourceId: 'd' };

beforeAll(async () => {
  service = await startDynamoDb();
  useAwsEndpoint('DYNAMODB', service.url);
  state = createDynamoStore({ tableName: 'groups', environment: 'test', clock: createManualClock(), emit: () => {} });
  await state.prepare(new AbortController().signal);
});
afterAll(async () => {
  await state.close();
  await service.close();
});

const group = (name: string, version: number): AccessGroup => ({
  name,
  version,
  told: 'digest',
  members: 2,
  mailboxes: ['info@x.example'],
  checkedAt: 5,
});

describe.each<[string, () => AccessGroupStore]>([
  ['memory', createMemoryAccessGroupStore],
  ['DynamoDB', () => state.accessGroups(target)],
])('the store of access groups in %s', (_, open) => {
  it('keeps groups of any name apart, and lets the fastest alone write', async () => {
    const store = open();
    const names = ['Sales', 'sales', 'x'.repeat(256), 'a|b', 'ü'];
    for (const name of names) expect(await store.replaceGroup(undefined, group(name, 1))).toBe(true);
    expect(await store.replaceGroup(undefined, group('Sales', 1))).toBe(false);
    const both = await Promise.all([1, 2].map(() => store.replaceGroup(1, group('Sales', 2))));
    expect(both.sort()).toEqual([false, true]);
    expect((await store.listGroups()).map(({ name, version }) => `${name} ${version}`).sort()).toEqual(
      names.map((name) => `${name} ${name === 'Sales' ? 2 : 1}`).sort(),
    );
    expect(await store.removeGroup('Sales', 1)).toBe(false);
    for (const name of names) expect(await store.removeGroup(name, name === 'Sales' ? 2 : 1)).toBe(true);
    expect(await store.listGroups()).toEqual([]);
  });
});

describe('groups of one data source', () => {
  it('are none of another', async () => {
    await state.accessGroups(target).replaceGroup(undefined, group('Sales', 1));
    expect(await state.accessGroups({ ...target, dataSourceId: 'e' }).listGroups()).toEqual([]);
  });
});
