import { missingValue, type SettingProblem, whereToSet } from './problems.ts';
import type { Sources } from './resolve-settings.ts';
import { type SettingKey, settingsTable } from './settings-table.ts';

type Parsed = Readonly<Partial<Record<SettingKey, unknown>>>;

/** What is wrong with settings that are valid by themselves but not together. Names in `wrong` are reported already. */
export function crossProblems(values: Parsed, sources: Sources, wrong: ReadonlySet<string>): readonly SettingProblem[] {
  const problems = [
    ...required(values, sources),
    ...credentials(values, sources),
    ...containers(values, sources),
    ...stores(values),
  ];
  return problems.filter(({ name }) => !wrong.has(name));
}

function missing(key: SettingKey, sources: Sources, reason = ''): SettingProblem {
  const setting = settingsTable[key];
  return missingValue(setting, whereToSet(setting, sources.prefix), reason);
}

function required(values: Parsed, sources: Sources): readonly SettingProblem[] {
  const keys: readonly SettingKey[] = [
    'exchangePrimarySmtpAddress',
    'qbusinessApplicationId',
    'qbusinessIndexId',
    'qbusinessDatasourceId',
  ];
  return keys.filter((key) => values[key] === undefined).map((key) => missing(key, sources));
}

function credentials(values: Parsed, sources: Sources): readonly SettingProblem[] {
  return values.exchangeAuth === 'basic' ? basicCredentials(values, sources) : entraCredentials(values, sources);
}

function basicCredentials(values: Parsed, sources: Sources): readonly SettingProblem[] {
  const keys: readonly SettingKey[] = ['exchangeUsername', 'exchangePassword'];
  const problems = keys
    .filter((key) => values[key] === undefined)
    .map((key) => missing(key, sources, 'although EXCHANGE_AUTH is basic'));
  const host = URL.canParse(String(values.exchangeEwsUrl)) ? new URL(String(values.exchangeEwsUrl)).hostname : '';
  if (!/(^|\.)(office365\.com|office\.com|outlook\.com)$/i.test(host)) return problems;
  const message =
    `EXCHANGE_AUTH is "basic" but ${host} is Exchange Online, which refuses it. Allowed there: entra. ` +
    `Set ${whereToSet(settingsTable.exchangeAuth, sources.prefix)}, or EXCHANGE_SERVER to the on-premises server.`;
  return [...problems, { name: 'EXCHANGE_AUTH', message }];
}

function entraCredentials(values: Parsed, sources: Sources): readonly SettingProblem[] {
  const keys: readonly SettingKey[] = ['exchangeClientId', 'exchangeTenantId'];
  const problems = keys
    .filter((key) => values[key] === undefined)
    .map((key) => missing(key, sources, 'although EXCHANGE_AUTH is entra'));
  const { exchangeClientSecret: secret, exchangeCertificate: certificate, exchangePrivateKey: key } = values;
  if (certificate !== undefined && key === undefined) {
    problems.push(missing('exchangePrivateKey', sources, 'although EXCHANGE_CERTIFICATE is'));
  }
  if (secret === undefined && certificate === undefined) {
    problems.push(missing('exchangeClientSecret', sources, 'and EXCHANGE_CERTIFICATE is not set either'));
  }
  return problems;
}

/** Either number alone would make this worker take mailboxes that others take too. */
function containers(values: Parsed, { env }: Sources): readonly SettingProblem[] {
  const { containerIndex: index, totalContainers: total } = values;
  const given = (name: string) => (env[name] ?? '').trim() !== '';
  if (given('CONTAINER_INDEX') !== given('TOTAL_CONTAINERS')) {
    const [set, unset] = given('CONTAINER_INDEX')
      ? ['CONTAINER_INDEX', 'TOTAL_CONTAINERS']
      : ['TOTAL_CONTAINERS', 'CONTAINER_INDEX'];
    const message = `${unset} is not set although ${set} is. Set both environment variables or neither.`;
    return [{ name: unset, message }];
  }
  if (typeof index !== 'number' || typeof total !== 'number' || index < total) return [];
  const message =
    `CONTAINER_INDEX is ${index} but TOTAL_CONTAINERS is ${total}. Allowed: 0 to ${total - 1}. ` +
    'Set the environment variables CONTAINER_INDEX and TOTAL_CONTAINERS.';
  return [{ name: 'CONTAINER_INDEX', message }];
}

function stores(values: Parsed): readonly SettingProblem[] {
  if (values.processMainMailbox !== false || values.processArchiveMailbox !== false) return [];
  const message =
    'PROCESS_MAIN_MAILBOX and PROCESS_ARCHIVE_MAILBOX are both off, so there is nothing to index. Turn one on.';
  return [{ name: 'PROCESS_MAIN_MAILBOX', message }];
}
