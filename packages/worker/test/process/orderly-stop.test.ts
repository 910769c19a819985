import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import {
  createWorld,
  type ExchangeStandIn,
  populate,
  type Sandbox,
  startExchange,
  startSandbox,
} from '@connector/sandbox';
import { afterEach, describe, expect, it } from '@jest/globals';
import { drainMs } from '../../src/runtime/shutdown.ts';
import { type InProcessWorker, startWorkerInProcess } from '../support/worker-in-process.ts';

/**
 * The real sync thread, as it is bundled, under a worker whose clock and signals belong to the test: no bound is waited for.
 * A service account instead of Entra ID, whose certificate authority only a new process can be made to trust.
 */
const threadFile = new URL('../../dist/sync-thread.mjs', import.meta.url);
const account = { username: 'svc', password: 'pass' };
const before = { ...process.env };
let sandbox: Sandbox;
let exchange: ExchangeStandIn;
let bodies: string[];
let worker: InProcessWorker;
let silent: Server | undefined;

async function startMail(mailboxes: number, latencyMs = 0): Promise<void> {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes, messages: 5 });
  sandbox = await startSandbox({ world, api: 'ews' });
  await sandbox.writeParameters();
  bodies = [];
  exchange = await startExchange({
    world,
    authentication: { basic: account },
    latencyMs,
    onExchange: ({ request }) => bodies.push(request),
  });
}

function start({ once = false, env = {} }: { once?: boolean; env?: Record<string, string> } = {}): InProcessWorker {
  // The AWS SDK reads the environment of the process, and so does the sync thread.
  Object.assign(process.env, sandbox.environment());
  const signIn = {
    EXCHANGE_AUTH: 'basic',
    EXCHANGE_USERNAME: account.username,
    EXCHANGE_PASSWORD: account.password,
    EXCHANGE_EWS_URL: exchange.ewsUrl,
    LOG_LEVEL: 'debug',
  };
  worker = startWorkerInProcess({ once, thread: threadFile, env: { ...sandbox.environment(), ...signIn, ...env } });
  return worker;
}

/** Waits for a condition, looking again whenever the event loop comes round. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Asks to stop, and lets the time for pages in flight pass. */
async function stopAfterDrain(): Promise<number> {
  worker.signal();
  worker.clock.advance(drainMs);
  return worker.ended;
}

afterEach(async () => {
  await worker.close();
  silent?.close();
  silent = undefined;
  await exchange.close();
  await sandbox.close();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

describe('a worker that is asked to stop', () => {
  it('while a call hangs gives the call up after a minute, leaves the sync job in order and ends with 0', async () => {
    await startMail(1);
    exchange.faults.add({ operation: 'GetItem', effect: { kind: 'hang' } });
    start();
    await until(() => (exchange.calls.counts()['GetItem'] ?? 0) > 0);
    expect(await stopAfterDrain()).toBe(0);
    expect(sandbox.qbusiness.jobs.all().map(sandbox.qbusiness.jobs.statusOf)).not.toContain('SYNCING');
  });

  it('while it waits before it tries again wakes up and ends with 0', async () => {
    await startMail(1);
    exchange.faults.add({
      operation: 'GetItem',
      effect: { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 30_000 },
    });
    start();
    await worker.output.line(({ message }) => message === 'retrying');
    expect(await stopAfterDrain()).toBe(0);
  });

  it('while a token is asked for gives that up and ends with 0', async () => {
    await startMail(1);
    const server = createServer();
    silent = server;
    const asked = new Promise<void>((resolve) => server.once('connection', () => resolve()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const authority = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    start({ env: { EXCHANGE_AUTH: 'entra', EXCHANGE_AUTHORITY_URL: authority } });
    await asked;
    expect(await stopAfterDrain()).toBe(0);
  });
});

describe('mailboxes', () => {
  /** Mailboxes in the order of calls, each row of calls for the same one counted once. */
  const rows = () =>
    bodies
      .map((body) => /<t:(?:PrimarySmtpAddress|SmtpAddress)>([^<]+)</.exec(body)?.[1] ?? '')
      .filter((address, position, all) => address !== all[position - 1]);

  it('are read one at a time with ENABLE_THREADING=false', async () => {
    await startMail(3);
    start({ once: true, env: { ENABLE_THREADING: 'false' } });
    expect(await worker.ended).toBe(0);
    expect(rows()).toEqual(sandbox.world.addresses);
  });

  it('are read side by side otherwise', async () => {
    await startMail(3, 5);
    start({ once: true, env: { ENABLE_THREADING: 'true' } });
    expect(await worker.ended).toBe(0);
    expect(rows().length).toBeGreaterThan(3);
  });
});
