import { settingsTable, storedText } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import type { StoredParameter } from '../../src/parameters/parameter-store.ts';
import { planParameters } from '../../src/parameters/plan.ts';
import { planText } from '../../src/parameters/plan-text.ts';

const prefix = '/exchange-connector/dev';
const plan = (given: Record<string, string>, stored: Record<string, StoredParameter> = {}) =>
  planParameters(new Map(Object.entries(given)), new Map(Object.entries(stored)), prefix);
const addresses = (count: number) =>
  Array.from({ length: count }, (_, number) => `mailbox-${1000 + number}@contoso.com`);

describe('a plan', () => {
  it('has the types of the Python version, whose parameters go on working', () => {
    const { parameters } = plan({
      EXCHANGE_CLIENT_ID: 'a',
      EXCHANGE_CLIENT_SECRET: 'b',
      EXCHANGE_TENANT_ID: 'c',
      EXCHANGE_PRIMARY_SMTP_ADDRESS: 'a@contoso.com',
      QBUSINESS_APPLICATION_ID: 'd',
      QBUSINESS_INDEX_ID: 'e',
      QBUSINESS_DATASOURCE_ID: 'f',
      SYNC_MODE: 'delta',
    });
    expect(Object.fromEntries(parameters.map(({ path, type }) => [path, type]))).toEqual({
      '/exchange-connector/dev/exchange-client-id': 'SecureString',
      '/exchange-connector/dev/exchange-client-secret': 'SecureString',
      '/exchange-connector/dev/exchange-tenant-id': 'SecureString',
      '/exchange-connector/dev/exchange-primary-smtp-address': 'SecureString',
      '/exchange-connector/dev/qbusiness-application-id': 'String',
      '/exchange-connector/dev/qbusiness-index-id': 'String',
      '/exchange-connector/dev/qbusiness-datasource-id': 'String',
      '/exchange-connector/dev/sync-mode': 'String',
    });
  });

  it('tells what is new, changed and unchanged, and leaves the type of what may have either', () => {
    const { parameters, problems } = plan(
      { EXCHANGE_TENANT_ID: 'c', SYNC_MODE: 'full', LOG_LEVEL: 'debug' },
      { 'exchange-tenant-id': { value: 'c', type: 'String' }, 'sync-mode': { value: 'delta', type: 'SecureString' } },
    );
    expect(problems).toEqual([]);
    expect(parameters.map(({ setting, change, type }) => [setting.name, change, type])).toEqual([
      ['SYNC_MODE', 'changed', 'SecureString'],
      ['EXCHANGE_TENANT_ID', 'unchanged', 'String'],
      ['LOG_LEVEL', 'new', 'String'],
    ]);
  });

  it.each([
    ['EXCHANGE_CLIENT_SECRET', 'exchange-client-secret', 'String', 'has to be a SecureString'],
    ['QBUSINESS_INDEX_ID', 'qbusiness-index-id', 'SecureString', 'has to be a String'],
    ['EXCHANGE_PRIMARY_SMTP_ADDRESS', 'exchange-primary-smtp-address', 'StringList', 'has to be a SecureString'],
  ])('with %s of the wrong type says how to get rid of it', (name, parameter, type, expected) => {
    const { problems } = plan({ [name]: 'x' }, { [parameter]: { value: 'x', type } });
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems[0]).toContain(`aws ssm delete-parameter --name ${prefix}/${parameter}`);
  });

  it.each([
    [4096, false, []],
    [4097, true, []],
    [8192, true, []],
    [8193, true, [expect.stringContaining('8193 bytes; the most that a parameter holds are 8192')]],
  ])('with %i bytes of a setting', (bytes, advanced, problems) => {
    const planned = plan({ FOLDER_INCLUDE: 'x'.repeat(bytes) });
    expect(planned.parameters[0]?.advanced).toBe(advanced);
    expect(planned.problems).toEqual(problems);
  });

  it('spreads a long list of mailboxes over parameters that a worker reads as one', () => {
    const list = addresses(400);
    const { parameters, problems } = plan({ EXCHANGE_PRIMARY_SMTP_ADDRESS: list.join(', ') });
    expect(problems).toEqual([]);
    expect(parameters.map(({ name, advanced, type }) => [name, advanced, type])).toEqual([
      ['exchange-primary-smtp-address', false, 'SecureString'],
      ['exchange-primary-smtp-address-2', false, 'SecureString'],
      ['exchange-primary-smtp-address-3', false, 'SecureString'],
    ]);
    const read = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    expect(storedText(settingsTable.exchangePrimarySmtpAddress, read)).toBe(list.join(','));
    const again = plan(
      { EXCHANGE_PRIMARY_SMTP_ADDRESS: list.join(',') },
      Object.fromEntries(parameters.map(({ name, value, type }) => [name, { value, type }])),
    );
    expect(again.parameters.map(({ change }) => change)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  });

  it('leaves a list alone that one advanced parameter holds already', () => {
    const value = addresses(200).join(',');
    const stored = { 'exchange-primary-smtp-address': { value, type: 'SecureString' } };
    expect(plan({ EXCHANGE_PRIMARY_SMTP_ADDRESS: value }, stored).parameters).toMatchObject([{ change: 'unchanged' }]);
  });

  it('says which parts of a longer list have to go, as their mailboxes would still count', () => {
    const part = { value: 'z@contoso.com', type: 'SecureString' };
    const stored = { 'exchange-primary-smtp-address': part, 'exchange-primary-smtp-address-2': part };
    const { problems } = plan({ EXCHANGE_PRIMARY_SMTP_ADDRESS: 'a@contoso.com' }, stored);
    expect(problems).toEqual([
      expect.stringContaining(`aws ssm delete-parameter --name ${prefix}/exchange-primary-smtp-address-2`),
    ]);
  });

  it('refuses a list that needs more parameters than it may have', () => {
    const { problems } = plan({ EXCHANGE_PRIMARY_SMTP_ADDRESS: addresses(16_000).join(',') });
    expect(problems).toEqual([expect.stringMatching(/needs 10\d parameters, and may have 99/)]);
  });

  it('counts bytes, as AWS does, and not characters', () => {
    expect(plan({ FOLDER_INCLUDE: 'ü'.repeat(2049) }).parameters[0]?.advanced).toBe(true);
  });
});

describe('the text of a plan', () => {
  it('shows no secret, counts mailboxes and says what an advanced parameter costs', () => {
    const text = planText(
      plan(
        {
          EXCHANGE_CLIENT_SECRET: 'the-very-secret',
          EXCHANGE_PRIMARY_SMTP_ADDRESS: addresses(3).join(','),
          FOLDER_INCLUDE: 'x'.repeat(5000),
          SYNC_MODE: 'full',
          LOG_LEVEL: 'debug',
        },
        {
          'exchange-client-secret': { value: 'old-secret', type: 'SecureString' },
          'log-level': { value: 'debug', type: 'String' },
        },
      ),
      ['health-port'],
    );
    expect(text).toMatch(/changed +exchange-client-secret +SecureString +\(a secret, not shown\)/);
    expect(text).not.toMatch(/very-secret|old-secret/);
    expect(text).toMatch(/new +exchange-primary-smtp-address +SecureString +3 mailboxes/);
    expect(text).not.toContain('@');
    expect(text).toMatch(/5000 bytes.*advanced.*0\.05 USD a month/);
    expect(text).toMatch(/new +sync-mode +String +full/);
    expect(text).toMatch(/unchanged +log-level +String$/m);
    expect(text).toContain('left as they are: health-port');
  });
});
