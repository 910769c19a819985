import { crossProblems } from './cross-rules.ts';
import { invalidValue, type SettingProblem, whereToSet } from './problems.ts';
import { parameterName, type Setting } from './setting.ts';
import { type SettingKey, type Settings, settingsTable } from './settings-table.ts';

/** Values by name, as the process environment or Parameter Store holds them. */
export type Values = Readonly<Record<string, string | undefined>>;

/** What has to be known before Parameter Store can be read. */
export type Bootstrap =
  | { readonly ok: true; readonly environment: string; readonly parameterStorePrefix: string | undefined }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

export type Resolved =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

const entries = Object.entries(settingsTable) as [SettingKey, Setting][];

/** Reads the settings that say where Parameter Store is to be read; `none` gives no prefix. */
export function resolveBootstrap(env: Values): Bootstrap {
  const problems: SettingProblem[] = [];
  const environment = read(settingsTable.environment, { env, parameters: {}, prefix: undefined }, problems);
  const prefix = read(settingsTable.parameterStorePrefix, { env, parameters: {}, prefix: undefined }, problems);
  if (problems.length > 0 || environment === undefined) return { ok: false, problems };
  const path = prefix ?? `/exchange-connector/${environment}`;
  return { ok: true, environment, parameterStorePrefix: path === 'none' ? undefined : path };
}

/** Where settings come from. */
export interface Sources {
  readonly env: Values;
  /** By parameter name without the prefix. */
  readonly parameters: Values;
  /** Prefix in Parameter Store; undefined when it is switched off. */
  readonly prefix: string | undefined;
}

/**
 * Reads all settings. An environment variable that is set wins over Parameter Store; an empty value counts as not set.
 * All problems are found in one go.
 */
export function resolveSettings(sources: Sources): Resolved {
  const problems: SettingProblem[] = [];
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const [key, setting] of entries) values[key] = read(setting, sources, problems);
  const environment = String(values.environment ?? settingsTable.environment.fallback);
  values.parameterStorePrefix ??= sources.prefix ?? 'none';
  values.dynamodbTableName ??= `exchange-connector-${environment}`;
  values.exchangeEwsUrl ??= `https://${values.exchangeServer}/EWS/Exchange.asmx`;
  problems.push(...crossProblems(values, sources, new Set(problems.map(({ name }) => name))));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: values as Settings, warnings: unknownParameters(sources) };
}

/** The parsed value; undefined when nothing is given and there is no default, or when the value is not allowed. */
function read<T>(setting: Setting<T>, sources: Sources, problems: SettingProblem[]): T | undefined {
  const { env, parameters, prefix } = sources;
  const stored = setting.environmentOnly ? undefined : parameters[parameterName(setting.name)];
  const given = [env[setting.name], stored].find((value) => value !== undefined && value.trim() !== '');
  const value = given ?? setting.fallback;
  if (value === undefined) return undefined;
  const parsed = setting.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(invalidValue(setting, value, whereToSet(setting, prefix)));
  return undefined;
}

/** Parameters under the prefix that nobody reads: usually typing errors. */
function unknownParameters({ parameters, prefix }: Sources): readonly string[] {
  const known = new Set(entries.map(([, { name }]) => parameterName(name)));
  return Object.keys(parameters)
    .filter((name) => !known.has(name))
    .map((name) => `the parameter ${prefix}/${name} is not a setting and is not used; see the configuration reference`);
}
