import { describe, expect, it } from '@jest/globals';
import { resolveSettings } from '../../src/index.ts';
import { validSettings } from './valid-settings.ts';

const { EXCHANGE_CLIENT_SECRET: secret, ...withoutSecret } = validSettings;
const certificate = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----';
const key = '-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----';
const pair = { EXCHANGE_CERTIFICATE: certificate, EXCHANGE_PRIVATE_KEY: key };

const resolve = (changes: Record<string, string>) =>
  resolveSettings({ env: { ...withoutSecret, ...changes }, parameters: {}, prefix: undefined });

describe('the credential of the application', () => {
  it.each<[Record<string, string>, string]>([
    [{ EXCHANGE_CLIENT_SECRET: secret }, 'secret'],
    [pair, 'certificate'],
    [{ EXCHANGE_CLIENT_SECRET: secret, ...pair }, 'certificate'],
    [{ EXCHANGE_CLIENT_SECRET: secret, ...pair, EXCHANGE_CREDENTIAL: 'secret' }, 'secret'],
    [{ EXCHANGE_CREDENTIAL: 'federated' }, 'federated'],
    [{ EXCHANGE_CREDENTIAL: 'Federated', ...pair }, 'federated'],
  ])('%# is what is said, else a certificate, else a secret', (changes, exchangeCredential) => {
    expect(resolve(changes)).toMatchObject({ ok: true, settings: { exchangeCredential } });
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['nothing', {}, ['EXCHANGE_CLIENT_SECRET is not set and EXCHANGE_CERTIFICATE is not set either']],
    [
      'a certificate without its key',
      { EXCHANGE_CERTIFICATE: certificate },
      ['EXCHANGE_PRIVATE_KEY is not set although EXCHANGE_CERTIFICATE is'],
    ],
    [
      'the choice of a certificate, and a secret',
      { EXCHANGE_CREDENTIAL: 'certificate', EXCHANGE_CLIENT_SECRET: secret },
      [
        'EXCHANGE_CERTIFICATE is not set although EXCHANGE_CREDENTIAL is certificate',
        'EXCHANGE_PRIVATE_KEY is not set although EXCHANGE_CREDENTIAL is certificate',
      ],
    ],
    [
      'the choice of a secret, and a certificate',
      { EXCHANGE_CREDENTIAL: 'secret', ...pair },
      ['EXCHANGE_CLIENT_SECRET is not set although EXCHANGE_CREDENTIAL is secret'],
    ],
    [
      'the choice of a federated credential without an application',
      { EXCHANGE_CREDENTIAL: 'federated', EXCHANGE_CLIENT_ID: '', EXCHANGE_TENANT_ID: '' },
      ['EXCHANGE_CLIENT_ID is not set although', 'EXCHANGE_TENANT_ID is not set although'],
    ],
    ['a choice that is none', { EXCHANGE_CREDENTIAL: 'federatd' }, ['EXCHANGE_CREDENTIAL is "federatd"']],
  ])('with %s says what is missing and why', (_, changes, expected) => {
    const resolved = resolve(changes);
    const said = resolved.ok ? [] : resolved.problems.map(({ message }) => message);
    expect(said).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  it('that is federated makes stored secrets useless, which is said', () => {
    const stored = { EXCHANGE_CLIENT_SECRET: secret, ...pair };
    const warnings = (changes: Record<string, string>) => {
      const resolved = resolve(changes);
      return resolved.ok ? resolved.warnings : [];
    };
    expect(warnings({ ...stored, EXCHANGE_CREDENTIAL: 'federated' })).toEqual([
      expect.stringContaining('EXCHANGE_CLIENT_SECRET is set but not used'),
      expect.stringContaining('EXCHANGE_PRIVATE_KEY is set but not used'),
    ]);
    expect(warnings({ ...stored, EXCHANGE_CREDENTIAL: 'certificate' })).toEqual([]);
  });
});
