import { describe, expect, it } from '@jest/globals';
import { describeProblems, resolveSettings } from '../../src/index.ts';
import { validSettings as valid } from './valid-settings.ts';

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
        leaseSeconds: 30,
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

  it.each([
    [{ STAGING_BUCKET: 'mail-staging' }, 'STAGING_ROLE_ARN is not set although STAGING_BUCKET is.'],
    [
      { STAGING_ROLE_ARN: 'arn:aws:iam::123456789012:role/reader' },
      'STAGING_BUCKET is not set although STAGING_ROLE_ARN is.',
    ],
    [{ STAGING_BUCKET: 'Mail_Staging' }, 'STAGING_BUCKET is "Mail_Staging".'],
    [{ STAGING_BUCKET: '10.0.0.1' }, 'STAGING_BUCKET is "10.0.0.1".'],
    [{ STAGING_ROLE_ARN: 'reader' }, 'STAGING_ROLE_ARN is "rea…'],
  ])('refuse %j', (given, message) => {
    expect(problemsOf({ ...valid, ...given })).toContainEqual(expect.stringContaining(message));
  });

  it('take a bucket with its role', () => {
    const given = { STAGING_BUCKET: 'mail-staging', STAGING_ROLE_ARN: 'arn:aws-us-gov:iam::123456789012:role/a/b' };
    expect(problemsOf({ ...valid, ...given })).toEqual([]);
  });

  it('reports all problems at once, each with value, what is allowed and where to set it', () => {
    const problems = problemsOf({ SYNC_MODE: 'sometimes', DOCUMENT_BATCH_SIZE: '50', QBUSINESS_INDEX_ID: 'short' });
    expect(problems).toEqual(
      expect.arrayContaining([
        'SYNC_MODE is "sometimes". Allowed: `delta` or `full`. Set the environment variable SYNC_MODE or the parameter /exchange-connector/dev/sync-mode.',
        expect.stringContaining('DOCUMENT_BATCH_SIZE is "50"'),
        expect.stringContaining('QBUSINESS_INDEX_ID is "sh…" (5 characters)'),
        expect.stringContaining('EXCHANGE_PRIMARY_SMTP_ADDRESS is not set'),
        expect.stringContaining('EXCHANGE_CLIENT_ID is not set although EXCHANGE_AUTH is entra'),
        expect.stringContaining('EXCHANGE_CLIENT_SECRET is not set and EXCHANGE_CERTIFICATE is not set either'),
      ]),
    );
    expect(problems.filter((text) => text.startsWith('QBUSINESS_INDEX_ID'))).toHaveLength(1);
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
    ['a word that is no number', { HEALTH_PORT: 'eighty' }, 'HEALTH_PORT is "eighty"'],
    ['a port that does not exist', { HEALTH_PORT: '65536' }, 'HEALTH_PORT'],
    ['what only an object knows as a word', { ENABLE_THREADING: 'constructor' }, 'ENABLE_THREADING is "constructor"'],
    ['the prototype as a word', { ENABLE_THREADING: '__proto__' }, 'ENABLE_THREADING is "__proto__"'],
    ['a server of dots', { EXCHANGE_SERVER: '..' }, 'EXCHANGE_SERVER is ".."'],
    ['a server that a URL would read as another', { EXCHANGE_SERVER: '1.2.3' }, 'EXCHANGE_SERVER is "1.2.3"'],
    ['a tenant of dots', { EXCHANGE_TENANT_ID: '..' }, 'EXCHANGE_TENANT_ID'],
    ['a lease too short to be kept', { LEASE_SECONDS: '4' }, 'whole number of seconds from 5 to 600'],
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

  const account = { EXCHANGE_AUTH: 'basic', EXCHANGE_USERNAME: 'svc', EXCHANGE_PASSWORD: 'p' };

  it('accept a service account on-premises', () => {
    const { EXCHANGE_CLIENT_ID, EXCHANGE_TENANT_ID, EXCHANGE_CLIENT_SECRET, ...rest } = valid;
    expect(problemsOf({ ...rest, ...account, EXCHANGE_SERVER: 'mail.corp.example' })).toEqual([]);
    expect(problemsOf({ ...rest, ...account, EXCHANGE_SERVER: 'notoutlook.com' })).toEqual([]);
  });

  it.each([
    'outlook.office365.com',
    'outlook.office.com',
    'outlook.office365.us',
    'outlook-dod.office365.us',
    'webmail.apps.mil',
    'partner.outlook.cn',
    'OUTLOOK.OFFICE.DE',
  ])('refuse a service account towards %s, which is Exchange Online', (host) => {
    const expected = [expect.stringMatching(/^EXCHANGE_AUTH is "basic" but .* is Exchange Online/)];
    expect(problemsOf({ ...valid, ...account, EXCHANGE_SERVER: host })).toEqual(expected);
    expect(problemsOf({ ...valid, ...account, EXCHANGE_EWS_URL: `https://${host}./EWS/Exchange.asmx` })).toEqual(
      expected,
    );
  });

  it('refuse a service account towards Microsoft Graph', () => {
    const onPremises = { ...valid, ...account, EXCHANGE_SERVER: 'mail.corp.example' };
    expect(problemsOf({ ...onPremises, EXCHANGE_API: 'graph' })).toEqual([
      expect.stringMatching(/^EXCHANGE_API is "graph" but EXCHANGE_AUTH is "basic"/),
    ]);
    expect(problemsOf({ ...onPremises, EXCHANGE_API: 'auto' })).toEqual([]);
  });

  it('take a group in place of a list of mailboxes, or beside it, and one of the two', () => {
    const { EXCHANGE_PRIMARY_SMTP_ADDRESS: _list, ...others } = valid;
    expect(problemsOf(others)).toEqual([
      expect.stringMatching(/^EXCHANGE_PRIMARY_SMTP_ADDRESS is not set and neither is EXCHANGE_MAILBOX_GROUP/),
    ]);
    const group = { EXCHANGE_MAILBOX_GROUP: ' Indexed people ' };
    expect(resolve({ ...others, ...group })).toMatchObject({
      ok: true,
      warnings: [],
      settings: { exchangePrimarySmtpAddress: [], exchangeMailboxGroup: 'Indexed people' },
    });
    // Who is in the group is not known here: nothing can be said of filters and of the map.
    const access = { ACCESS_MAP: 'info@contoso.com=user:ann@contoso.com', MAILBOX_INCLUDE: 'i*' };
    expect(resolve({ ...valid, ...group, ...access })).toMatchObject({ ok: true, warnings: [] });
    expect(problemsOf({ ...valid, EXCHANGE_MAILBOX_GROUP: 'x'.repeat(257) })).toEqual([
      expect.stringContaining('of 1 to 256 printable characters'),
    ]);
  });

  it('refuse a group to a service account, which cannot ask for it', () => {
    const onPremises = { ...valid, ...account, EXCHANGE_SERVER: 'mail.corp.example' };
    expect(problemsOf({ ...onPremises, EXCHANGE_MAILBOX_GROUP: 'Team' })).toEqual([
      expect.stringMatching(/^EXCHANGE_MAILBOX_GROUP is set but EXCHANGE_AUTH is "basic"/),
    ]);
    expect(problemsOf({ ...onPremises, ACCESS_MAP: 'ann@contoso.com=entra-group:Team' })).toEqual([
      expect.stringMatching(/^ACCESS_MAP names an entra-group but EXCHANGE_AUTH is "basic"/),
    ]);
    expect(problemsOf({ ...onPremises, ACCESS_MAP: 'ann@contoso.com=group:Team' })).toEqual([]);
  });

  it('warn of archives that Microsoft Graph does not show', () => {
    const graph = { ...valid, EXCHANGE_API: 'graph' };
    expect(resolve(graph)).toMatchObject({ warnings: [expect.stringMatching(/^EXCHANGE_API is graph/)] });
    expect(resolve({ ...graph, PROCESS_ARCHIVE_MAILBOX: 'false' })).toMatchObject({ warnings: [] });
    expect(resolve(valid)).toMatchObject({ warnings: [], settings: { exchangeApi: 'auto' } });
  });

  it('warn of parameters that nobody reads', () => {
    expect(resolve(valid, { 'exchange-client-idd': 'x' })).toMatchObject({
      warnings: [expect.stringContaining('/exchange-connector/dev/exchange-client-idd')],
    });
  });

  it('warn that EMAIL_PROCESSING_LIMIT of the original, which kept it from ever getting past the first messages, limits nothing', () => {
    expect(resolve(valid, { 'email-processing-limit': '1' })).toMatchObject({
      warnings: [expect.stringContaining('/exchange-connector/dev/email-processing-limit')],
    });
  });
});

describe('describeProblems', () => {
  it('puts each problem on a line of its own', () => {
    expect(describeProblems([{ name: 'A', message: 'A is wrong.' }])).toBe(
      'There is a problem with the settings:\n  - A is wrong.',
    );
  });

  it.each([
    ['environment', 'ENVIRONMENT can only be set as an environment variable; remove it'],
    ['container-index', 'CONTAINER_INDEX can only be set as an environment variable; remove it'],
    ['total-containers', 'TOTAL_CONTAINERS can only be set as an environment variable; remove it'],
    ['parameter-store-prefix', 'PARAMETER_STORE_PREFIX can only be set as an environment variable; remove it'],
    ['sync-mod', 'is not a setting and is not used'],
  ])('say that the parameter %s is not used', (name, reason) => {
    const resolved = resolve(valid, { [name]: '1' });
    expect(resolved).toMatchObject({ ok: true, settings: { containerIndex: 0, totalContainers: 1 } });
    expect(resolved.ok && resolved.warnings).toEqual([
      expect.stringMatching(new RegExp(`^the parameter ${prefix}/${name} .*${reason}`)),
    ]);
  });
});
