import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamoStore, type DynamoStore } from '../../src/dynamodb/index.ts';
import { createMemoryRosterStore } from '../../src/memory/index.ts';
import type { Roster, RosterStore } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';

const never = new AbortController().signal;
let service: DynamoDbStandIn;
let tables = 0;
const opened: DynamoStore[] = [];

beforeAll(async () => {
  service = await startDynamoDb();
  useAwsEndpoint('DYNAMODB', service.url);
});
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await service.close();
});

function nextTable(): string {
  tables += 1;
  return `table-${tables}`;
}

async function openDynamo(tableName = nextTable()): Promise<RosterStore> {
  const store = createDynamoStore({ tableName, environment: 'test', clock: createManualClock(), emit: () => {} });
  opened.push(store);
  await store.prepare(never);
  return store.roster;
}

const roster = (version: number, extra: Partial<Roster> = {}): Roster => ({
  version,
  source: 's',
  addresses: ['a@x.example', 'b@x.example'],
  frozenBy: 'worker/1',
  frozenAt: 5,
  skipped: { guest: 1 },
  ...extra,
});

/** More than rows of DynamoDB hold, in several of them. */
const many = Array.from({ length: 30_000 }, (_, index) => `person.with.a.name.${index}@contoso.example`);

describe.each([
  ['memory', async () => createMemoryRosterStore()],
  ['DynamoDB', () => openDynamo()],
])('the roster store in %s', (_, open) => {
  it('gives back what was written, also lists that no row can hold, and none at all', async () => {
    const store = await open();
    expect(await store.readRoster()).toBeUndefined();
    const held = { leaving: 2, listed: 9, since: 7 };
    for (const [index, addresses] of [many, [], ['a@x.example']].entries()) {
      const next = roster(index + 1, { addresses, held });
      expect(await store.replaceRoster(index === 0 ? undefined : index, next)).toBe(true);
      expect(await store.readRoster()).toEqual(next);
    }
  });

  it('lets the fastest alone replace a list, or remove it', async () => {
    const store = await open();
    const both = (expected: number | undefined, version: number) =>
      Promise.all(
        ['worker/1', 'worker/2'].map((frozenBy) =>
          store.replaceRoster(expected, roster(version, { frozenBy, addresses: [`${frozenBy.at(-1)}@x.example`] })),
        ),
      );
    for (const version of [1, 2, 3]) {
      const [first, second] = await both(version === 1 ? undefined : version - 1, version);
      expect([first, second].filter(Boolean)).toHaveLength(1);
      const winner = first ? '1' : '2';
      expect(await store.readRoster()).toMatchObject({ version, addresses: [`${winner}@x.example`] });
    }
    expect(await store.removeRoster(2)).toBe(false);
    expect(await store.removeRoster(3)).toBe(true);
    expect(await store.readRoster()).toBeUndefined();
  });
});

describe('the list in DynamoDB', () => {
  it('leaves no row of an older list behind', async () => {
    const tableName = nextTable();
    const store = await openDynamo(tableName);
    await store.replaceRoster(undefined, roster(1, { addresses: many }));
    await store.replaceRoster(1, roster(2));
    expect(await store.replaceRoster(1, roster(2, { frozenBy: 'late' }))).toBe(false);
    const client = new DynamoDBClient({});
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
    client.destroy();
    const keys = Items.filter((item) => item['pk']?.S === 'roster').map((item) => item['sk']?.S);
    expect(keys.sort()).toEqual(['current', 'part|2|worker/1|000000']);
  });

  it('is read whole while it is replaced', async () => {
    const tableName = nextTable();
    const [writer, reader] = [await openDynamo(tableName), await openDynamo(tableName)];
    await writer.replaceRoster(undefined, roster(1, { addresses: many }));
    const versions = Array.from({ length: 4 }, (_, index) => index + 1);
    const write = async () => {
      for (const version of versions) {
        await writer.replaceRoster(version, roster(version + 1, { addresses: many.slice(version) }));
      }
    };
    const read = async () => {
      for (let count = 0; count < 10; count += 1) {
        const seen = await reader.readRoster();
        expect(seen?.addresses).toHaveLength(many.length + 1 - (seen?.version ?? 0));
      }
    };
    await Promise.all([write(), read()]);
  });
});
