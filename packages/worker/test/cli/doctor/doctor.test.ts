import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { maskAddress, type Settings } from '@connector/shared';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CheckResult } from '../../../src/cli/doctor/check.ts';
import { examine } from '../../../src/cli/doctor/doctor-command.ts';
import { checkSettings } from '../../../src/cli/doctor/settings-checks.ts';
import type { DoctorRequest } from '../../../src/cli/options.ts';
import { customFields } from '../../../src/documents/index.ts';

const never = new AbortController().signal;
const request: DoctorRequest = { fix: false, json: false, showAddresses: false };
let sandbox: Sandbox;

/** With a service account: what a test process trusts over TLS is settled before it starts. */
const start = async (options: Partial<Parameters<typeof startSandbox>[0]> = {}) => {
  await sandbox?.close();
  const world = await createWorld({ seed: 3 });
  populate(world, { mailboxes: 3, messages: 4 });
  sandbox = await startSandbox({ world, auth: 'basic', ...options });
  Object.assign(process.env, sandbox.environment());
  await sandbox.writeParameters();
};
beforeEach(() => start());
afterEach(() => sandbox.close());

const settingsOf = async (): Promise<Settings> => {
  const { settings, results } = await checkSettings(sandbox.environment(), never);
  if (settings === undefined) throw new Error(JSON.stringify(results));
  return settings;
};
const look = async (changes: Partial<DoctorRequest> = {}) =>
  examine(await settingsOf(), { ...request, version: '1.0', ...changes });
const named = (results: readonly CheckResult[], name: string) => results.filter((result) => result.name === name);
const statuses = (results: readonly CheckResult[]) =>
  Object.fromEntries(results.map(({ name, status }) => [name, status]));

const writes = /^(?:qbusiness\.(?:Batch|Start|Stop|Update|Put|Create|Delete)|dynamodb\.(?:CreateTable|Update))/;

describe('the doctor', () => {
  it('finds a healthy deployment healthy, and changes nothing', async () => {
    expect(statuses(await look())).toEqual({
      'token for EWS': 'skip',
      Exchange: 'pass',
      'EWS in Exchange Online': 'skip',
      mailboxes: 'pass',
      index: 'pass',
      'data source': 'pass',
      'index fields': 'pass',
      'index capacity': 'pass',
      'users of the application': 'pass',
      'index permissions': 'pass',
      'state table': 'pass',
      'state table permissions': 'skip',
    });
    expect(Object.keys(sandbox.calls()).filter((call) => writes.test(call))).toEqual([]);
  });

  const error = (type: string, status = 403) => ({ kind: 'error', status, type }) as const;

  it.each<[string, () => void, string, string, RegExp]>([
    [
      'the password is wrong',
      () => sandbox.exchange.faults.add({ effect: { kind: 'http', status: 401 } }),
      'mailboxes',
      'fail',
      /^0 of 3/,
    ],
    [
      'the index is gone',
      () => sandbox.qbusiness.faults.add({ operation: 'GetIndex', effect: error('ResourceNotFoundException', 404) }),
      'index',
      'fail',
      /ResourceNotFoundException.*QBUSINESS_INDEX_ID/,
    ],
    [
      'the index has failed',
      () => Object.assign(sandbox.qbusiness.resources, { indexStatus: 'FAILED' }),
      'index',
      'fail',
      /FAILED/,
    ],
    [
      'the index is maintained',
      () => Object.assign(sandbox.qbusiness.resources, { indexStatus: 'UPDATING' }),
      'index',
      'warn',
      /UPDATING/,
    ],
    [
      'the data source is of another type',
      () => Object.assign(sandbox.qbusiness.resources, { dataSourceType: 'S3' }),
      'data source',
      'fail',
      /of type S3 and has to be of type CUSTOM/,
    ],
    [
      'the data source has failed',
      () => Object.assign(sandbox.qbusiness.resources, { dataSourceStatus: 'FAILED' }),
      'data source',
      'fail',
      /FAILED/,
    ],
    [
      'nobody signs in to the application',
      () => Object.assign(sandbox.qbusiness.resources, { identityType: 'ANONYMOUS' }),
      'users of the application',
      'fail',
      /ANONYMOUS/,
    ],
    [
      'users sign in by something else than IAM Identity Center',
      () => Object.assign(sandbox.qbusiness.resources, { identityType: 'AWS_IAM_IDP_OIDC' }),
      'users of the application',
      'warn',
      /AWS_IAM_IDP_OIDC/,
    ],
    [
      'the role may not look at the application',
      () => sandbox.qbusiness.faults.add({ operation: 'GetApplication', effect: error('AccessDeniedException') }),
      'users of the application',
      'skip',
      /qbusiness:GetApplication/,
    ],
    [
      'sync jobs may not be listed',
      () =>
        sandbox.qbusiness.faults.add({ operation: 'ListDataSourceSyncJobs', effect: error('AccessDeniedException') }),
      'index permissions',
      'fail',
      /qbusiness:ListDataSourceSyncJobs/,
    ],
    [
      'documents may not be listed',
      () => sandbox.qbusiness.faults.add({ operation: 'ListDocuments', effect: error('AccessDeniedException') }),
      'index permissions',
      'fail',
      /qbusiness:ListDocuments/,
    ],
    [
      'there is no capacity',
      () => {
        sandbox.qbusiness.documents.units = 0;
      },
      'index capacity',
      'fail',
      /100 %/,
    ],
    [
      'the table may not be looked at',
      () =>
        sandbox.dynamodb.faults.add({
          operation: 'DescribeTable',
          effect: { kind: 'error', status: 400, type: 'AccessDeniedException' },
        }),
      'state table',
      'fail',
      /dynamodb:DescribeTable/,
    ],
  ])('when %s says so, and looks at everything else all the same', async (_, spoil, name, status, finding) => {
    spoil();
    const results = await look();
    expect(named(results, name)).toMatchObject([{ status, finding: expect.stringMatching(finding) }]);
    expect(Object.keys(statuses(results))).toEqual(expect.arrayContaining(['mailboxes', 'index', 'state table']));
    const failed = results.filter((result) => result.status === 'fail').map((result) => result.name);
    if (status === 'fail' && name !== 'mailboxes') expect(new Set(failed)).toContain(name);
  });

  it('asks no mailbox when the server does not answer', async () => {
    await sandbox.writeParameters({ 'exchange-ews-url': 'http://127.0.0.1:9/EWS/Exchange.asmx' });
    const results = await look();
    expect(statuses(results)).toMatchObject({ Exchange: 'fail', mailboxes: 'skip', index: 'pass' });
    expect(named(results, 'Exchange')[0]?.finding).toContain('EXCHANGE_EWS_URL');
  });
});

describe('the doctor looking at mailboxes', () => {
  it.each<[string, string, RegExp]>([
    ['does not exist', 'ErrorNonExistentMailbox', /primary SMTP address/],
    ['is out of scope', 'ErrorAccessDenied', /Test-ServicePrincipalAuthorization/],
  ])('names one that %s with its remedy, and reads the others', async (_, code, remedy) => {
    const [address = ''] = sandbox.world.addresses;
    sandbox.exchange.faults.add({ target: address, effect: { kind: 'response-error', code } });
    const results = await look();
    expect(named(results, 'mailboxes')).toMatchObject([{ status: 'pass', finding: '2 of 3 could be read' }]);
    expect(named(results, `mailbox ${maskAddress(address)}`)).toMatchObject([
      { status: 'fail', finding: expect.stringContaining(code), remedy: expect.stringMatching(remedy) },
    ]);
    expect(JSON.stringify(results)).not.toContain(address);
    expect(named(await look({ showAddresses: true }), `mailbox ${address}`)).toHaveLength(1);
  });

  it('takes 403 of one for a matter of that mailbox, and of all for one of the tenant', async () => {
    const [address = ''] = sandbox.world.addresses;
    const effect = { kind: 'http', status: 403 } as const;
    sandbox.exchange.faults.add({ target: address, effect });
    const one = await look();
    expect(named(one, 'EWS in Exchange Online')).toMatchObject([{ status: 'skip' }]);
    expect(named(one, `mailbox ${maskAddress(address)}`)).toMatchObject([
      { remedy: expect.stringContaining('Set-CASMailbox') },
    ]);
    sandbox.exchange.faults.add({ operation: 'SyncFolderHierarchy', effect });
    const all = await look();
    expect(named(all, 'EWS in Exchange Online')).toMatchObject([
      { status: 'fail', remedy: expect.stringMatching(/10 October 2026.*EwsAllowedAppIDs/) },
    ]);
    expect(named(all, 'mailboxes')).toMatchObject([{ status: 'fail', finding: '0 of 3 could be read' }]);
  });

  it('looks at one alone when it is asked to', async () => {
    const [, address = ''] = sandbox.world.addresses;
    expect(named(await look({ mailbox: address }), 'mailboxes')).toMatchObject([{ finding: '1 of 1 could be read' }]);
    expect(named(await look({ mailbox: 'x@y.z' }), 'mailboxes')).toMatchObject([{ status: 'fail' }]);
  });
});

describe('the doctor looking at index fields', () => {
  it('tells which are missing, and adds them when it is asked to, leaving the others', async () => {
    const own = { name: 'department', type: 'STRING' } as const;
    const [there, ...rest] = customFields;
    if (there === undefined) throw new Error('there are fields');
    await start({ qbusiness: { fields: [own, there] } });
    expect(named(await look(), 'index fields')).toMatchObject([
      {
        status: 'warn',
        finding: expect.stringContaining(rest[0]?.name ?? ''),
        remedy: expect.stringContaining('--fix'),
      },
    ]);
    expect(sandbox.calls()).not.toHaveProperty('qbusiness.UpdateIndex');
    expect(named(await look({ fix: true }), 'index fields')).toMatchObject([
      { status: 'pass', finding: expect.stringContaining('added') },
    ]);
    const types = new Map(sandbox.qbusiness.documents.fields.all().map(({ name, type }) => [name, type]));
    for (const { name, type } of [own, ...customFields]) expect(types.get(name)).toBe(type);
    sandbox.resetCalls();
    expect(named(await look({ fix: true }), 'index fields')).toMatchObject([{ status: 'pass' }]);
    expect(sandbox.calls()).not.toHaveProperty('qbusiness.UpdateIndex');
  });

  it('says that a wrong type cannot be mended', async () => {
    await start({ qbusiness: { fields: customFields.map(({ name }) => ({ name, type: 'NUMBER' as const })) } });
    expect(named(await look({ fix: true }), 'index fields')).toMatchObject([
      { status: 'warn', finding: expect.stringContaining('another type') },
    ]);
    expect(sandbox.calls()).not.toHaveProperty('qbusiness.UpdateIndex');
  });

  it('says why they could not be added', async () => {
    await start({ qbusiness: { fields: [] } });
    const effect = { kind: 'error', status: 403, type: 'AccessDeniedException' } as const;
    sandbox.qbusiness.faults.add({ operation: 'UpdateIndex', effect });
    expect(named(await look({ fix: true }), 'index fields')).toMatchObject([
      {
        status: 'fail',
        finding: expect.stringContaining('qbusiness:UpdateIndex'),
        remedy: expect.stringContaining('the role of the worker need not'),
      },
    ]);
  });
});

describe('the doctor looking at the state table', () => {
  const createTable = async (key: string) => {
    const client = new DynamoDBClient({ region: 'us-east-1' });
    const TableName = 'exchange-connector-sandbox';
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [key, 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: key, KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
    await waitUntilTableExists({ client, minDelay: 0.05, maxDelay: 0.05, maxWaitTime: 60 }, { TableName });
    client.destroy();
  };

  it('refuses one of something else', async () => {
    await createTable('id');
    expect(named(await look(), 'state table')).toMatchObject([
      { status: 'fail', finding: expect.stringContaining('not a state table of this connector') },
    ]);
  });

  it('tries rows without leaving any', async () => {
    await createTable('pk');
    expect(statuses(await look())).toMatchObject({ 'state table': 'pass', 'state table permissions': 'pass' });
    expect(await look()).toEqual(await look());
  });

  it.each(['Query', 'Scan', 'BatchGetItem', 'PutItem', 'DeleteItem', 'TransactWriteItems'])(
    'says that %s is not allowed',
    async (operation) => {
      await createTable('pk');
      sandbox.dynamodb.faults.add({ operation, effect: { kind: 'error', status: 400, type: 'AccessDeniedException' } });
      expect(named(await look(), 'state table permissions')).toMatchObject([
        { status: 'fail', finding: expect.stringContaining('AccessDeniedException') },
      ]);
    },
  );
});

describe('the doctor looking at settings', () => {
  it('goes on with the environment alone when Parameter Store cannot be read', async () => {
    sandbox.ssm.faults.add({ effect: { kind: 'error', status: 400, type: 'AccessDeniedException' } });
    const { settings, results } = await checkSettings(sandbox.environment(), never);
    expect(settings).toBeUndefined();
    expect(named(results, 'Parameter Store')).toMatchObject([
      { status: 'fail', finding: expect.stringContaining('ssm:GetParametersByPath') },
    ]);
    const id = (letter: string) => letter.repeat(36);
    const enough = {
      EXCHANGE_AUTH: 'basic',
      EXCHANGE_SERVER: 'mail.contoso.example',
      EXCHANGE_USERNAME: 'u',
      EXCHANGE_PASSWORD: 'p',
      EXCHANGE_PRIMARY_SMTP_ADDRESS: 'a@contoso.example',
      QBUSINESS_APPLICATION_ID: id('a'),
      QBUSINESS_INDEX_ID: id('b'),
      QBUSINESS_DATASOURCE_ID: id('c'),
    };
    const without = await checkSettings({ ...sandbox.environment(), ...enough }, never);
    expect(without.settings).toBeDefined();
    expect(statuses(without.results)).toEqual({ 'Parameter Store': 'fail', settings: 'pass' });
  });

  it('tells what is odd, and what is wrong', async () => {
    await sandbox.writeParameters({ 'total-containers': '3' });
    expect(named((await checkSettings(sandbox.environment(), never)).results, 'settings')).toMatchObject([
      { status: 'warn', finding: expect.stringContaining('TOTAL_CONTAINERS') },
    ]);
    const wrong = { ...sandbox.environment(), SYNC_MODE: 'x', LOG_LEVEL: 'y' };
    const { settings, results } = await checkSettings(wrong, never);
    expect(settings).toBeUndefined();
    expect(named(results, 'settings').map(({ status }) => status)).toEqual(['fail', 'fail']);
  });

  it('warns of an empty Parameter Store and knows one that is switched off', async () => {
    const empty = await checkSettings({ ...sandbox.environment(), ENVIRONMENT: 'empty' }, never);
    expect(named(empty.results, 'Parameter Store')).toMatchObject([{ status: 'warn' }]);
    const off = await checkSettings({ PARAMETER_STORE_PREFIX: 'none' }, never);
    expect(off.results).toEqual(expect.arrayContaining([expect.objectContaining({ status: 'fail' })]));
  });
});
