import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordIndex } from '../support/index-record.ts';
import { recordedBodies } from '../support/recorded-bodies.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const minute = 60_000;
let sandbox: Sandbox;
const processes: WorkerProcess[] = [];

const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  // A killed worker's mailboxes are taken over as soon as settings allow.
  const worker = startWorkerProcess(args, { LEASE_SECONDS: '5', ...sandbox.environment(), ...environment });
  processes.push(worker);
  return worker;
};

const startMail = async (messages: number, mailboxes = 2) => {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes, messages });
  sandbox = await startSandbox({ world, api: 'ews', exchange: recordedBodies() });
  await sandbox.writeParameters();
};

/** The index without times. */
const indexContents = () =>
  [...sandbox.qbusiness.documents.all()]
    .map(({ id, title, content, attributes }) => ({
      id,
      title,
      text: Buffer.from(content).toString('base64'),
      attributes: [...attributes].sort(([one], [other]) => (one < other ? -1 : 1)),
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));

const jobStatuses = () => sandbox.qbusiness.jobs.all().map(sandbox.qbusiness.jobs.statusOf);

afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ ended }) => ended));
  processes.length = 0;
  await sandbox.close();
});

describe('a worker that cannot work', () => {
  beforeEach(() => startMail(5));

  it.each<[string, Record<string, string>, string, number]>([
    ['a wrong secret', { 'exchange-client-secret': 'wrong' }, 'EXCHANGE_CLIENT_SECRET', 1],
    ['an unknown tenant', { 'exchange-tenant-id': 'nowhere.example' }, 'EXCHANGE_TENANT_ID', 1],
    ['Exchange out of reach', { 'exchange-ews-url': 'http://127.0.0.1:9/EWS/Exchange.asmx' }, 'EXCHANGE_EWS_URL', 1],
    ['an unknown index', { 'qbusiness-index-id': 'f'.repeat(36) }, 'QBUSINESS_INDEX_ID', 1],
    [
      'an address that is none',
      { 'exchange-primary-smtp-address': 'ann' },
      'number 1, "a…" (3 characters): there is no @ in it',
      2,
    ],
  ])(
    'because of %s says so and ends',
    async (_, parameters, expected, exitCode) => {
      await sandbox.writeParameters(parameters);
      const worker = start(['--once']);
      expect(await worker.ended).toBe(exitCode);
      expect(worker.output()).toContain(expected);
      // Said once, whatever the number of mailboxes.
      expect(
        worker
          .output()
          .split('\n')
          .filter((line) => line.includes(expected)),
      ).toHaveLength(1);
      expect(worker.output()).not.toMatch(/"level":"warn"/);
      expect(worker.output()).not.toContain('sandbox-client-secret');
      expect([...sandbox.qbusiness.documents.all()]).toEqual([]);
    },
    minute,
  );

  it(
    'because Exchange takes connections and stays silent says so within a minute, for a single mailbox too',
    async () => {
      const silent = createServer(() => {}).listen(0);
      const { port } = silent.address() as AddressInfo;
      await sandbox.writeParameters({
        'exchange-ews-url': `http://127.0.0.1:${port}/EWS/Exchange.asmx`,
        'exchange-primary-smtp-address': 'anna.arendt@contoso.example',
      });
      const worker = start([]);
      const { healthPort } = await worker.line(({ message }) => message === 'worker started');
      await worker.line(({ level, message }) => level === 'error' && String(message).includes('EXCHANGE_EWS_URL'));
      await worker.line(({ message }) => message === 'next run');
      expect((await fetch(`http://127.0.0.1:${healthPort}/health`)).status).toBe(503);
      worker.child.kill('SIGKILL');
      silent.close();
    },
    minute,
  );

  it(
    'because of missing parameters names all of them at once',
    async () => {
      const worker = start(['--once'], { ENVIRONMENT: 'empty' });
      expect(await worker.ended).toBe(2);
      for (const name of ['EXCHANGE_CLIENT_ID', 'QBUSINESS_INDEX_ID', 'EXCHANGE_PRIMARY_SMTP_ADDRESS']) {
        expect(worker.output()).toContain(`${name} is not set`);
      }
      expect(worker.output()).toContain('/exchange-connector/empty/exchange-client-id');
    },
    minute,
  );

  it(
    'because the table is something else leaves it alone',
    async () => {
      const endpoint = sandbox.dynamodb.url;
      const client = new DynamoDBClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      });
      await client.send(
        new CreateTableCommand({
          TableName: 'orders',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'order_id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'order_id', KeyType: 'HASH' }],
        }),
      );
      client.destroy();
      const worker = start(['--once'], { DYNAMODB_TABLE_NAME: 'orders' });
      expect(await worker.ended).toBe(1);
      expect(worker.output()).toContain('orders is not a state table of this connector');
    },
    minute,
  );

  it(
    'because its port is taken ends before it begins',
    async () => {
      const server = createServer().listen(0);
      const { port } = server.address() as AddressInfo;
      const worker = start(['--once'], { HEALTH_PORT: String(port) });
      expect(await worker.ended).toBe(2);
      expect(worker.output()).toContain(`HEALTH_PORT is ${port}, which is in use`);
      server.close();
    },
    minute,
  );

  it.each(['sometimes', '--twice'])(
    'because of the argument %s says what is allowed',
    async (argument) => {
      const worker = start([argument]);
      expect(await worker.ended).toBe(2);
      expect(worker.output()).toContain('--help');
    },
    minute,
  );

  it(
    'in continuous mode stays up, unhealthy, and says why',
    async () => {
      await sandbox.writeParameters({ 'exchange-client-secret': 'wrong' });
      const worker = start([]);
      const { healthPort } = await worker.line(({ message }) => message === 'worker started');
      await worker.line(({ message }) => message === 'next run');
      const response = await fetch(`http://127.0.0.1:${healthPort}/health`);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ reason: 'entra.AADSTS7000215', restartHelps: false });
    },
    minute,
  );
});

describe('a worker that runs', () => {
  it(
    'goes on when nobody reads its log any more',
    async () => {
      await startMail(5);
      const worker = start(['--once']);
      await worker.line(({ message }) => message === 'worker started');
      worker.child.stdout?.destroy();
      worker.child.stderr?.destroy();
      expect(await worker.ended).toBe(0);
      expect(jobStatuses()).toEqual(['SUCCEEDED']);
    },
    minute,
  );

  it(
    'answers for its health and tells what it does, without addresses',
    async () => {
      await startMail(20);
      const worker = start([]);
      const { healthPort } = await worker.line(({ message }) => message === 'worker started');
      await worker.line(({ message }) => message === 'run finished');
      await worker.line(({ message }) => message === 'next run');
      const url = `http://127.0.0.1:${healthPort}`;
      expect((await fetch(`${url}/health`)).status).toBe(200);
      const status = (await (await fetch(`${url}/status`)).json()) as Record<string, unknown>;
      expect(status).toMatchObject({
        version: '0.1.0',
        container: { index: 0, total: 1 },
        idle: false,
        running: false,
        lastRun: { outcome: 'complete', mode: 'delta' },
        counts: { indexed: 50, failed: 0 },
      });
      expect(JSON.stringify(status)).not.toContain('anna.arendt');
      expect(worker.output()).not.toContain('anna.arendt');
      expect((await fetch(`${url}/nothing`)).status).toBe(404);
      worker.child.kill('SIGTERM');
      expect(await worker.ended).toBe(0);
    },
    minute,
  );

  it(
    'stays healthy without a share of the mailboxes',
    async () => {
      await startMail(5);
      const worker = start([], { CONTAINER_INDEX: '2', TOTAL_CONTAINERS: '3' });
      const { healthPort } = await worker.line(({ message }) => message === 'worker started');
      await worker.line(({ message }) => String(message).startsWith('idle'));
      await worker.line(({ message }) => message === 'next run');
      expect((await fetch(`http://127.0.0.1:${healthPort}/health`)).status).toBe(200);
    },
    minute,
  );

  it(
    'that is killed in the middle of its first sync and started again ends with the index of an undisturbed run',
    async () => {
      await startMail(150);
      const undisturbed = start(['--once']);
      expect(await undisturbed.ended).toBe(0);
      const expected = indexContents();
      await sandbox.close();

      await startMail(150);
      const killed = start(['--once']);
      await recordIndex(sandbox.qbusiness.documents).reached(41);
      killed.child.kill('SIGKILL');
      await killed.ended;
      const documents = [...sandbox.qbusiness.documents.all()].length;
      expect(documents).toBeLessThan(expected.length);

      const again = start(['--once']);
      expect(await again.ended).toBe(0);
      expect(indexContents()).toEqual(expected);
      expect(jobStatuses()).toEqual(['SUCCEEDED']);
    },
    2 * minute,
  );

  it(
    'that is asked to stop finishes its pages, leaves the sync job in order and goes on there next time',
    async () => {
      await startMail(150);
      const worker = start([]);
      await recordIndex(sandbox.qbusiness.documents).reached(21);
      worker.child.kill('SIGTERM');
      expect(await worker.ended).toBe(0);
      expect(jobStatuses()).toEqual(['SUCCEEDED']);

      const next = start(['--once']);
      expect(await next.ended).toBe(0);
      const undisturbed = indexContents();
      expect(undisturbed.length).toBeGreaterThan(300);
    },
    minute,
  );

  it(
    'that is stopped by a signal during --once says that it was not complete',
    async () => {
      await startMail(150);
      const worker = start(['--once']);
      await recordIndex(sandbox.qbusiness.documents).reached(21);
      worker.child.kill('SIGINT');
      expect(await worker.ended).toBe(3);
    },
    minute,
  );

  it(
    'lists what it could not index',
    async () => {
      await startMail(10);
      const [mailbox] = sandbox.world.mailboxes;
      const item = mailbox?.primary.wellKnown('inbox')?.itemsBelow(undefined, 1)[0];
      sandbox.exchange.faults.add({
        operation: 'Item',
        target: item?.id ?? '',
        effect: { kind: 'item-error', code: 'ErrorCorruptData' },
      });
      expect(await start(['--once']).ended).toBe(0);
      const listed = start(['failures', '--json']);
      await listed.ended;
      const { failures } = JSON.parse(listed.output()) as { failures: object[] };
      expect(failures).toEqual([expect.objectContaining({ code: 'ErrorCorruptData', permanent: true, attempts: 1 })]);
    },
    minute,
  );
});

it(
  'a worker that reads more mailboxes at a time than Node expects listeners of anything warns of no leak',
  async () => {
    await startMail(10, 16);
    const worker = start(['--once'], {
      MAX_WORKER_THREADS: '16',
      PROCESS_ARCHIVE_MAILBOX: 'false',
      NODE_NO_WARNINGS: '',
    });
    expect(await worker.ended).toBe(0);
    expect(worker.output()).not.toContain('MaxListeners');
  },
  minute,
);
