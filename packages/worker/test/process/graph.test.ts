import { createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordedBodies } from '../support/recorded-bodies.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const minute = 60_000;
let sandbox: Sandbox;
const processes: WorkerProcess[] = [];

const start = (args: readonly string[], environment: Readonly<Record<string, string>>) => {
  // Archives cannot be read through Microsoft Graph.
  const worker = startWorkerProcess(args, {
    PROCESS_ARCHIVE_MAILBOX: 'false',
    ...sandbox.environment(),
    ...environment,
  });
  processes.push(worker);
  return worker;
};

beforeEach(async () => {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes: 2, messages: 60 });
  sandbox = await startSandbox({ world, exchange: recordedBodies() });
  await sandbox.writeParameters();
});

afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ ended }) => ended));
  processes.length = 0;
  await sandbox.close();
});

const documents = () => [...sandbox.qbusiness.documents.all()].map(({ id }) => id).sort();
const called = (name: string) => sandbox.calls()[name] ?? 0;

describe('a worker that is switched to Microsoft Graph', () => {
  it(
    'finds its index as it should be, without a call to EWS',
    async () => {
      expect(await start(['--once'], { EXCHANGE_API: 'ews' }).ended).toBe(0);
      const before = documents();
      const puts = called('qbusiness.BatchPutDocument');
      const ews = Object.entries(sandbox.calls()).filter(([name]) => name.startsWith('exchange.'));
      const graph = { EXCHANGE_API: 'graph' };
      expect(await start(['--once'], graph).ended).toBe(0);
      expect(documents()).toEqual(before);
      expect(called('qbusiness.BatchPutDocument')).toBe(puts);
      expect(Object.entries(sandbox.calls()).filter(([name]) => name.startsWith('exchange.'))).toEqual(ews);
      expect(called('graph.MessagesDelta')).toBeGreaterThan(0);
      const doctor = start(['doctor', '--json'], graph);
      expect(await doctor.ended).toBe(0);
      const { checks } = JSON.parse(doctor.output()) as { checks: readonly { name: string; finding: string }[] };
      expect(checks.find(({ name }) => name === 'token for Microsoft Graph')?.finding).toContain('Mail.Read');
      expect(checks.map(({ name }) => name)).not.toContain('EWS in Exchange Online');
    },
    2 * minute,
  );
});
