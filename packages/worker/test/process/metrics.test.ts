import {
  createWorld,
  type ExchangeStandIn,
  populate,
  type Sandbox,
  startExchange,
  startSandbox,
} from '@connector/sandbox';
import { logFields, type MetricDefinition, metricsTable } from '@connector/shared';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reportMs } from '../../src/runtime/metrics/start-metrics.ts';
import { type EmfMetric, emfDocuments, emfMetrics, emfProblems } from '../support/emf.ts';
import { type InProcessWorker, startWorkerInProcess } from '../support/worker-in-process.ts';

/**
 * The real sync thread over the stand-ins, under a worker whose clock belongs to the test: no minute is waited for. A
 * service account instead of Entra ID, whose certificate authority only a new process can be made to trust.
 */
const threadFile = new URL('../../dist/sync-thread.mjs', import.meta.url);
const account = { username: 'svc', password: 'pass' };
const before = { ...process.env };
let sandbox: Sandbox;
let exchange: ExchangeStandIn;
let worker: InProcessWorker;

beforeEach(async () => {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes: 2, messages: 15 });
  sandbox = await startSandbox({ world, api: 'ews' });
  await sandbox.writeParameters();
  exchange = await startExchange({ world, authentication: { basic: account } });
});

afterEach(async () => {
  await worker.close();
  await exchange.close();
  await sandbox.close();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

function start(env: Record<string, string>): InProcessWorker {
  // The AWS SDK reads the environment of the process, and so does the sync thread.
  Object.assign(process.env, sandbox.environment());
  const signIn = {
    EXCHANGE_AUTH: 'basic',
    EXCHANGE_USERNAME: account.username,
    EXCHANGE_PASSWORD: account.password,
    EXCHANGE_EWS_URL: exchange.ewsUrl,
  };
  worker = startWorkerInProcess({ thread: threadFile, env: { ...sandbox.environment(), ...signIn, ...env } });
  return worker;
}

/** One message that Exchange cannot give out, and one answer that asks to wait. */
function breakSome(): void {
  exchange.faults.add({ operation: 'Item', times: 1, effect: { kind: 'item-error', code: 'ErrorCorruptData' } });
  exchange.faults.add({
    operation: 'SyncFolderItems',
    times: 1,
    effect: { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 200 },
  });
}

/** Everything that the worker reported up to a minute after its first run. */
async function reported(): Promise<readonly EmfMetric[]> {
  await worker.output.line(({ message }) => message === 'next run');
  worker.clock.advance(reportMs);
  const lines = emfDocuments(worker.output.text());
  expect(lines.flatMap((line) => emfProblems(line, worker.clock.now()))).toEqual([]);
  return lines.flatMap(emfMetrics);
}

describe('a worker with METRICS=emf', () => {
  it('reports every metric of the contract and no other, and names mailbox and cause where the dashboard looks', async () => {
    breakSome();
    start({ METRICS: 'emf' });
    const metrics = await reported();
    const names = [...new Set(metrics.map(({ name }) => name))].sort();
    expect(names).toEqual(
      Object.values<MetricDefinition>(metricsTable)
        .map(({ name }) => name)
        .sort(),
    );
    const sum = (key: keyof typeof metricsTable) =>
      metrics
        .filter(({ name, dimensions }) => name === metricsTable[key].name && Object.keys(dimensions).length === 1)
        .flatMap(({ values }) => values)
        .reduce((total, value) => total + value, 0);
    expect(sum('documentsPut')).toBe([...sandbox.qbusiness.documents.all()].length);
    expect(sum('messagesFailed')).toBe(1);
    expect(sum('workersUp')).toBe(1);
    expect(sum('indexDocuments')).toBe([...sandbox.qbusiness.documents.all()].length);
    expect(metrics.flatMap(({ dimensions }) => Object.values(dimensions))).toEqual(
      expect.arrayContaining(['sandbox', 'ErrorCorruptData', 'exchange', 'qbusiness', 'dynamodb', 'GetItem']),
    );
    const failed = await worker.output.line(({ message }) => String(message).startsWith('an item failed'));
    const { level, cause, mailbox, store } = logFields;
    expect(failed).toMatchObject({ [level]: 'warn', [cause]: 'ErrorCorruptData', [store]: 'primary' });
    expect(failed[mailbox]).toMatch(/^..…@.+#[0-9a-f]{6}$/u);
  });
});
