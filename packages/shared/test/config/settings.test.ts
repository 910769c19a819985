import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  configurationPage,
  describeProblems,
  resolveBootstrap,
  resolveSettings,
  settingsTable,
} from '../../src/index.ts';

const id = (letter: string) => letter.repeat(36);
const valid = {
  EXCHANGE_CLIENT_ID: 'client',
  EXCHANGE_TENANT_ID: 'contoso.com',
  EXCHANGE_CLIENT_SECRET: 'very-secret',
  EXCHANGE_PRIMARY_SMTP_ADDRESS: 'Ann@contoso.com, ben@contoso.com',
  QBUSINESS_APPLICATION_ID: id('a'),
  QBUSINESS_INDEX_ID: id('b'),
  QBUSINESS_DATASOURCE_ID: id('c'),
};
const prefix = '/exchange-connector/dev';
const resolve = (env: Record<string, string>, parameters: Record<string, string> = {}) =>
  resolveSettings({ env, parameters, prefix });

function problemsOf(env: Record<string, string>): readonly string[] {
  const resolved = resolve(env);
  return resolved.ok ? [] : resolved.problems.map(({ message }) => message);
}

describe('settings', () => {
  it('have the documented defaults', () => {
    const resolved = resolve(valid);
    expect(resolved).toMatchObject({
      ok: true,
      settings: {
        containerIndex: 0,
        totalContainers: 1,
        syncMode: 'delta',
        syncIntervalHours: 24,
        enableThreading: true,
        maxWorkerThreads: 4,
        documentBatchSize: 10,
        healthPort: 8080,
        environment: 'dev',
        dynamodbTableName: 'exchange-connector-dev',
        exchangeEwsUrl: 'https://outlook.office365.com/EWS/Exchange.asmx',
        exchangeAuth: 'entra',
        exchangePrimarySmtpAddress: ['ann@contoso.com', 'ben@contoso.com'],
        processMainMailbox: true,
        processArchiveMailbox: true,
      },
    });
  });

  it('come from parameters in lower case with hyphens', () => {
    const parameters = Object.fromEntries(
      Object.entries(valid).map(([name, value]) => [name.toLowerCase().replaceAll('_', '-'), value]),
    );
    expect(resolve({}, parameters)).toMatchObject({ ok: true, settings: { exchangeClientId: 'client' } });
  });

  it('an environment variable that is set wins, an empty one does not', () => {
    const parameters = { 'sync-mode': 'full', 'log-level': 'debug' };
    expect(resolve({ ...valid, SYNC_MODE: 'delta', LOG_LEVEL: ' ' }, parameters)).toMatchObject({
      settings: { syncMode: 'delta', logLevel: 'debug' },
    });
  });

  it('reports all problems at once, each with value, what is allowed and where to set it', () => {
    const problems = problemsOf({ SYNC_MODE: 'sometimes', DOCUMENT_BATCH_SIZE: '50', QBUSINESS_INDEX_ID: 'short' });
    expect(problems).toEqual(
      expect.arrayContaining([
        'SYNC_MODE is "sometimes". Allowed: `delta` or `full`. Set the environment variable SYNC_MODE or the parameter /exchange-connector/dev/sync-mode.',
        expect.stringContaining('DOCUMENT_BATCH_SIZE is "50"'),
        expect.stringContaining('QBUSINESS_INDEX_ID is "short"'),
        expect.stringContaining('EXCHANGE_PRIMARY_SMTP_ADDRESS is not set'),
        expect.stringContaining('EXCHANGE_CLIENT_ID is not set although EXCHANGE_AUTH is entra'),
        expect.stringContaining('EXCHANGE_CLIENT_SECRET is not set and EXCHANGE_CERTIFICATE is not set either'),
      ]),
    );
    expect(problems.filter((text) => text.startsWith('QBUSINESS_INDEX_ID'))).toHaveLength(1);
  });

  it('never show a secret', () => {
    const [problem = ''] = problemsOf({
      ...valid,
      EXCHANGE_CERTIFICATE: '-----BEGIN CERTIFICATE-----',
      EXCHANGE_PRIVATE_KEY: 'hush',
    });
    expect(problem).toContain('(a secret, not shown)');
    expect(problem).not.toContain('hush');
  });

  it.each([
    [
      'http towards another machine',
      { EXCHANGE_EWS_URL: 'http://mail.contoso.com/EWS/Exchange.asmx' },
      'EXCHANGE_EWS_URL',
    ],
    ['an authority without https', { EXCHANGE_AUTHORITY_URL: 'http://localhost/' }, 'EXCHANGE_AUTHORITY_URL'],
    [
      'basic towards Exchange Online',
      { EXCHANGE_AUTH: 'basic', EXCHANGE_USERNAME: 'u', EXCHANGE_PASSWORD: 'p' },
      'EXCHANGE_AUTH',
    ],
    ['an index outside the number of workers', { CONTAINER_INDEX: '3', TOTAL_CONTAINERS: '3' }, 'CONTAINER_INDEX is 3'],
    ['an index without the number of workers', { CONTAINER_INDEX: '1' }, 'TOTAL_CONTAINERS is not set'],
    ['no worker at all', { CONTAINER_INDEX: '0', TOTAL_CONTAINERS: '0' }, 'TOTAL_CONTAINERS is "0"'],
    ['half a worker', { CONTAINER_INDEX: '0', TOTAL_CONTAINERS: '1.5' }, 'TOTAL_CONTAINERS is "1.5"'],
    ['nothing to index', { PROCESS_MAIN_MAILBOX: 'no', PROCESS_ARCHIVE_MAILBOX: '0' }, 'nothing to index'],
    [
      'something that is no address',
      { EXCHANGE_PRIMARY_SMTP_ADDRESS: 'ann@contoso.com, ben' },
      'EXCHANGE_PRIMARY_SMTP_ADDRESS',
    ],
    ['a port that does not exist', { HEALTH_PORT: '65536' }, 'HEALTH_PORT'],
  ])('refuse %s', (_, change, expected) => {
    expect(problemsOf({ ...valid, ...change })).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    'http://127.0.0.1:8085/EWS/Exchange.asmx',
    'http://localhost/EWS',
    'https://mail.contoso.com/EWS/Exchange.asmx',
  ])('accept %s', (url) => {
    expect(problemsOf({ ...valid, EXCHANGE_EWS_URL: url })).toEqual([]);
  });

  it('accept a service account on-premises', () => {
    const { EXCHANGE_CLIENT_ID, EXCHANGE_TENANT_ID, EXCHANGE_CLIENT_SECRET, ...rest } = valid;
    const account = {
      EXCHANGE_AUTH: 'basic',
      EXCHANGE_USERNAME: 'svc',
      EXCHANGE_PASSWORD: 'p',
      EXCHANGE_SERVER: 'mail.corp.example',
    };
    expect(problemsOf({ ...rest, ...account })).toEqual([]);
  });

  it('warn of parameters that nobody reads', () => {
    expect(resolve(valid, { 'exchange-client-idd': 'x' })).toMatchObject({
      warnings: [expect.stringContaining('/exchange-connector/dev/exchange-client-idd')],
    });
  });
});

describe('resolveBootstrap', () => {
  it.each([
    [{}, 'dev', '/exchange-connector/dev'],
    [{ ENVIRONMENT: 'prod' }, 'prod', '/exchange-connector/prod'],
    [{ PARAMETER_STORE_PREFIX: '/mail/x' }, 'dev', '/mail/x'],
    [{ PARAMETER_STORE_PREFIX: 'none' }, 'dev', undefined],
  ])('reads %j', (env, environment, parameterStorePrefix) => {
    expect(resolveBootstrap(env)).toEqual({ ok: true, environment, parameterStorePrefix });
  });

  it('refuses a prefix that is no path', () => {
    expect(resolveBootstrap({ PARAMETER_STORE_PREFIX: 'mail/' })).toMatchObject({ ok: false });
  });
});

describe('reference page', () => {
  it('equals the committed one; run `pnpm docs` after changing the table', () => {
    const committed = new URL('../../../../docs/reference/configuration.md', import.meta.url);
    expect(readFileSync(committed, 'utf8')).toBe(configurationPage());
  });

  it('knows every setting', () => {
    for (const { name } of Object.values(settingsTable)) expect(configurationPage()).toContain(`### ${name}\n`);
  });
});

describe('describeProblems', () => {
  it('puts each problem on a line of its own', () => {
    expect(describeProblems([{ name: 'A', message: 'A is wrong.' }])).toBe(
      'There is a problem with the settings:\n  - A is wrong.',
    );
  });
});
