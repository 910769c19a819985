import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeProblems, resolveBootstrap, resolveSettings, settingsTable } from '../../src/index.ts';
import { validSettings as valid } from './valid-settings.ts';

type Env = Record<string, string>;

/** Everything that is said about the settings, whatever is wrong with them. */
function said(env: Env, parameters: Env = {}): string {
  const prefix = `/exchange-connector/${env['ENVIRONMENT'] ?? 'dev'}`;
  const resolved = resolveSettings({ env, parameters, prefix });
  const bootstrap = resolveBootstrap(env);
  return [
    resolved.ok ? resolved.warnings.join('\n') : describeProblems(resolved.problems),
    bootstrap.ok ? '' : describeProblems(bootstrap.problems),
  ].join('\n');
}

const ecKey = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIOxkeymaterial\n-----END EC PRIVATE KEY-----';
const clientSecret = 'Xy88Q~a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7';

describe('errors about settings', () => {
  it.each([
    ['EXCHANGE_CERTIFICATE', ecKey, 'with another PEM header'],
    ['EXCHANGE_CERTIFICATE', 'MHcCAQEEIOxkeymaterial', 'without a PEM header'],
    ['EXCHANGE_PRIVATE_KEY', 'MHcCAQEEIOxkeymaterial', 'without a PEM header'],
    ['EXCHANGE_PRIVATE_KEY', ecKey, 'with another PEM header'],
  ])('say of %s only whether it has a PEM header', (name, value, hint) => {
    const text = said({ ...valid, [name]: value });
    expect(text).toContain(`${name} is (a secret, not shown) ${hint}.`);
    expect(text).not.toContain('keymaterial');
  });

  it.each(Object.values(settingsTable).map(({ name }) => name))(
    'never show a private key that was given for %s',
    (name) => {
      expect(said({ ...valid, [name]: ecKey })).not.toMatch(/keymaterial|MHcC/);
    },
  );

  it.each(['EXCHANGE_EWS_URL', 'EXCHANGE_AUTHORITY_URL'])('refuse a user in %s and do not show who', (name) => {
    for (const scheme of ['http', 'https']) {
      for (const user of ['somebody', 'somebody:hush']) {
        const text = said({ ...valid, [name]: `${scheme}://${user}@mail.contoso.com/EWS?token=hush#hush` });
        expect(text).toContain(`${name} is "${scheme}://(user name and password, not shown)@mail.contoso.com/EWS…"`);
        expect(text).not.toMatch(/somebody|hush/);
      }
    }
  });

  it.each(['somebody:hush@mail.contoso.com', 'hush', 'https://somebody:hush@'])(
    'show nothing of %s, which is no web address',
    (given) => {
      const text = said({ ...valid, EXCHANGE_EWS_URL: given });
      expect(text).toContain(`EXCHANGE_EWS_URL is no web address (${given.length} characters, not shown)`);
      expect(text).not.toMatch(/somebody|hush/);
    },
  );

  it.each([
    ['SYNC_MODE', 'swordfish'],
    ['EXCHANGE_EWS_URL', 'http://swordfish.contoso.com/EWS'],
    ['EXCHANGE_SERVER', 'swordfish.office365.com'],
    ['ENVIRONMENT', 'swordfish'],
  ])('do not show in %s a word that is the password', (name, value) => {
    const account = { EXCHANGE_AUTH: 'basic', EXCHANGE_USERNAME: 'svc', EXCHANGE_PASSWORD: 'swordfish' };
    expect(said({ ...valid, ...account, EXCHANGE_PRIMARY_SMTP_ADDRESS: 'nobody', [name]: value })).not.toContain(
      'swordfish',
    );
  });

  it('show no path that holds a private key', () => {
    expect(said({ ...valid, EXCHANGE_EWS_URL: `http://mail.contoso.com/${ecKey}` })).toContain(
      'EXCHANGE_EWS_URL is (a private key, not shown)',
    );
  });

  it('show of an id the beginning and the length', () => {
    expect(said({ ...valid, EXCHANGE_TENANT_ID: clientSecret })).toContain(
      'EXCHANGE_TENANT_ID is "Xy88…" (40 characters).',
    );
  });

  it('show of invalid addresses the place, a masked form and the reason, and nothing of the others', () => {
    const list = 'ann@contoso.com, Ben Smith <ben@contoso.com>, jörg@müller.de, carla@contoso.com, hunter2';
    const text = said({ ...valid, EXCHANGE_PRIMARY_SMTP_ADDRESS: list });
    expect(text).toContain(
      'EXCHANGE_PRIMARY_SMTP_ADDRESS is a list with 3 entries that are no addresses (' +
        'number 2, "Be…" (27 characters): only the address itself may be given, without name, quotes and blanks; ' +
        'number 3, "jö…" (14 characters): Exchange has no mailbox addresses with characters outside ASCII before the @; ' +
        'number 5, "hu…" (7 characters): there is no @ in it)',
    );
    expect(text).not.toMatch(/ann@|carla|Smith|hunter2/);
  });

  it('name the first of very many invalid addresses and count the rest', () => {
    const text = said({ ...valid, EXCHANGE_PRIMARY_SMTP_ADDRESS: 'nobody,'.repeat(23) });
    expect(text).toContain('number 20, "no…" (6 characters): there is no @ in it; and 3 more)');
  });

  it('never hold the value of a secret setting, wherever else it stands', () => {
    const settings = Object.values(settingsTable);
    const secrets = settings.filter(({ secret }) => secret).map(({ name }) => name);
    const others = settings.filter(({ secret }) => !secret).map(({ name }) => name);
    // Prose has no such word; prefixes and suffixes make it pass as an address, a URL, a path or a name.
    const secretValue = fc.string({ minLength: 4, maxLength: 60 }).map((text) => `Zq7${text.trim()}9Kx`);
    const around = fc.constantFrom('@', '/@', 'https://@', 'https://@/', 'https://x:@@h/', 'a@@', '@,b', '@.com', '@ ');
    const wrongPlaces = fc.dictionary(fc.constantFrom(...others), around, { maxKeys: 8 });
    fc.assert(
      fc.property(
        secretValue,
        fc.subarray(secrets, { minLength: 1 }),
        wrongPlaces,
        fc.boolean(),
        (secret, right, wrong, stored) => {
          const rightValues = Object.fromEntries(right.map((name) => [name, secret]));
          const wrongValues = Object.fromEntries(
            Object.entries(wrong).map(([name, text]) => [name, text.split('@').join(secret)]),
          );
          const parameters = Object.fromEntries(
            Object.entries(rightValues).map(([name, value]) => [name.toLowerCase().replaceAll('_', '-'), value]),
          );
          const env = { ...valid, ...(stored ? {} : rightValues), ...wrongValues };
          expect(said(env, stored ? parameters : {})).not.toContain(secret);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never hold a long secret that stands in a wrong place alone', () => {
    const names = Object.values(settingsTable).map(({ name }) => name);
    const secretValue = fc.stringMatching(/^[A-Za-z0-9~._-]{24,48}$/).map((text) => `Z${text}~`);
    fc.assert(
      fc.property(secretValue, fc.constantFrom(...names), (secret, name) => {
        expect(said({ ...valid, [name]: secret })).not.toContain(secret);
      }),
      { numRuns: 300 },
    );
  });
});

describe('secrets', () => {
  const accepted = (name: string, value: string) =>
    resolveSettings({ env: { ...valid, [name]: value }, parameters: {}, prefix: undefined });

  it('keep the blanks around them', () => {
    expect(accepted('EXCHANGE_CLIENT_SECRET', ' se cret ')).toMatchObject({
      settings: { exchangeClientSecret: ' se cret ' },
      warnings: [],
    });
    expect(accepted('EXCHANGE_PASSWORD', '\tpass ')).toMatchObject({
      settings: { exchangePassword: '\tpass ' },
      warnings: [],
    });
  });

  it.each(['\n', '\r\n'])('lose one line break at their end, %j, with a warning', (lineBreak) => {
    expect(accepted('EXCHANGE_CLIENT_SECRET', `secret${lineBreak}`)).toMatchObject({
      settings: { exchangeClientSecret: 'secret' },
      warnings: [
        'EXCHANGE_CLIENT_SECRET ended with a line break, which was left out; set the environment variable EXCHANGE_CLIENT_SECRET without it',
      ],
    });
    expect(accepted('EXCHANGE_PASSWORD', `secret\n${lineBreak}`)).toMatchObject({
      settings: { exchangePassword: 'secret\n' },
    });
  });

  it('in PEM form end with a line break like every file', () => {
    const pem = `${ecKey.replaceAll('EC ', '')}\n`;
    expect(accepted('EXCHANGE_PRIVATE_KEY', pem)).toMatchObject({
      settings: { exchangePrivateKey: pem.trim() },
      warnings: [],
    });
  });
});
