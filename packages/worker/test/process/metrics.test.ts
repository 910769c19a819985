import { logFields, type MetricDefinition, metricsTable } from '@connector/shared';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reportMs } from '../../src/runtime/metrics/start-metrics.ts';
import { type EmfMetric, emfDocuments, emfMetrics, emfProblems } from '../support/emf.ts';
import type { InProcessWorker } from '../support/worker-in-process.ts';
import { type WorkerOverMail, workerOverMail } from '../support/worker-over-mail.ts';

let mail: WorkerOverMail;
let worker: InProcessWorker;

beforeEach(async () => {
  mail = await workerOverMail({ mailboxes: 2, messages: 15 });
});
afterEach(() => mail.close());

/** One message that Exchange cannot give out, and one answer that asks to wait. */
function breakSome(): void {
  mail.exchange.faults.add({ operation: 'Item', times: 1, effect: { kind: 'item-error', code: 'ErrorCorruptData' } });
  mail.exchange.faults.add({
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
    worker = mail.start({ env: { METRICS: 'emf' } });
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
    expect(sum('documentsPut')).toBe([...mail.sandbox.qbusiness.documents.all()].length);
    expect(sum('messagesFailed')).toBe(1);
    expect(sum('workersUp')).toBe(1);
    expect(sum('indexDocuments')).toBe([...mail.sandbox.qbusiness.documents.all()].length);
    expect(metrics.flatMap(({ dimensions }) => Object.values(dimensions))).toEqual(
      expect.arrayContaining(['sandbox', 'ErrorCorruptData', 'exchange', 'qbusiness', 'dynamodb', 'GetItem']),
    );
    const failed = await worker.output.line(({ message }) => String(message).startsWith('an item failed'));
    const { level, cause, mailbox, store } = logFields;
    expect(failed).toMatchObject({ [level]: 'warn', [cause]: 'ErrorCorruptData', [store]: 'primary' });
    expect(failed[mailbox]).toMatch(/^..…@.+#[0-9a-f]{6}$/u);
  });
});
