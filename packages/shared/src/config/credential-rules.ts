import { isExchangeOnline } from './exchange-online.ts';
import { missing } from './missing.ts';
import type { Parsed } from './parsed.ts';
import { type SettingProblem, whereToSet } from './problems.ts';
import { type SettingKey, settingsTable } from './settings-table.ts';
import { isUnshowable } from './show-value.ts';

/** What is missing or does not fit in the way the worker signs in. Names in `wrong` are reported already. */
export function credentialProblems(parsed: Parsed, wrong: ReadonlySet<string>): readonly SettingProblem[] {
  if (parsed.values.exchangeAuth !== 'basic') return entraCredentials(parsed, wrong);
  const absent = missing(parsed, ['exchangeUsername', 'exchangePassword'], 'although EXCHANGE_AUTH is basic');
  return [...absent, ...basicTowardsExchangeOnline(parsed)];
}

function basicTowardsExchangeOnline({ values, env, telling }: Parsed): readonly SettingProblem[] {
  const url = String(values.exchangeEwsUrl);
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (!isExchangeOnline(host)) return [];
  const shown = isUnshowable(host, telling.secrets) ? 'the server' : host;
  const message =
    `EXCHANGE_AUTH is "basic" but ${shown} is Exchange Online, which refuses it. Allowed there: entra. ` +
    `Set ${whereToSet(settingsTable.exchangeAuth, telling)}, or EXCHANGE_SERVER to the on-premises server.`;
  const problem = { name: 'EXCHANGE_AUTH', message };
  const isUrlGiven = (env['EXCHANGE_EWS_URL'] ?? '').trim() !== '';
  return [isUrlGiven ? problem : { ...problem, curable: true }];
}

function entraCredentials(parsed: Parsed, wrong: ReadonlySet<string>): readonly SettingProblem[] {
  const ids = missing(parsed, ['exchangeClientId', 'exchangeTenantId'], 'although EXCHANGE_AUTH is entra');
  // Which credential was meant cannot be told.
  if (wrong.has('EXCHANGE_CREDENTIAL')) return ids;
  const { exchangeCredential: chosen } = parsed.values;
  switch (chosen ?? storedCredential(parsed.values)) {
    case 'certificate': {
      const reason = chosen === undefined ? 'EXCHANGE_CERTIFICATE is' : 'EXCHANGE_CREDENTIAL is certificate';
      return [...ids, ...missing(parsed, ['exchangeCertificate', 'exchangePrivateKey'], `although ${reason}`)];
    }
    case 'secret': {
      const reason =
        chosen === undefined ? 'and EXCHANGE_CERTIFICATE is not set either' : 'although EXCHANGE_CREDENTIAL is secret';
      return [...ids, ...missing(parsed, ['exchangeClientSecret'], reason)];
    }
    default:
      return ids;
  }
}

/** What the application proves itself with unless it is said: a certificate wins over a secret. */
export function storedCredential({ exchangeCertificate }: Parsed['values']): 'certificate' | 'secret' {
  return exchangeCertificate === undefined ? 'secret' : 'certificate';
}

const stored: readonly SettingKey[] = ['exchangeClientSecret', 'exchangePrivateKey', 'exchangePassword'];

/** Secrets that are kept for nothing: with a federated credential there need be none. */
export function credentialWarnings({ values }: Parsed): readonly string[] {
  if (values.exchangeAuth !== 'entra' || values.exchangeCredential !== 'federated') return [];
  return stored
    .filter((key) => values[key] !== undefined)
    .map((key) => `${settingsTable[key].name} is set but not used, as EXCHANGE_CREDENTIAL is federated; remove it`);
}
