import type { MailboxAccess } from '../mailboxes/parse-access-map.ts';
import { isExchangeOnline } from './exchange-online.ts';
import { mailRoutes } from './mail-routes.ts';
import { missing } from './missing.ts';
import type { Parsed } from './parsed.ts';
import type { SettingProblem } from './problems.ts';
import type { SettingKey, Settings } from './settings-table.ts';

/** What does not fit together in where the mail is read. */
export function sourceProblems(parsed: Parsed): readonly SettingProblem[] {
  return [
    ...graphTowardsServiceAccount(parsed),
    ...onPremisesProblems(parsed),
    ...groupByPassword(parsed),
    ...accessByPassword(parsed),
  ];
}

function accessByPassword({ values }: Parsed): readonly SettingProblem[] {
  const map = (values.accessMap ?? []) as readonly MailboxAccess[];
  const names = map.some(({ allow }) => allow.some(({ kind }) => kind === 'entra-group'));
  if (!names || values.exchangeAuth !== 'basic') return [];
  const message =
    'ACCESS_MAP names an entra-group but EXCHANGE_AUTH is "basic", with which nobody can ask Entra ID for a group. ' +
    'Set EXCHANGE_AUTH to entra, or name a group that Amazon Q Business knows: group:<name>.';
  return [{ name: 'ACCESS_MAP', message, curable: true }];
}

function groupByPassword({ values }: Parsed): readonly SettingProblem[] {
  if (values.exchangeMailboxGroup === undefined || values.exchangeAuth !== 'basic') return [];
  const message =
    'EXCHANGE_MAILBOX_GROUP is set but EXCHANGE_AUTH is "basic", with which nobody can ask Entra ID for a group. ' +
    'Set EXCHANGE_AUTH to entra, or list the mailboxes in EXCHANGE_PRIMARY_SMTP_ADDRESS.';
  return [{ name: 'EXCHANGE_MAILBOX_GROUP', message, curable: true }];
}

function graphTowardsServiceAccount({ values }: Parsed): readonly SettingProblem[] {
  if (values.exchangeApi !== 'graph' || values.exchangeAuth !== 'basic') return [];
  const message =
    'EXCHANGE_API is "graph" but EXCHANGE_AUTH is "basic", which Microsoft Graph refuses. Allowed with basic: ews, auto. ' +
    'Set EXCHANGE_AUTH to entra, or EXCHANGE_API to ews.';
  return [{ name: 'EXCHANGE_API', message, curable: true }];
}

const account: readonly SettingKey[] = ['exchangeOnPremisesUsername', 'exchangeOnPremisesPassword'];

function onPremisesProblems(parsed: Parsed): readonly SettingProblem[] {
  const { exchangeOnPremisesEwsUrl: url, exchangeOnPremisesUsername, exchangeOnPremisesPassword } = parsed.values;
  if (url === undefined) {
    const isAccountGiven = exchangeOnPremisesUsername !== undefined || exchangeOnPremisesPassword !== undefined;
    return isAccountGiven ? missing(parsed, ['exchangeOnPremisesEwsUrl'], 'although an account for it is') : [];
  }
  const absent = missing(parsed, account, 'although EXCHANGE_ON_PREMISES_EWS_URL is');
  if (!isExchangeOnline(new URL(String(url)).hostname)) return absent;
  const message =
    'EXCHANGE_ON_PREMISES_EWS_URL leads to Exchange Online, which refuses service accounts. Allowed: a server on-premises. ' +
    'Set it to that of the hybrid organisation, or leave it out.';
  return [...absent, { name: 'EXCHANGE_ON_PREMISES_EWS_URL', message, curable: true }];
}

/** What is wanted of a source that cannot give it. Valid settings alone. */
export function sourceWarnings(settings: Settings): readonly string[] {
  const { primary, archive } = mailRoutes(settings);
  const archives =
    'EXCHANGE_API is graph, through which archives cannot be read: they count as failed, and what the index has of them ' +
    'stays as it is. With PROCESS_ARCHIVE_MAILBOX=false it leaves the index';
  const onPremises =
    'EXCHANGE_ON_PREMISES_EWS_URL is set but not used, as no mailbox is read through Microsoft Graph; remove it';
  return [
    ...(archive === 'graph' ? [archives] : []),
    ...(settings.exchangeOnPremisesEwsUrl !== undefined && primary !== 'graph' ? [onPremises] : []),
  ];
}
