import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openTable, type Table } from '../../src/dynamodb/client.ts';
import { createDynamoStore } from '../../src/dynamodb/index.ts';
import { ensureExtras } from '../../src/dynamodb/table-extras.ts';
import type { SyncEvent } from '../../src/sync/events.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';

const never = new AbortController().signal;
let server: Server;
let table: Table;

/** What operations answer at first, errors by name, one after the other; `always` stays. */
type Planned = Readonly<Record<string, readonly (string | object)[] | { readonly always: string }>>;

interface ControlPlane {
  readonly calls: string[];
  readonly on: { expiry: string | undefined; recovery: boolean };
  readonly warnings: () => readonly SyncEvent[];
  readonly slept: () => number;
}

/** The part of DynamoDB that switches expiry and backups, as AWS documents it. */
async function controlPlane(planned: Planned = {}, on: ControlPlane['on'] = { expiry: undefined, recovery: false }) {
  const calls: string[] = [];
  const left = new Map(Object.entries(planned).map(([name, list]) => [name, 'always' in list ? list : [...list]]));
  const answers: Readonly<Record<string, (body: Record<string, Record<string, string>>) => object | string>> = {
    DescribeTimeToLive: () => ({
      TimeToLiveDescription:
        on.expiry === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: on.expiry },
    }),
    UpdateTimeToLive: ({ TimeToLiveSpecification = {} }) => {
      if (on.expiry !== undefined) return 'ValidationException';
      on.expiry = TimeToLiveSpecification['AttributeName'];
      return { TimeToLiveSpecification };
    },
    DescribeContinuousBackups: () => ({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: on.recovery ? 'ENABLED' : 'DISABLED' },
      },
    }),
    UpdateContinuousBackups: () => {
      on.recovery = true;
      return {};
    },
  };
  server = createServer((request, response) => {
    void read(request).then((text) => {
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      calls.push(operation);
      const next = left.get(operation);
      const first = next === undefined ? undefined : 'always' in next ? next.always : next.shift();
      const answer = first ?? answers[operation]?.(JSON.parse(text)) ?? 'UnknownOperationException';
      response.writeHead(typeof answer === 'string' ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(typeof answer === 'string' ? { __type: `x#${answer}`, message: 'no' } : answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  useAwsEndpoint('DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const events: SyncEvent[] = [];
  const clock = createManualClock();
  table = openTable({ tableName: 't', clock, emit: (event) => events.push(event) });
  const warnings = () => events.filter(({ type }) => type === 'warning');
  return { calls, on, warnings, slept: () => clock.monotonic() } satisfies ControlPlane;
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('expiry and backups of the state table', () => {
  afterEach(() => {
    table.close();
    server.close().closeAllConnections();
  });

  it('are switched on where they are off', async () => {
    const plane = await controlPlane();
    await ensureExtras(table, never);
    expect(plane.on).toEqual({ expiry: 'expiresAt', recovery: true });
    expect(plane.warnings()).toEqual([]);
  });

  it('are left alone where they are on', async () => {
    const plane = await controlPlane({}, { expiry: 'expiresAt', recovery: true });
    await ensureExtras(table, never);
    expect(plane.calls).toEqual(['DescribeTimeToLive', 'DescribeContinuousBackups']);
  });

  it('are repaired one without the other', async () => {
    const plane = await controlPlane({}, { expiry: 'expiresAt', recovery: false });
    await ensureExtras(table, never);
    expect(plane.on.recovery).toBe(true);
    expect(plane.calls).not.toContain('UpdateTimeToLive');
  });

  it('are waited for while the service prepares the backups of a new table', async () => {
    const unavailable = Array.from({ length: 40 }, () => 'ContinuousBackupsUnavailableException');
    const plane = await controlPlane({ UpdateContinuousBackups: unavailable });
    await ensureExtras(table, never);
    expect(plane.on.recovery).toBe(true);
    expect(plane.warnings()).toEqual([]);
  });

  it('are not waited for without end: after about a minute there is a warning, and the next start tries again', async () => {
    const plane = await controlPlane({ UpdateContinuousBackups: { always: 'ContinuousBackupsUnavailableException' } });
    await ensureExtras(table, never);
    expect(plane.warnings()).toHaveLength(1);
    expect(plane.slept()).toBeGreaterThan(50_000);
    expect(plane.slept()).toBeLessThan(120_000);
  });

  it.each(['DescribeTimeToLive', 'UpdateTimeToLive', 'DescribeContinuousBackups'])(
    'are done without where the service does not know %s, and nothing is said',
    async (operation) => {
      const plane = await controlPlane({ [operation]: { always: 'UnknownOperationException' } });
      await ensureExtras(table, never);
      expect(plane.warnings()).toEqual([]);
    },
  );

  it('that may not be looked at are one warning that names both permissions', async () => {
    const always = 'AccessDeniedException';
    const plane = await controlPlane({ DescribeTimeToLive: { always }, DescribeContinuousBackups: { always } });
    await ensureExtras(table, never);
    expect(plane.warnings()).toHaveLength(1);
    const [warning] = plane.warnings();
    expect(warning).toMatchObject({ message: expect.stringContaining('dynamodb:DescribeTimeToLive') });
    expect(warning).toMatchObject({ message: expect.stringContaining('dynamodb:DescribeContinuousBackups') });
  });

  it('that another worker switched on in between are no reason for a warning', async () => {
    const stale = { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
    const plane = await controlPlane({ DescribeTimeToLive: [stale] }, { expiry: 'expiresAt', recovery: true });
    await ensureExtras(table, never);
    expect(plane.calls.slice(0, 3)).toEqual(['DescribeTimeToLive', 'UpdateTimeToLive', 'DescribeTimeToLive']);
    expect(plane.warnings()).toEqual([]);
  });

  it('by another attribute stay as they are, with a warning', async () => {
    const plane = await controlPlane({}, { expiry: 'ttl', recovery: true });
    await ensureExtras(table, never);
    expect(plane.on.expiry).toBe('ttl');
    expect(plane.warnings()).toHaveLength(1);
  });

  it('stop being waited for when the work is given up', async () => {
    await controlPlane();
    await expect(ensureExtras(table, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('preparing the table', () => {
  let standIn: DynamoDbStandIn;

  beforeEach(async () => {
    standIn = await startDynamoDb();
    useAwsEndpoint('DYNAMODB', standIn.url);
  });

  afterEach(() => standIn.close());

  const prepare = async (tableName: string) => {
    const store = createDynamoStore({ tableName, environment: 'test', clock: createManualClock(), emit: () => {} });
    await store.prepare(never).finally(() => store.close());
  };

  it('looks after expiry and backups at every start, not only when it creates the table', async () => {
    await prepare('ours');
    standIn.calls.reset();
    await prepare('ours');
    expect(standIn.calls.counts()).toMatchObject({ DescribeTimeToLive: 1, DescribeContinuousBackups: 1 });
  });

  it('switches nothing on a table that is not ours', async () => {
    await prepare('theirs');
    const client = new DynamoDBClient({});
    const Item = { pk: { S: 'schema' }, sk: { S: 'schema' }, product: { S: 'something else' } };
    await client.send(new PutItemCommand({ TableName: 'theirs', Item }));
    client.destroy();
    standIn.calls.reset();
    await expect(prepare('theirs')).rejects.toMatchObject({ code: 'dynamodb.foreign-table' });
    expect(Object.keys(standIn.calls.counts()).filter((name) => /TimeToLive|Backups/.test(name))).toEqual([]);
  });
});
