import { compare, createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DoctorReport } from '../../src/cli/doctor/report.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const minute = 60_000;
let sandbox: Sandbox;

/** What is read through what is left to the worker. */
async function start(options: { readonly onPremises?: ReadonlySet<string> } = {}): Promise<void> {
  const world = await createWorld({ seed: 12 });
  populate(world, { mailboxes: 3, messages: 30 });
  sandbox = await startSandbox({ world, ...options });
  await sandbox.writeParameters();
}
afterEach(() => sandbox.close());

async function worker(...args: readonly string[]) {
  const child = startWorkerProcess(args, sandbox.environment());
  const exitCode = await child.ended;
  return { output: child.output(), exitCode };
}

async function doctor() {
  const { output, exitCode } = await worker('doctor', '--json');
  const { checks } = JSON.parse(output) as DoctorReport;
  return { exitCode, check: (name: string) => checks.find((each) => each.name === name) };
}

const expectIndexEqualsMailboxes = async () =>
  expect(await compare(sandbox, [])).toMatchObject({ missing: [], extra: [], leaked: [] });
const called = (name: string) => sandbox.calls()[name] ?? 0;

describe('a worker that is told nothing', () => {
  it(
    'reads mailboxes through Microsoft Graph, archives through EWS, and shows both in the doctor',
    async () => {
      await start();
      const archives = sandbox.world.mailboxes.filter(({ archive }) => archive !== undefined).length;
      expect(archives).toBeGreaterThan(0);
      expect((await worker('--once')).exitCode).toBe(0);
      await expectIndexEqualsMailboxes();
      expect(called('graph.FoldersDelta')).toBe(3);
      const { exitCode, check } = await doctor();
      expect(exitCode).toBe(0);
      expect(check('mailboxes')?.finding).toBe('3 of 3 could be read');
      expect(check('archives')?.finding).toBe('3 of 3 could be read');
    },
    2 * minute,
  );

  it(
    'goes on with mailboxes when the tenant blocks EWS, says until when it was to be had, and keeps what it has of archives',
    async () => {
      await start();
      await worker('--once');
      const held = [...sandbox.qbusiness.documents.all()].length;
      sandbox.exchange.faults.add({ effect: { kind: 'http', status: 403 } });
      const blocked = await worker('--once');
      expect(blocked.exitCode).toBe(1);
      expect(blocked.output).toMatch(/http\.403.*1 April 2027.*PROCESS_ARCHIVE_MAILBOX/);
      expect(blocked.output).not.toContain('every mailbox of this worker was refused');
      expect([...sandbox.qbusiness.documents.all()]).toHaveLength(held);
      const { exitCode, check } = await doctor();
      expect(exitCode).toBe(1);
      expect(check('mailboxes')).toMatchObject({ status: 'pass' });
      expect(check('EWS in Exchange Online')).toMatchObject({
        status: 'fail',
        finding: expect.stringContaining('every archive answered HTTP 403'),
      });
    },
    2 * minute,
  );

  it(
    'names both ways out when the application may not read mail through Microsoft Graph',
    async () => {
      await start();
      sandbox.entra.application = { ...sandbox.entra.application, graphRoles: [] };
      const refused = await worker('--once');
      expect(refused.exitCode).toBe(1);
      expect(refused.output).toMatch(/every mailbox of this worker was refused.*Mail\.Read.*set EXCHANGE_API to ews/);
      const { check } = await doctor();
      expect(check('permission for Microsoft Graph')).toMatchObject({ status: 'fail' });
    },
    2 * minute,
  );
});

describe('a worker of a hybrid organisation', () => {
  it(
    'reads a mailbox on-premises there, and through Microsoft Graph when it has moved',
    async () => {
      const onPremises = new Set<string>();
      await start({ onPremises });
      const ann = sandbox.world.addresses[0] ?? '';
      onPremises.add(ann);
      const { exitCode, check } = await doctor();
      expect([exitCode, check('mailboxes')?.finding]).toEqual([0, '3 of 3 could be read']);
      expect((await worker('--once')).exitCode).toBe(0);
      await expectIndexEqualsMailboxes();
      expect(called('onPremises.GetItem')).toBeGreaterThan(0);
      onPremises.delete(ann);
      sandbox.resetCalls();
      expect((await worker('--once')).exitCode).toBe(0);
      await expectIndexEqualsMailboxes();
      expect(Object.keys(sandbox.calls()).filter((name) => name.startsWith('onPremises.'))).toEqual([]);
      expect(called('qbusiness.BatchDeleteDocument')).toBe(0);
    },
    2 * minute,
  );
});
