import { type AuthKind, compare, createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DoctorReport } from '../../src/cli/doctor/report.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const minute = 60_000;
let sandbox: Sandbox;

const start = async (auth: AuthKind) => {
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes: 2, messages: 5 });
  sandbox = await startSandbox({ world, auth });
  await sandbox.writeParameters();
};
afterEach(() => sandbox.close());

async function worker(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = startWorkerProcess(args, { ...sandbox.environment(), ...environment });
  const exitCode = await child.ended;
  return { output: child.output(), exitCode };
}

async function examine(environment: Readonly<Record<string, string>> = {}) {
  const { output, exitCode } = await worker(['doctor', '--json'], environment);
  const { ok, checks } = JSON.parse(output) as DoctorReport;
  return { exitCode, ok, checks, output };
}

describe('worker doctor', () => {
  it.each<[AuthKind, RegExp]>([
    ['secret', /for the secret, with full_access_as_app/],
    ['certificate', /for the certificate, with/],
    ['federated', /for the federated credential, with/],
  ])(
    'finds a deployment that signs in by %s in order',
    async (auth, token) => {
      await start(auth);
      const { exitCode, ok, checks } = await examine();
      expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
      expect({ exitCode, ok }).toEqual({ exitCode: 0, ok: true });
      expect(checks.find(({ name }) => name === 'token for EWS')?.finding).toMatch(token);
      expect(checks.find(({ name }) => name === 'token for Microsoft Graph')?.finding).toMatch(/, with Mail\.Read:/);
      expect(checks.find(({ name }) => name === 'permission for Microsoft Graph')?.status).toBe('pass');
      expect(checks.find(({ name }) => name === 'mailboxes')?.finding).toBe('2 of 2 could be read');
      expect(checks.some(({ name }) => name === 'certificate')).toBe(auth === 'certificate');
    },
    minute,
  );

  it(
    'shows a table, and ends with 1 when something failed, without asking mailboxes in vain',
    async () => {
      await start('federated');
      sandbox.sts.federationEnabled = false;
      const { output, exitCode } = await worker(['doctor']);
      expect(output).toMatch(/^fail {2}token .*OutboundWebIdentityFederationDisabledException/m);
      expect(output).toContain('enable-outbound-web-identity-federation');
      expect(output).toMatch(/^skip {2}mailboxes .*no token/m);
      expect(output).toMatch(/^pass {2}index /m);
      expect(exitCode).toBe(1);
    },
    minute,
  );

  it(
    'tells all that is wrong with the settings, and ends with 2',
    async () => {
      await start('secret');
      const { exitCode, ok, checks } = await examine({ SYNC_MODE: 'x', MAX_WORKER_THREADS: '0' });
      expect({ exitCode, ok }).toEqual({ exitCode: 2, ok: false });
      expect(checks.filter(({ status }) => status === 'fail').map(({ finding }) => finding)).toEqual([
        expect.stringContaining('SYNC_MODE'),
        expect.stringContaining('MAX_WORKER_THREADS'),
      ]);
    },
    minute,
  );

  it(
    'tells a wrong secret without showing it',
    async () => {
      await start('secret');
      await sandbox.writeParameters({ 'exchange-client-secret': 'not-the-secret' });
      const { exitCode, checks, output } = await examine();
      expect(exitCode).toBe(1);
      expect(checks.find(({ name }) => name === 'token for Microsoft Graph')?.finding).toContain(
        'EXCHANGE_CLIENT_SECRET',
      );
      expect(output).not.toContain('not-the-secret');
    },
    minute,
  );
});

describe('a worker with a federated credential', () => {
  it(
    'brings the mail into the index, with no secret of Microsoft anywhere',
    async () => {
      await start('federated');
      const { exitCode, output } = await worker(['--once']);
      expect(output).not.toMatch(/"level":"(?:warn|error)"/);
      expect(exitCode).toBe(0);
      expect(await compare(sandbox, [])).toMatchObject({ missing: [], extra: [], leaked: [] });
      expect([...sandbox.qbusiness.documents.all()].length).toBeGreaterThan(0);
    },
    minute,
  );
});
