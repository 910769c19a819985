import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { drainMs } from '../../src/runtime/shutdown.ts';
import type { InProcessWorker } from '../support/worker-in-process.ts';
import { type WorkerOverMail, workerOverMail } from '../support/worker-over-mail.ts';

let mail: WorkerOverMail;
let bodies: string[];
let worker: InProcessWorker;
let silent: Server | undefined;

async function startMail(mailboxes: number, latencyMs = 0): Promise<void> {
  bodies = [];
  const onExchange = ({ request }: { readonly request: string }) => bodies.push(request);
  mail = await workerOverMail({ mailboxes, messages: 5, latencyMs, onExchange });
}

function start({ env = {}, ...options }: Parameters<WorkerOverMail['start']>[0] = {}): void {
  worker = mail.start({ ...options, env: { LOG_LEVEL: 'debug', ...env } });
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
  await mail.close();
  silent?.close();
  silent = undefined;
});

describe('a worker that is asked to stop', () => {
  it('while a call hangs gives the call up after a minute, leaves the sync job in order and ends with 0', async () => {
    await startMail(1);
    mail.exchange.faults.add({ operation: 'GetItem', effect: { kind: 'hang' } });
    start();
    await until(() => (mail.exchange.calls.counts()['GetItem'] ?? 0) > 0);
    expect(await stopAfterDrain()).toBe(0);
    expect(mail.sandbox.qbusiness.jobs.all().map(mail.sandbox.qbusiness.jobs.statusOf)).not.toContain('SYNCING');
  });

  it('while it waits before it tries again wakes up and ends with 0', async () => {
    await startMail(1);
    mail.exchange.faults.add({
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
    expect(rows()).toEqual(mail.sandbox.world.addresses);
  });

  it('are read side by side otherwise', async () => {
    await startMail(3, 5);
    start({ once: true, env: { ENABLE_THREADING: 'true' } });
    expect(await worker.ended).toBe(0);
    expect(rows().length).toBeGreaterThan(3);
  });
});
