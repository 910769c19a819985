import { createWorld, startGraph } from '@connector/sandbox';
import type { Settings } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { examineAccessGroups, examineGroup } from '../../../src/cli/doctor/group-checks.ts';
import { doctorReport } from '../../../src/cli/doctor/report.ts';
import { ConnectorError } from '../../../src/errors.ts';
import { createGraphDirectory } from '../../../src/graph/index.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import type { Directory, GroupMailboxes } from '../../../src/sync/ports/index.ts';
import { goodSignIn } from '../../support/mail-adapters.ts';

const examine = async (found: GroupMailboxes | ConnectorError, exchangeMailboxGroup: string | undefined = 'Team') => {
  let open = 0;
  const directory = {
    mailboxesOf: async () => {
      if (found instanceof ConnectorError) throw found;
      return found;
    },
    close: async () => {
      open -= 1;
    },
  };
  const settings = { exchangePrimarySmtpAddress: ['a@x.example'], exchangeMailboxGroup } as unknown as Settings;
  const openDirectory = () => {
    open += 1;
    return directory as unknown as Directory;
  };
  const result = await examineGroup(settings, { openDirectory, limitMs: 10_000 });
  expect(open).toBe(0);
  return result;
};

describe('the check of the mailbox group', () => {
  it('adds its mailboxes to the list, and counts who is left out', async () => {
    const found = { mailboxes: ['a@x.example', 'b@x.example'], unknown: [], skipped: { guest: 2, resource: 1 } };
    expect(await examine(found)).toEqual({
      addresses: ['a@x.example', 'b@x.example'],
      results: [
        {
          name: 'mailbox group',
          status: 'pass',
          finding: 'it has 2 mailboxes; members left out: guest 2, resource 1',
        },
      ],
    });
  });

  it('warns of mailboxes that nobody can tell, and fails when there is none', async () => {
    const found = { mailboxes: ['b@x.example'], unknown: ['c@x.example'], skipped: {} };
    const { results } = await examine(found);
    expect(results).toMatchObject([{ status: 'warn', remedy: expect.stringContaining('MailboxSettings.Read') }]);
    expect(JSON.stringify(results)).not.toContain('x.example');
    expect((await examine({ ...found, mailboxes: [] })).results).toMatchObject([{ status: 'fail' }]);
  });

  it('fails when the group cannot be read, and goes on with the list', async () => {
    const refused = new ConnectorError({ code: 'c', kind: 'configuration', message: 'there is no such group' });
    expect(await examine(refused)).toMatchObject({
      addresses: ['a@x.example'],
      results: [
        { status: 'fail', finding: 'there is no such group', remedy: expect.stringContaining('User.Read.All') },
      ],
    });
  });

  it('is not made without a group', async () => {
    const directory = () => {
      throw new Error('nobody asked');
    };
    const settings = { exchangePrimarySmtpAddress: ['a'], exchangeMailboxGroup: undefined } as unknown as Settings;
    expect(await examineGroup(settings, { openDirectory: directory, limitMs: 1 })).toEqual({
      addresses: ['a'],
      results: [],
    });
  });
});

describe('the check of groups in the access map', () => {
  it('fails for one that was deleted, and for a name that no group has', async () => {
    const roles = ['GroupMember.Read.All', 'User.Read.All'];
    const graph = await startGraph({ world: await createWorld({ seed: 1 }), readToken: async () => ({ roles }) });
    const [sales, gone] = [graph.directory.addGroup('Sales'), graph.directory.addGroup('Gone')];
    graph.directory.setMembers(sales.id, [graph.directory.putUser('ann@contoso.example')]);
    graph.directory.removeGroup(gone.id);
    const seams = { clock: systemClock, emit: () => {}, version: '1.0' };
    const openDirectory = () => createGraphDirectory({ graphUrl: graph.graphUrl, signIn: goodSignIn, ...seams });
    const results = await examineAccessGroups([gone.id, 'Gone', 'Sales'], { openDirectory, limitMs: 10_000 });
    await graph.close();
    expect(results).toMatchObject([
      { status: 'fail', finding: expect.stringContaining('object id'), remedy: expect.stringContaining('ACCESS_MAP') },
      { status: 'fail', finding: expect.stringContaining('displayName') },
      { status: 'pass' },
    ]);
    expect(doctorReport(results).ok).toBe(false);
  });

  it('counts the people of each, and goes on when one cannot be read', async () => {
    const peopleOf = async (group: string) => {
      if (group === 'Gone') throw new ConnectorError({ code: 'c', kind: 'configuration', message: 'no such group' });
      return { people: group === 'Empty' ? [] : ['a@x.example'], skipped: { disabled: 1 } };
    };
    const openDirectory = () => ({ peopleOf, close: async () => {} }) as unknown as Directory;
    const results = await examineAccessGroups(['Gone', 'Empty', 'Sales'], { openDirectory, limitMs: 10_000 });
    expect(results).toMatchObject([
      { name: 'access group 1', status: 'fail', finding: 'no such group' },
      { name: 'access group 2', status: 'warn', finding: 'people: 0; members left out: disabled 1' },
      { name: 'access group 3', status: 'pass', finding: 'people: 1; members left out: disabled 1' },
    ]);
    expect(await examineAccessGroups([], { openDirectory, limitMs: 1 })).toEqual([]);
  });
});
