import { defaultParameterPrefix, defaultTableName } from '../contract/names.ts';
import { missingParts, partName, storedParts, storedText } from './continued.ts';
import { credentialWarnings, storedCredential } from './credential-rules.ts';
import { crossProblems } from './cross-rules.ts';
import { graphBeside } from './exchange-online.ts';
import { invalidValue, type SettingProblem, type Telling, whereToSet } from './problems.ts';
import { scopeWarnings } from './scope-rules.ts';
import { parameterName, type Setting } from './setting.ts';
import { type SettingKey, type Settings, settingsTable } from './settings-table.ts';
import { sourceWarnings } from './source-rules.ts';

/** Values by name, as the process environment or Parameter Store holds them. */
export type Values = Readonly<Record<string, string | undefined>>;

/** What has to be known before Parameter Store can be read. */
export type Bootstrap =
  | { readonly ok: true; readonly environment: string; readonly parameterStorePrefix: string | undefined }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

export type Resolved =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

/** Where settings come from. */
export interface Sources {
  readonly env: Values;
  /** By parameter name without the prefix. */
  readonly parameters: Values;
  /** Prefix in Parameter Store; undefined when it is switched off. */
  readonly prefix: string | undefined;
}

const entries = Object.entries(settingsTable) as [SettingKey, Setting][];

/**
 * Reads the settings that say where Parameter Store is to be read; `none` gives no prefix. If they are wrong, the
 * problems are theirs and all others that no parameter could cure, so that nobody has to mend them one after the other.
 */
export function resolveBootstrap(env: Values): Bootstrap {
  const reading = begin({ env, parameters: {}, prefix: undefined });
  const environment = read(settingsTable.environment, reading);
  const prefix = read(settingsTable.parameterStorePrefix, reading);
  if (reading.problems.length > 0 || environment === undefined) return { ok: false, problems: problemsOf(env) };
  const path = prefix ?? defaultParameterPrefix(environment);
  return { ok: true, environment, parameterStorePrefix: path === 'none' ? undefined : path };
}

/** What is wrong with the environment alone, whatever Parameter Store may hold. */
function problemsOf(env: Values): readonly SettingProblem[] {
  const resolved = resolveSettings({ env, parameters: {}, prefix: undefined });
  return resolved.ok ? [] : resolved.problems.filter(({ curable }) => !curable);
}

/**
 * Reads all settings. An environment variable that is set wins over Parameter Store; an empty value counts as not set.
 * All problems are found in one go.
 */
export function resolveSettings(sources: Sources): Resolved {
  const reading = begin(sources);
  const { problems, warnings, telling } = reading;
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const [key, setting] of entries) values[key] = read(setting, reading);
  values.parameterStorePrefix ??= sources.prefix ?? 'none';
  values.dynamodbTableName ??= defaultTableName(String(values.environment));
  values.exchangeEwsUrl ??= `https://${values.exchangeServer}/EWS/Exchange.asmx`;
  values.exchangeGraphUrl ??= graphBeside(new URL(String(values.exchangeEwsUrl)).hostname);
  const wrong = new Set(problems.map(({ name }) => name));
  const parsed = { values, env: sources.env, telling };
  problems.push(...crossProblems(parsed, wrong), ...gaps(sources));
  if (problems.length > 0) return { ok: false, problems };
  values.exchangeCredential ??= storedCredential(values);
  values.exchangePrimarySmtpAddress ??= [];
  warnings.push(...scopeWarnings(parsed), ...sourceWarnings(values as Settings), ...credentialWarnings(parsed));
  warnings.push(...unusedParameters(sources));
  return { ok: true, settings: values as Settings, warnings };
}

/** One reading of the settings, with what it finds. */
interface Reading {
  readonly sources: Sources;
  readonly telling: Telling;
  readonly problems: SettingProblem[];
  readonly warnings: string[];
}

function begin(sources: Sources): Reading {
  const given = entries.flatMap(([, setting]) => (setting.secret ? givenValues(setting, sources) : []));
  const telling = { prefix: sources.prefix, secrets: given.map((value) => value.trim()) };
  return { sources, telling, problems: [], warnings: [] };
}

/** The texts that are given for a setting, the one that wins first. */
function givenValues(setting: Setting, { env, parameters }: Sources): readonly string[] {
  const stored = setting.environmentOnly ? undefined : storedText(setting, parameters);
  return [env[setting.name], stored].filter((value) => value !== undefined && value.trim() !== '') as string[];
}

/** The parsed value; undefined when nothing is given and there is no default, or when the value is not allowed. */
function read<T>(setting: Setting<T>, { sources, telling, problems, warnings }: Reading): T | undefined {
  const value = givenValues(setting, sources)[0] ?? setting.default;
  if (value === undefined) return undefined;
  const parsed = setting.type.schema.safeParse(value);
  if (!parsed.success) {
    problems.push(invalidValue(setting, value, telling));
    return undefined;
  }
  const putRight = setting.type.putRight?.(value);
  if (putRight !== undefined)
    warnings.push(`${setting.name} ${putRight}; set ${whereToSet(setting, telling)} without it`);
  return parsed.data;
}

/** Lists that lack a part in the middle; where an environment variable wins, nobody reads the parts. */
function gaps({ env, parameters, prefix }: Sources): readonly SettingProblem[] {
  return entries.flatMap(([, setting]) =>
    setting.continued && (env[setting.name] ?? '').trim() === '' ? missingParts(setting, parameters, prefix ?? '') : [],
  );
}

/** Parameters under the prefix that nobody reads: usually typing errors, or values that only the deployment can give. */
function unusedParameters({ parameters, prefix }: Sources): readonly string[] {
  const byParameter = new Map<string, Setting>(
    entries.flatMap(([, setting]) => [
      [parameterName(setting.name), setting],
      ...storedParts(setting, Object.keys(parameters)).map((part) => [partName(setting, part), setting] as const),
    ]),
  );
  return Object.keys(parameters).flatMap((parameter) => {
    const known = byParameter.get(parameter);
    if (known === undefined)
      return `the parameter ${prefix}/${parameter} is not a setting and is not used; see the configuration reference`;
    if (!known.environmentOnly) return [];
    return `the parameter ${prefix}/${parameter} is not used: ${known.name} can only be set as an environment variable; remove it`;
  });
}
