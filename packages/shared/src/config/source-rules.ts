import type { MailboxAccess } from '../mailboxes/parse-access-map.ts';
import type { Parsed } from './parsed.ts';
import type { SettingProblem } from './problems.ts';

/** What does not fit together in where the mail is read. */
export function sourceProblems(parsed: Parsed): readonly SettingProblem[] {
  return [...graphByPassword(parsed), ...groupByPassword(parsed), ...accessByPassword(parsed)];
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

function graphByPassword({ values }: Parsed): readonly SettingProblem[] {
  if (values.exchangeApi !== 'graph' || values.exchangeAuth !== 'basic') return [];
  const message =
    'EXCHANGE_API is "graph" but EXCHANGE_AUTH is "basic", which Microsoft Graph refuses. Allowed with basic: ews, auto. ' +
    'Set EXCHANGE_AUTH to entra, or EXCHANGE_API to ews.';
  return [{ name: 'EXCHANGE_API', message, curable: true }];
}

/** What is wanted of a source that cannot give it. */
export function sourceWarnings({ values }: Parsed): readonly string[] {
  if (values.exchangeApi !== 'graph' || values.processArchiveMailbox === false) return [];
  return [
    'EXCHANGE_API is graph, through which archives cannot be read: they count as failed, and what the index has of them ' +
      'stays as it is. With PROCESS_ARCHIVE_MAILBOX=false it leaves the index',
  ];
}
