import { createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const minute = 60_000;
let sandbox: Sandbox;
const processes: WorkerProcess[] = [];
const roles = ['Mail.Read', 'GroupMember.Read.All', 'User.Read.All', 'MailboxSettings.Read'];

beforeEach(async () => {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes: 3, messages: 45 });
  sandbox = await startSandbox({ world, mailboxes: [] });
  grant(roles);
  await sandbox.writeParameters({ 'exchange-mailbox-group': 'Indexed' });
});

afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ ended }) => ended));
  processes.length = 0;
  await sandbox.close();
});

function grant(graphRoles: readonly string[]): void {
  sandbox.entra.application = { ...sandbox.entra.application, graphRoles };
}

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): WorkerProcess {
  const worker = startWorkerProcess(args, { ...sandbox.environment(), ...environment });
  processes.push(worker);
  return worker;
}

/** Who may see documents of the index. */
const indexed = () => {
  const controls = [...sandbox.qbusiness.documents.all()].flatMap(({ access }) => access?.accessControls ?? []);
  return [...new Set(controls.flatMap(({ principals }) => principals.map(({ user }) => user?.id)))].sort();
};

describe('workers whose mailboxes are those of a group', () => {
  it(
    'share one list of them, follow its changes, and go on when it cannot be read',
    async () => {
      const { directory } = sandbox.graph;
      const [ann = '', ben = '', cem = ''] = sandbox.world.addresses;
      const group = directory.addGroup('Indexed');
      const guest = directory.putUser('guest@other.example', { userType: 'Guest' });
      const shared = directory.putUser(ben, { licensed: false, accountEnabled: false, purpose: 'shared' });
      directory.setMembers(group.id, [directory.putUser(ann), shared, guest]);

      const plan = start(['plan', '--json']);
      expect(await plan.ended).toBe(0);
      expect(plan.output()).toContain('"list":{"mailboxes":2,"joined":2,"left":0,"skipped":{"guest":1}}');

      const both = [0, 1].map((index) => start(['--once'], { CONTAINER_INDEX: String(index), TOTAL_CONTAINERS: '2' }));
      expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
      for (const worker of both) {
        expect(await worker.line(({ message }) => message === 'run started')).toMatchObject({ mailboxes: 1 });
        expect(worker.output()).not.toContain(ann);
      }
      expect(indexed()).toEqual([ann, ben].sort());

      directory.setMembers(group.id, [directory.putUser(ann), directory.putUser(cem)]);
      const byId = { EXCHANGE_MAILBOX_GROUP: group.id };
      expect(await start(['--once'], byId).ended).toBe(0);
      expect(indexed()).toEqual([ann, cem].sort());

      grant(['Mail.Read']);
      const denied = start(['--once']);
      expect(await denied.ended).toBe(0);
      expect(denied.output()).toContain('GroupMember.Read.All');
      expect(indexed()).toEqual([ann, cem].sort());
    },
    5 * minute,
  );

  it(
    'say what is missing when there is no list yet',
    async () => {
      sandbox.graph.directory.addGroup('Indexed');
      grant(['Mail.Read']);
      const worker = start(['--once']);
      expect(await worker.ended).toBe(1);
      expect(await worker.line(({ level }) => level === 'error')).toMatchObject({
        code: 'Authorization_RequestDenied',
        message: expect.stringContaining('GroupMember.Read.All'),
      });
      expect(indexed()).toEqual([]);
    },
    minute,
  );
});
