import { credentialProblems } from './credential-rules.ts';
import { missing } from './missing.ts';
import type { Parsed } from './parsed.ts';
import type { SettingProblem } from './problems.ts';
import { scopeProblems } from './scope-rules.ts';
import { sourceProblems } from './source-rules.ts';

/** What is wrong with settings that are valid by themselves but not together. Names in `wrong` are reported already. */
export function crossProblems(parsed: Parsed, wrong: ReadonlySet<string>): readonly SettingProblem[] {
  const problems = [
    ...required(parsed),
    ...credentialProblems(parsed, wrong),
    ...sourceProblems(parsed),
    ...containers(parsed),
    ...stores(parsed),
    ...staging(parsed),
    ...scopeProblems(parsed),
  ];
  return problems.filter(({ name }) => !wrong.has(name));
}

function required(parsed: Parsed): readonly SettingProblem[] {
  return [
    ...(parsed.values.exchangeMailboxGroup === undefined
      ? missing(parsed, ['exchangePrimarySmtpAddress'], 'and neither is EXCHANGE_MAILBOX_GROUP')
      : []),
    ...missing(parsed, ['qbusinessApplicationId', 'qbusinessIndexId', 'qbusinessDatasourceId']),
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
