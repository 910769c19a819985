import { describe, expect, it } from '@jest/globals';
import { resolveSettings } from '../../src/index.ts';
import { validSettings } from './valid-settings.ts';

const { EXCHANGE_PRIMARY_SMTP_ADDRESS: _list, ...others } = validSettings;
const first = 'exchange-primary-smtp-address';
const prefix = '/exchange-connector/dev';
const resolve = (parameters: Record<string, string>, env: Record<string, string> = others) =>
  resolveSettings({ env, parameters, prefix });

describe('a list of mailboxes that is longer than a parameter', () => {
  it('goes on in numbered parameters, in their order', () => {
    const parts = Object.fromEntries(
      Array.from({ length: 11 }, (_, part) => [`${first}-${part + 2}`, `p${part + 2}@x.com`]),
    );
    const resolved = resolve({ ...parts, [first]: 'p1@x.com, q1@x.com' });
    expect(resolved).toMatchObject({
      warnings: [],
      settings: {
        exchangePrimarySmtpAddress: [
          'p1@x.com',
          'q1@x.com',
          ...Array.from({ length: 11 }, (_, n) => `p${n + 2}@x.com`),
        ],
      },
    });
  });

  it.each([
    [{ [first]: 'a@x.com', [`${first}-3`]: 'c@x.com' }, `${first}-2`],
    [{ [`${first}-2`]: 'b@x.com' }, first],
  ])('is refused when a part is missing: its mailboxes would leave the index (%#)', (parameters, missing) => {
    const resolved = resolve(parameters as Record<string, string>);
    expect(resolved.ok ? [] : resolved.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(`lacks its part ${prefix}/${missing},`),
    ]);
  });

  it('is not looked at when the environment gives one', () => {
    const resolved = resolve({ [`${first}-3`]: 'c@x.com' }, validSettings);
    expect(resolved).toMatchObject({
      ok: true,
      settings: { exchangePrimarySmtpAddress: ['ann@contoso.com', 'ben@contoso.com'] },
    });
  });

  it.each([`${first}-1`, `${first}-02`, `${first}-100`, `${first}-x`, 'sync-mode-2'])(
    'does not go on in %s, which is told of',
    (name) => {
      const resolved = resolve({ [first]: 'a@x.com', [name]: 'b@x.com' });
      expect(resolved).toMatchObject({
        settings: { exchangePrimarySmtpAddress: ['a@x.com'] },
        warnings: [expect.stringContaining(`${prefix}/${name}`)],
      });
    },
  );
});
