import { createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWorkerProcess } from '../support/worker-process.ts';

const minute = 60_000;
let sandbox: Sandbox;

beforeEach(async () => {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes: 2, messages: 20 });
  sandbox = await startSandbox({ world });
  const graphRoles = ['Mail.Read', 'GroupMember.Read.All', 'User.Read.All'];
  sandbox.entra.application = { ...sandbox.entra.application, graphRoles };
});

afterEach(() => sandbox.close());

describe('a shared mailbox that a group of Entra ID may see', () => {
  it(
    'is found by the members of the group and by nobody else, and the index is told of them once',
    async () => {
      const { directory } = sandbox.graph;
      const [shared = '', other = ''] = sandbox.world.addresses;
      const group = directory.addGroup('Sales');
      const inner = directory.addGroup('Sales, EMEA');
      directory.setMembers(group.id, [directory.putUser('Member@contoso.example'), inner]);
      directory.setMembers(inner.id, [
        directory.putUser('inner@contoso.example'),
        directory.putUser('guest@other.example', { userType: 'Guest' }),
      ]);
      await sandbox.writeParameters({ 'access-map': `${shared}=entra-group:Sales` });
      for (let run = 0; run < 2; run += 1) {
        const worker = startWorkerProcess(['--once'], sandbox.environment());
        expect(await worker.ended).toBe(0);
        expect(worker.output()).not.toContain('member@');
      }
      expect(sandbox.calls()['qbusiness.PutGroup']).toBe(1);
      const seenBy = (address: string) =>
        new Set(
          [...sandbox.qbusiness.documents.all()]
            .filter(({ id }) => sandbox.qbusiness.documents.canSee(address, id))
            .map(({ attributes }) => JSON.stringify(attributes.get('xchng_accountOwner'))),
        );
      const mailbox = (address: string) => new Set([JSON.stringify({ stringValue: address })]);
      for (const member of ['member@contoso.example', 'inner@contoso.example']) {
        expect(seenBy(member)).toEqual(mailbox(shared));
      }
      expect(seenBy(other)).toEqual(mailbox(other));
      for (const nobody of [shared, 'guest@other.example', 'stranger@contoso.example']) {
        expect(seenBy(nobody)).toEqual(new Set());
      }
    },
    3 * minute,
  );
});
