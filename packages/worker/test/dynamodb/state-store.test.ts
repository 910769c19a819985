import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamoStore } from '../../src/dynamodb/index.ts';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { describeStateStore, openLeased } from '../support/state-store-contract.ts';

const never = new AbortController().signal;
// The emulator check runs the same tests against another DynamoDB.
const external = process.env['TEST_DYNAMODB_ENDPOINT'];
let standIn: DynamoDbStandIn | undefined;
let admin: DynamoDBClient;
let tables = 0;
const events: SyncEvent[] = [];

/** Real time, but no wait longer than a blink. */
const clock = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 3), signal),
};
const open = (tableName: string) =>
  createDynamoStore({ tableName, environment: 'test', clock, emit: (event) => events.push(event) });
const nextTable = () => {
  tables += 1;
  return `table-${process.pid}-${tables}`;
};

beforeAll(async () => {
  standIn = external === undefined ? await startDynamoDb() : undefined;
  useAwsEndpoint('DYNAMODB', external ?? standIn?.url ?? '');
  admin = new DynamoDBClient({});
});

afterEach(() => {
  standIn?.faults.clear();
  events.length = 0;
});

afterAll(async () => {
  admin.destroy();
  await standIn?.close();
});

describeStateStore('memory', async () => createMemoryStateStore());
describeStateStore('DynamoDB', async () => open(nextTable()));

describe('the state table', () => {
  it('is created once by many workers that start together, and all of them can use it', async () => {
    const name = nextTable();
    const stores = Array.from({ length: 12 }, () => open(name));
    await Promise.all(stores.map((store) => store.prepare(never)));
    for (const store of stores)
      expect(await store.view({ address: 'a@b.c', store: 'primary' }).readMailbox()).toBeUndefined();
    const { Table } = await admin.send(new DescribeTableCommand({ TableName: name }));
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    for (const store of stores) await store.close();
  });

  const create = (name: string, keys: readonly [string, string]) =>
    admin.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, position) => ({
          AttributeName,
          KeyType: position === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );

  it('is refused when its key is not ours', async () => {
    const name = nextTable();
    await create(name, ['account_email', 'folder_email_key']);
    const store = open(name);
    await expect(store.prepare(never)).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('account_email HASH S, folder_email_key RANGE S'),
    });
    await store.close();
  });

  it('is refused when it holds rows of something else under the same key names', async () => {
    const name = nextTable();
    await create(name, ['pk', 'sk']);
    const store = open(name);
    await waitUntilActive(name);
    await admin.send(new PutItemCommand({ TableName: name, Item: { pk: { S: 'user#1' }, sk: { S: 'profile' } } }));
    await expect(store.prepare(never)).rejects.toMatchObject({ code: 'dynamodb.foreign-table', kind: 'configuration' });
    await store.close();
  });

  it('is adopted when it was made empty beforehand', async () => {
    const name = nextTable();
    await create(name, ['pk', 'sk']);
    const store = open(name);
    await store.prepare(never);
    await store.prepare(never);
    await store.close();
  });

  it('that disappears during a run is a configuration failure, not an empty answer', async () => {
    const name = nextTable();
    const store = open(name);
    await store.prepare(never);
    await admin.send(new DeleteTableCommand({ TableName: name }));
    await waitUntilGone(name);
    await expect(store.view({ address: 'a@b.c', store: 'primary' }).readFolders()).rejects.toMatchObject({
      kind: 'configuration',
    });
    await store.close();
  });

  async function waitUntilActive(TableName: string): Promise<void> {
    for (;;) {
      const { Table } = await admin.send(new DescribeTableCommand({ TableName }));
      if (Table?.TableStatus === 'ACTIVE') return;
    }
  }

  async function waitUntilGone(TableName: string): Promise<void> {
    for (;;) {
      try {
        await admin.send(new DescribeTableCommand({ TableName }));
      } catch {
        return;
      }
    }
  }
});

// Only the stand-in is busy on demand.
if (external === undefined) {
  describe('a busy table', () => {
    it('is asked again, and what was asked for arrives', async () => {
      const store = open(nextTable());
      await store.prepare(never);
      standIn?.faults.add({
        operation: 'TransactWriteItems',
        times: 2,
        effect: { kind: 'error', status: 400, type: 'ProvisionedThroughputExceededException' },
      });
      const state = await openLeased(store, { address: 'a@b.c', store: 'primary' });
      await state.write([{ kind: 'put-orphan', documentId: 'd' }]);
      expect(events.filter(({ type }) => type === 'retrying')).toHaveLength(2);
      await store.close();
    });

    it('that stays busy is a failure, never an empty answer', async () => {
      const store = open(nextTable());
      await store.prepare(never);
      standIn?.faults.add({
        operation: 'BatchGetItem',
        effect: { kind: 'error', status: 500, type: 'InternalServerError' },
      });
      await expect(store.view({ address: 'a@b.c', store: 'primary' }).readMailbox()).rejects.toMatchObject({
        kind: 'transient',
      });
      await store.close();
    });
  });
}

describe('the shared sync job', () => {
  const source = { applicationId: 'a', indexId: 'i', dataSourceId: 'd' };
  const job = (version: number) =>
    ({ version, state: 'running', executionId: 'e', changedBy: 'w', changedAt: 1 }) as const;

  it('changes only for the worker that saw its latest version', async () => {
    const store = open(nextTable());
    await store.prepare(never);
    const jobs = store.syncJobs(source);
    expect(await Promise.all([jobs.replaceJob(undefined, job(1)), jobs.replaceJob(undefined, job(1))])).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(await jobs.replaceJob(7, job(8))).toBe(false);
    expect(await jobs.replaceJob(1, job(2))).toBe(true);
    expect(await jobs.readJob()).toEqual(job(2));
    expect(await jobs.removeJob(1)).toBe(false);
    expect(await jobs.removeJob(2)).toBe(true);
    expect(await jobs.readJob()).toBeUndefined();
    await store.close();
  });

  it('knows its participants', async () => {
    const store = open(nextTable());
    await store.prepare(never);
    const jobs = store.syncJobs(source);
    await jobs.putParticipant({ id: 'worker-0', beat: 1, seenAt: 1_000 });
    await jobs.putParticipant({ id: 'worker-1', beat: 1, seenAt: 1_000 });
    await jobs.putParticipant({ id: 'worker-0', beat: 2, seenAt: 1_000 });
    await jobs.removeParticipant('worker-1');
    expect(await jobs.listParticipants()).toEqual([{ id: 'worker-0', beat: 2, seenAt: 1_000 }]);
    await store.close();
  });
});
