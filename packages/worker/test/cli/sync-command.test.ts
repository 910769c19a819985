import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { abortMs, drainMs } from '../../src/runtime/shutdown.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { emfDocuments, emfProblems } from '../support/emf.ts';
import { type InProcessWorker, startWorkerInProcess, type ThreadFile } from '../support/worker-in-process.ts';

const minute = 60_000;
const hour = 60 * minute;
const id = (letter: string) => letter.repeat(36);
const settings = {
  PARAMETER_STORE_PREFIX: 'none',
  HEALTH_PORT: '0',
  EXCHANGE_CLIENT_ID: 'client',
  EXCHANGE_TENANT_ID: 'contoso.com',
  EXCHANGE_CLIENT_SECRET: 'very-secret',
  EXCHANGE_PRIMARY_SMTP_ADDRESS: 'alice.smith@contoso.com,bob.builder@contoso.com',
  QBUSINESS_APPLICATION_ID: id('a'),
  QBUSINESS_INDEX_ID: id('b'),
  QBUSINESS_DATASOURCE_ID: id('c'),
};

const workers: InProcessWorker[] = [];
const servers: Server[] = [];

function start(
  thread: ThreadFile,
  options: { env?: Record<string, string>; once?: boolean; mode?: 'delta' | 'full' } = {},
): InProcessWorker {
  const worker = startWorkerInProcess({ ...options, thread, env: { ...settings, ...options.env } });
  workers.push(worker);
  return worker;
}

/** Lets everything that waits for a settled promise go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const logged = (worker: InProcessWorker, message: string) => worker.output.line((line) => line['message'] === message);
const times = (worker: InProcessWorker, message: string) =>
  worker.output.text().split(`"message":"${message}"`).length - 1;

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  workers.length = 0;
  for (const server of servers) server.close().closeAllConnections();
  servers.length = 0;
});

describe('a worker whose sync thread is blocked', () => {
  it('answers for its health at once, and is unwell when the thread has been silent for a minute', async () => {
    const worker = start('blocking');
    await logged(worker, 'run started');
    expect(await worker.ask('/health')).toMatchObject({ status: 200, body: { status: 'healthy' } });
    worker.clock.advance(minute);
    expect(await worker.ask('/health')).toMatchObject({ status: 200 });
    worker.clock.advance(1);
    expect(await worker.ask('/health')).toMatchObject({ status: 503, body: { reason: 'the sync thread is stuck' } });
  });

  it('shows the mailboxes that wait, without their addresses', async () => {
    const worker = start('blocking');
    await logged(worker, 'run started');
    const { body } = await worker.ask('/status');
    expect(body).toMatchObject({ running: true, nextRunAt: null, nextRunReason: null });
    expect(body['mailboxes']).toMatchObject([{ phase: 'waiting' }, { phase: 'waiting' }]);
    expect(JSON.stringify(body)).not.toMatch(/smith|builder|very-secret/);
  });

  it('drains on a signal, is unwell meanwhile, and ends with exit code 0 when all patience is used up', async () => {
    const worker = start('blocking');
    await logged(worker, 'run started');
    worker.signal();
    expect(await worker.ask('/health')).toMatchObject({ status: 503, body: { reason: 'draining' } });
    worker.clock.advance(drainMs);
    await settle();
    worker.clock.advance(abortMs);
    expect(await worker.ended).toBe(0);
    expect(worker.exits).toEqual([]);
  });

  it('with --once says that it was stopped before it was complete', async () => {
    const worker = start('blocking', { once: true });
    await logged(worker, 'run started');
    worker.signal('SIGINT');
    worker.clock.advance(drainMs);
    await settle();
    worker.clock.advance(abortMs);
    expect(await worker.ended).toBe(3);
  });

  it('ends at once on a second signal', async () => {
    const worker = start('blocking');
    await logged(worker, 'run started');
    worker.signal();
    worker.signal();
    expect(worker.exits).toEqual([3]);
  });
});

describe('a worker whose sync thread dies', () => {
  it.each([true, false])('ends with exit code 1 and says why (--once: %s)', async (once) => {
    const worker = start('dying', { once });
    expect(await worker.ended).toBe(1);
    expect(worker.output.text()).toContain('the sync thread ended unexpectedly: Error: out of memory');
  });
});

describe('a worker that runs again and again', () => {
  it('waits for the interval after a complete run', async () => {
    const worker = start('scripted');
    expect(await logged(worker, 'next run')).toMatchObject({ reason: 'interval', at: '2026-01-02T00:00:00.000Z' });
    expect((await worker.ask('/status')).body).toMatchObject({
      nextRunAt: '2026-01-02T00:00:00.000Z',
      nextRunReason: 'interval',
    });
    worker.clock.advance(24 * hour);
    await worker.output.line(() => times(worker, 'run finished') === 2);
  });

  it('comes back after an incomplete run as the service advised, then after twice as long, and says so', async () => {
    const worker = start('scripted', { env: { EXCHANGE_PRIMARY_SMTP_ADDRESS: 'incomplete@contoso.com' } });
    expect(await logged(worker, 'next run')).toMatchObject({ reason: 'incomplete', at: '2026-01-01T00:20:00.000Z' });
    expect((await worker.ask('/status')).body).toMatchObject({ nextRunReason: 'incomplete' });
    expect((await worker.ask('/health')).status).toBe(200);
    worker.clock.advance(20 * minute);
    const second = await worker.output.line(
      ({ message, at }) => message === 'next run' && at !== '2026-01-01T00:20:00.000Z',
    );
    expect(second['at']).toBe('2026-01-01T01:00:00.000Z');
  });

  it('ends with exit code 0 when a signal finds it waiting', async () => {
    const worker = start('scripted');
    await logged(worker, 'next run');
    worker.signal();
    expect(await worker.ended).toBe(0);
  });

  it.each([
    ['delta', undefined, 'delta'],
    ['full', undefined, 'full'],
    ['delta', 'full', 'full'],
    ['full', 'delta', 'delta'],
  ] as const)('with SYNC_MODE=%s and the argument %s does a %s sync', async (setting, mode, expected) => {
    const worker = start('scripted', { once: true, env: { SYNC_MODE: setting }, ...(mode ? { mode } : {}) });
    expect(await worker.ended).toBe(0);
    expect(await logged(worker, 'run finished')).toMatchObject({ mode: expected });
  });
});

describe('metrics', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['are off', {}, false],
    ['are written as lines of their own with METRICS=emf', { METRICS: 'emf' }, true],
  ])('%s', async (_, env, expected) => {
    const worker = start('scripted', { env });
    await logged(worker, 'next run');
    worker.clock.advance(minute);
    const lines = emfDocuments(worker.output.text());
    expect(lines.length > 0).toBe(expected);
    expect(lines.flatMap((line) => emfProblems(line, worker.clock.now()))).toEqual([]);
    worker.signal();
    await worker.ended;
    expect(worker.clock.repeating).toBe(0);
  });
});

describe('a signal while settings are read', () => {
  /** A Parameter Store without parameters that answers so many requests; then it keeps its callers waiting. */
  async function parameterStore({ answers }: { answers: number }): Promise<{ waiting: Promise<void> }> {
    let requests = 0;
    let begin = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const server = createServer((_, response) => {
      requests += 1;
      if (requests > answers) begin();
      else response.setHeader('content-type', 'application/x-amz-json-1.1').end('{"Parameters":[]}');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    useAwsEndpoint('SSM', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return { waiting };
  }

  it.each([
    [false, 0],
    [true, 3],
  ])('for the first time ends the worker at once (--once: %s, exit code %s)', async (once, exitCode) => {
    const { waiting } = await parameterStore({ answers: 0 });
    const worker = start('scripted', { once, env: { PARAMETER_STORE_PREFIX: '/x' } });
    await waiting;
    worker.signal();
    expect(await worker.ended).toBe(exitCode);
  });

  it('before a further run ends the worker at once, and no run is begun', async () => {
    const { waiting } = await parameterStore({ answers: 1 });
    const worker = start('scripted', { env: { PARAMETER_STORE_PREFIX: '/x' } });
    await logged(worker, 'next run');
    worker.clock.advance(24 * hour);
    await waiting;
    worker.signal();
    expect(await worker.ended).toBe(0);
    expect(times(worker, 'run started')).toBe(1);
  });
});

describe('settings that are wrong', () => {
  it('are all named at once, however many they are, and nothing is started', async () => {
    const wrong = {
      CONTAINER_INDEX: '-1',
      SYNC_MODE: 'sometimes',
      SYNC_INTERVAL_HOURS: '0',
      ENABLE_THREADING: 'maybe',
      MAX_WORKER_THREADS: '0',
      DOCUMENT_BATCH_SIZE: '50',
      HEALTH_PORT: '65536',
      LOG_LEVEL: 'loud',
      EXCHANGE_AUTH: 'magic',
      EXCHANGE_EWS_URL: 'ftp://x',
      EXCHANGE_PRIMARY_SMTP_ADDRESS: 'ann',
      QBUSINESS_APPLICATION_ID: 'short',
      QBUSINESS_INDEX_ID: 'short',
      QBUSINESS_DATASOURCE_ID: 'short',
    };
    const worker = start('blocking', { env: wrong });
    const error = await worker.ended.catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ kind: 'configuration' });
    for (const name of Object.keys(wrong)) expect(String(error)).toContain(`${name} is `);
    expect(worker.output.text()).toBe('');
  });
});
