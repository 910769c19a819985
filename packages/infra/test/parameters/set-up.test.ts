import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, type PutParameterCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { type SsmStandIn, startSsm } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openParameterStore, type ParameterStore } from '../../src/parameters/parameter-store.ts';
import { type SetupRequest, setUpParameters } from '../../src/parameters/set-up.ts';
import { type Answer, down, enter, promptedPerson } from './prompted.ts';

const prefix = '/exchange-connector/dev';
const id = (letter: string) => letter.repeat(36);
const ids = { application_id: id('a'), index_id: id('b'), datasource_id: id('c') };
const config = {
  exchange: {
    client_id: 'client',
    tenant_id: 'contoso.com',
    client_secret: 's3cret-value',
    primary_smtp_address: 'a@contoso.com',
  },
  qbusiness: ids,
};

let ssm: SsmStandIn;
let store: ParameterStore;
let folder: string;

beforeEach(async () => {
  ssm = await startSsm();
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_MAX_ATTEMPTS: '1',
  });
  store = openParameterStore({ region: 'us-east-1' });
  folder = mkdtempSync(join(tmpdir(), 'connector-setup-'));
});
afterEach(async () => {
  store.close();
  rmSync(folder, { recursive: true });
  await ssm.close();
});

interface Run extends Partial<SetupRequest> {
  /** Content of the configuration file. */
  readonly config?: unknown;
  /** What a person presses; nobody is there without it. */
  readonly answers?: readonly Answer[];
  readonly store?: ParameterStore;
}

async function run({ config: content, answers, store: other = store, ...request }: Run) {
  const path = join(folder, 'config.json');
  if (content !== undefined) writeFileSync(path, JSON.stringify(content));
  const person = answers === undefined ? undefined : promptedPerson(answers);
  const said: string[] = [];
  const exitCode = await setUpParameters(
    {
      environment: 'dev',
      dryRun: false,
      yes: answers === undefined,
      ...(content === undefined ? {} : { configFile: path }),
      ...request,
    },
    { store: other, prompts: person?.context, say: (text) => said.push(text) },
  );
  expect(person?.left() ?? []).toEqual([]);
  return { exitCode, text: said.join('\n'), shown: person?.shown() ?? '' };
}

const values = async () =>
  Object.fromEntries([...(await store.read(prefix))].map(([name, { value }]) => [name, value]));
const puts = () => ssm.calls.counts()['PutParameter'] ?? 0;
const put = async (name: string, rest: Partial<PutParameterCommandInput>) => {
  const client = new SSMClient({ region: 'us-east-1' });
  await client.send(new PutParameterCommand({ Name: `${prefix}/${name}`, Value: 'v', Type: 'String', ...rest }));
  client.destroy();
  ssm.calls.reset();
};

const written = {
  'exchange-client-id': 'client',
  'exchange-tenant-id': 'contoso.com',
  'exchange-client-secret': 's3cret-value',
  'exchange-primary-smtp-address': 'a@contoso.com',
  'qbusiness-application-id': id('a'),
  'qbusiness-index-id': id('b'),
  'qbusiness-datasource-id': id('c'),
};

describe('setup-parameters with a file', () => {
  it('writes what it says, reads it back and shows no secret', async () => {
    const { exitCode, text } = await run({ config });
    expect(exitCode).toBe(0);
    expect(await values()).toEqual(written);
    expect(text).toContain(`under ${prefix} in us-east-1`);
    expect(text).toContain('7 written and read back');
    expect(text).not.toContain('s3cret-value');
  });

  it('writes nothing a second time, and only what changed a third', async () => {
    await run({ config });
    ssm.calls.reset();
    expect(await run({ config })).toMatchObject({ exitCode: 0, text: expect.stringContaining('nothing was written') });
    expect(puts()).toBe(0);
    const { text } = await run({ config: { ...config, sync_mode: 'full', exchange: { tenant_id: 'fabrikam.com' } } });
    expect(text).toContain('2 written and read back: sync-mode, exchange-tenant-id');
    expect(puts()).toBe(2);
    expect(await values()).toEqual({ ...written, 'exchange-tenant-id': 'fabrikam.com', 'sync-mode': 'full' });
  });

  it('writes nothing in a dry run', async () => {
    expect(await run({ config, dryRun: true })).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(/new +exchange-client-id[\s\S]*A dry run/),
    });
    expect(puts()).toBe(0);
  });

  it('tells all problems at once and writes nothing', async () => {
    await put('qbusiness-index-id', { Type: 'SecureString' });
    const wrong = { exchange: { client_id: 'client', primary_smtp_address: 'ann' }, sync_mod: 'x', qbusiness: ids };
    const { exitCode, text } = await run({ config: wrong });
    expect(exitCode).toBe(2);
    for (const expected of [
      'There are 5 problems',
      'SYNC_MOD is not a setting',
      'EXCHANGE_PRIMARY_SMTP_ADDRESS is',
      'EXCHANGE_TENANT_ID is not set',
      'EXCHANGE_CLIENT_SECRET is not set',
      'qbusiness-index-id is a SecureString parameter and has to be a String',
    ]) {
      expect(text).toContain(expected);
    }
    expect(puts()).toBe(0);
  });

  it('judges the file together with what is stored already', async () => {
    await run({ config });
    expect(await run({ config: { sync_interval_hours: 6 } })).toMatchObject({
      exitCode: 0,
      text: expect.stringContaining('1 written and read back: sync-interval-hours'),
    });
  });

  it('warns of what a worker would warn of', async () => {
    await put('container-index', {});
    expect((await run({ config })).text).toContain(`Warning: the parameter ${prefix}/container-index is not used`);
  });

  it('spreads a long list over parameters, and has those removed that a shorter one does not need', async () => {
    const list = Array.from({ length: 250 }, (_, number) => `mailbox-${number}@contoso.com`);
    const { text } = await run({ config: { ...config, exchange: { ...config.exchange, primary_smtp_address: list } } });
    expect(text).toMatch(/exchange-primary-smtp-address-2 +SecureString +\d+ mailboxes/);
    const stored = await values();
    const parts = [stored['exchange-primary-smtp-address'], stored['exchange-primary-smtp-address-2']];
    expect(parts.join(',')).toBe(list.join(','));
    const shorter = await run({ config });
    expect(shorter.exitCode).toBe(2);
    expect(shorter.text).toContain(
      'aws ssm delete-parameter --name /exchange-connector/dev/exchange-primary-smtp-address-2',
    );
    expect(await values()).toEqual(stored);
  });

  it('says what was written and what not when a write fails, and goes on there when it is run again', async () => {
    ssm.faults.add({
      operation: 'PutParameter',
      skip: 2,
      times: 1,
      effect: { kind: 'error', status: 400, type: 'AccessDeniedException' },
    });
    const { exitCode, text } = await run({ config });
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /exchange-client-secret was not written: .*AccessDeniedException.*ssm:PutParameter.*kms:Encrypt/,
    );
    expect(text).toContain('Written: exchange-client-id, exchange-tenant-id. Not written: exchange-client-secret, ');
    ssm.calls.reset();
    expect(await run({ config })).toMatchObject({ exitCode: 0 });
    expect(puts()).toBe(5);
    expect(await values()).toEqual(written);
  });

  it('does not take a write for done before it has read it back', async () => {
    const forgetful = { ...store, write: async () => {} };
    const { exitCode, text } = await run({ config, store: forgetful });
    expect(exitCode).toBe(1);
    expect(text).toContain('not what stands there now: exchange-client-id');
  });

  it('leaves the line break of a copied secret out', async () => {
    await run({ config: { ...config, exchange: { ...config.exchange, client_secret: 's3cret-value\n' } } });
    expect((await values())['exchange-client-secret']).toBe('s3cret-value');
  });

  it('needs --yes where nobody can be asked', async () => {
    expect(await run({ config, yes: false })).toMatchObject({ exitCode: 2, text: expect.stringContaining('--yes') });
    expect(puts()).toBe(0);
  });

  it('writes under another prefix', async () => {
    await run({ config, prefix: '/mail/x' });
    expect((await store.read('/mail/x')).size).toBe(7);
  });

  it.each([
    [{ prefix: 'none' }, /nothing to set up/],
    [{ prefix: '/a//b' }, /PARAMETER_STORE_PREFIX is .*--prefix/s],
    [{ environment: 'a b' }, /ENVIRONMENT is .*--environment/s],
    [{ config: undefined }, /--config-file/],
  ])('refuses %j at once', async (wrong, expected) => {
    await expect(run({ config, ...wrong })).rejects.toThrow(expected);
    expect(ssm.calls.counts()).toEqual({});
  });

  it('says what to do when the parameters cannot be read', async () => {
    ssm.faults.add({ times: 1, effect: { kind: 'error', status: 400, type: 'AccessDeniedException' } });
    await expect(run({ config })).rejects.toThrow(/AccessDeniedException.*ssm:GetParametersByPath/);
    ssm.faults.add({ times: 1, effect: { kind: 'error', status: 400, type: 'ExpiredTokenException' } });
    await expect(run({ config })).rejects.toThrow(/--profile/);
  });
});

describe('setup-parameters with somebody to ask', () => {
  const rest: readonly Answer[] = [
    ['EXCHANGE_PRIMARY_SMTP_ADDRESS', `a@contoso.com${enter}`],
    ['QBUSINESS_APPLICATION_ID', id('a') + enter],
    ['QBUSINESS_INDEX_ID', id('b') + enter],
    ['QBUSINESS_DATASOURCE_ID', id('c') + enter],
  ];
  const application: readonly Answer[] = [
    ['EXCHANGE_CLIENT_ID', `client${enter}`],
    ['EXCHANGE_TENANT_ID', `contoso.com${enter}`],
  ];

  it('asks for a federated credential first, and for no secret', async () => {
    const answers: readonly Answer[] = [
      ['How does the worker sign in', enter],
      ...application,
      ...rest,
      ['Write these parameters', `y${enter}`],
    ];
    expect(await run({ answers })).toMatchObject({ exitCode: 0 });
    const { 'exchange-client-secret': _, ...others } = written;
    expect(await values()).toEqual({ ...others, 'exchange-auth': 'entra', 'exchange-credential': 'federated' });
  });

  it('asks for a secret without showing it, and again when an answer is not allowed', async () => {
    const answers: readonly Answer[] = [
      ['How does the worker sign in', down + down + enter],
      ...application,
      ['EXCHANGE_CLIENT_SECRET', `s3cret-value${enter}`],
      ['EXCHANGE_PRIMARY_SMTP_ADDRESS', `ann${enter}`],
      ['Allowed: primary SMTP addresses', `\u0015a@contoso.com${enter}`],
      ...rest.slice(1),
      ['Write these parameters', `y${enter}`],
    ];
    const { exitCode, text, shown } = await run({ answers });
    expect(exitCode).toBe(0);
    expect(await values()).toMatchObject(written);
    expect(text + shown).not.toContain('s3cret');
  });

  it('offers what is stored, and keeps a stored secret', async () => {
    await run({ config });
    ssm.calls.reset();
    const answers: readonly Answer[] = [
      ['How does the worker sign in', enter],
      ['(client)', enter],
      ['(contoso.com)', enter],
      ['Empty keeps the stored one', enter],
      ['(a@contoso.com)', enter],
      [`(${id('a')})`, enter],
      [`(${id('b')})`, enter],
      [`(${id('c')})`, enter],
      ['Write these parameters', `y${enter}`],
    ];
    const { text } = await run({ answers });
    expect(text).toContain('2 written and read back: exchange-auth, exchange-credential');
    expect(await values()).toMatchObject(written);
  });

  it('takes a certificate and its key from files', async () => {
    const pem = (label: string) => `-----BEGIN ${label}-----\nMII\n-----END ${label}-----`;
    const files = { certificate: pem('CERTIFICATE'), key: pem('PRIVATE KEY') };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${text}\n`);
    const answers: readonly Answer[] = [
      ['How does the worker sign in', down + enter],
      ...application,
      ['EXCHANGE_CERTIFICATE', `${join(folder, 'none')}${enter}`],
      ['ENOENT', `\u0015${join(folder, 'certificate')}${enter}`],
      ['EXCHANGE_PRIVATE_KEY', `${join(folder, 'key')}${enter}`],
      ...rest,
      ['Write these parameters', `y${enter}`],
    ];
    expect(await run({ answers })).toMatchObject({ exitCode: 0 });
    expect(await values()).toMatchObject({
      'exchange-certificate': files.certificate,
      'exchange-private-key': files.key,
    });
  });

  it('asks for the secrets that a file leaves out, and for nothing else', async () => {
    const { client_secret: _, ...exchange } = config.exchange;
    const answers: readonly Answer[] = [
      ['EXCHANGE_CLIENT_SECRET', `s3cret-value${enter}`],
      ['Write these parameters', `y${enter}`],
    ];
    expect(await run({ config: { ...config, exchange }, answers })).toMatchObject({ exitCode: 0 });
    expect(await values()).toEqual(written);
  });

  it('writes nothing when the answer is no', async () => {
    expect(await run({ config, answers: [['Write these parameters', enter]] })).toMatchObject({ exitCode: 1 });
    expect(puts()).toBe(0);
  });
});
