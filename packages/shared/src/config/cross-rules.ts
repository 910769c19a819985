import { isExchangeOnline } from './exchange-online.ts';
import type { Parsed } from './parsed.ts';
import { missingValue, type SettingProblem, whereToSet } from './problems.ts';
import { scopeProblems } from './scope-rules.ts';
import { type SettingKey, settingsTable } from './settings-table.ts';
import { isUnshowable } from './show-value.ts';

/** What is wrong with settings that are valid by themselves but not together. Names in `wrong` are reported already. */
export function crossProblems(parsed: Parsed, wrong: ReadonlySet<string>): readonly SettingProblem[] {
  const problems = [
    ...required(parsed),
    ...credentials(parsed),
    ...containers(parsed),
    ...stores(parsed),
    ...staging(parsed),
    ...scopeProblems(parsed),
  ];
  return problems.filter(({ name }) => !wrong.has(name));
}

/** A problem for each of these settings that has no value. */
function missing({ values, telling }: Parsed, keys: readonly SettingKey[], reason = ''): readonly SettingProblem[] {
  return keys
    .filter((key) => values[key] === undefined)
    .map((key) => missingValue(settingsTable[key], telling, reason));
}

function required(parsed: Parsed): readonly SettingProblem[] {
  return missing(parsed, [
    'exchangePrimarySmtpAddress',
    'qbusinessApplicationId',
    'qbusinessIndexId',
    'qbusinessDatasourceId',
  ]);
}

function credentials(parsed: Parsed): readonly SettingProblem[] {
  if (parsed.values.exchangeAuth !== 'basic') return entraCredentials(parsed);
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
  return [isGiven(env, 'EXCHANGE_EWS_URL') ? problem : { ...problem, curable: true }];
}

function entraCredentials(parsed: Parsed): readonly SettingProblem[] {
  const { exchangeClientSecret: secret, exchangeCertificate: certificate } = parsed.values;
  return [
    ...missing(parsed, ['exchangeClientId', 'exchangeTenantId'], 'although EXCHANGE_AUTH is entra'),
    ...(certificate === undefined ? [] : missing(parsed, ['exchangePrivateKey'], 'although EXCHANGE_CERTIFICATE is')),
    ...(certificate === undefined && secret === undefined
      ? missing(parsed, ['exchangeClientSecret'], 'and EXCHANGE_CERTIFICATE is not set either')
      : []),
  ];
}

/** Either number alone would make this worker take mailboxes that others take too. */
function containers({ values, env }: Parsed): readonly SettingProblem[] {
  const { containerIndex: index, totalContainers: total } = values;
  if (isGiven(env, 'CONTAINER_INDEX') !== isGiven(env, 'TOTAL_CONTAINERS')) {
    const [set, unset] = isGiven(env, 'CONTAINER_INDEX')
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

function stores({ values }: Parsed): readonly SettingProblem[] {
  if (values.processMainMailbox !== false || values.processArchiveMailbox !== false) return [];
  const message =
    'PROCESS_MAIN_MAILBOX and PROCESS_ARCHIVE_MAILBOX are both off, so there is nothing to index. Turn one on.';
  return [{ name: 'PROCESS_MAIN_MAILBOX', message }];
}

/** The index reads a bucket in a role, and in none of its own. */
function staging(parsed: Parsed): readonly SettingProblem[] {
  const { stagingBucket: bucket, stagingRoleArn: role } = parsed.values;
  if (bucket !== undefined && role === undefined)
    return missing(parsed, ['stagingRoleArn'], 'although STAGING_BUCKET is');
  if (role !== undefined && bucket === undefined)
    return missing(parsed, ['stagingBucket'], 'although STAGING_ROLE_ARN is');
  return [];
}

function isGiven(env: Parsed['env'], name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}
