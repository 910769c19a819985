import {
  describeProblems,
  parameterName,
  partName,
  resolveBootstrap,
  resolveSettings,
  type Setting,
  settingsTable,
  storedParts,
} from '@connector/shared';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { SetupError } from './errors.ts';
import type { ParameterStore, StoredParameter } from './parameter-store.ts';
import { type Plan, planParameters, tidy } from './plan.ts';
import { planText } from './plan-text.ts';
import { askForAll, askForSecrets, askToGoOn, type PromptContext } from './questions.ts';
import { writeParameters } from './write-parameters.ts';

/** What the set-up is asked to do. */
export interface SetupRequest {
  readonly environment: string;
  /** `/exchange-connector/<environment>` without it. */
  readonly prefix?: string;
  /** Asks for everything without it. */
  readonly configFile?: string;
  /** Only show what would change. */
  readonly dryRun: boolean;
  /** Ask nobody before writing. */
  readonly yes: boolean;
}

export interface SetupSurroundings {
  readonly store: ParameterStore;
  /** Where a person is asked; undefined when nobody is there. */
  readonly prompts: PromptContext | undefined;
  readonly say: (text: string) => void;
}

/** Exit codes of the set-up. */
export const setupExitCodes = { done: 0, failed: 1, refused: 2 } as const;

type Stored = ReadonlyMap<string, StoredParameter>;

/**
 * Brings parameters into Parameter Store: everything is checked by the worker's own rules before anything is written.
 * @returns the exit code
 * @throws SetupError when it cannot go on at all
 */
export async function setUpParameters(request: SetupRequest, around: SetupSurroundings): Promise<number> {
  const { store, prompts, say } = around;
  const prefix = prefixOf(request);
  if (request.configFile === undefined && prompts === undefined) {
    throw new SetupError('Nobody can be asked here. Give --config-file, for example a copy of config.sample.json.');
  }
  const file = request.configFile === undefined ? undefined : readConfigFile(request.configFile);
  const region = await store.region();
  const stored = await store.read(prefix);
  const given = await everythingGiven(file, stored, around);
  const plan = planParameters(given, stored, prefix);
  const { problems, warnings } = judge({ request, prefix, given, stored });
  const all = [...(file?.problems ?? []), ...problems, ...plan.problems];
  if (all.length > 0) {
    say(`Nothing was written. ${describeProblems(all.map((message) => ({ name: '', message })))}`);
    return setupExitCodes.refused;
  }
  const kept = [...stored.keys()].filter((name) => !plan.parameters.some((each) => each.name === name));
  say(`Parameters under ${prefix} in ${region}:\n${planText(plan, kept)}`);
  for (const warning of warnings) say(`Warning: ${warning}`);
  return carryOut({ plan, prefix, request }, around);
}

async function carryOut(
  { plan, prefix, request }: { readonly plan: Plan; readonly prefix: string; readonly request: SetupRequest },
  { store, prompts, say }: SetupSurroundings,
): Promise<number> {
  if (plan.parameters.every(({ change }) => change === 'unchanged')) {
    say('Everything stands there already; nothing was written.');
    return setupExitCodes.done;
  }
  if (request.dryRun) {
    say('A dry run: nothing was written.');
    return setupExitCodes.done;
  }
  if (!request.yes && prompts === undefined) {
    say('Nobody can be asked here, so nothing was written. Give --yes to write, or --dry-run to look alone.');
    return setupExitCodes.refused;
  }
  if (!request.yes && !(await askToGoOn(prompts ?? {}))) {
    say('Nothing was written.');
    return setupExitCodes.failed;
  }
  return (await writeParameters(plan, { store, prefix, say })) ? setupExitCodes.done : setupExitCodes.failed;
}

function prefixOf({ environment, prefix }: SetupRequest): string {
  const bootstrap = resolveBootstrap({ ENVIRONMENT: environment, PARAMETER_STORE_PREFIX: prefix });
  if (bootstrap.ok && bootstrap.parameterStorePrefix !== undefined) return bootstrap.parameterStorePrefix;
  const problems = bootstrap.ok ? [] : bootstrap.problems.filter(({ name }) => bootstrapNames.includes(name));
  const said =
    problems.length === 0 ? 'Without Parameter Store there is nothing to set up.' : describeProblems(problems);
  throw new SetupError(`${said}\nHere they are given with --environment and --prefix.`);
}

const bootstrapNames = ['ENVIRONMENT', 'PARAMETER_STORE_PREFIX'];

/** From the file, else from a person; and from a person what secrets a file leaves out. */
async function everythingGiven(
  file: ConfigFile | undefined,
  stored: Stored,
  { prompts }: SetupSurroundings,
): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return askForAll(stored, prompts ?? {});
  const settings = new Map(Object.values<Setting>(settingsTable).map((setting) => [setting.name, setting]));
  const given = new Map([...file.values].map(([name, value]) => [name, tidy(settings.get(name) as Setting, value)]));
  if (prompts === undefined) return given;
  const { missing } = judge({ given, stored });
  const secrets = missing.flatMap((name) => settings.get(name) ?? []).filter(({ secret }) => secret === true);
  return new Map([...given, ...(await askForSecrets(secrets, prompts))]);
}

interface Judged {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Settings that have no value and need one. */
  readonly missing: readonly string[];
}

/** What a worker would say of the parameters as they will be. */
function judge(parts: {
  readonly given: ReadonlyMap<string, string>;
  readonly stored: Stored;
  readonly request?: SetupRequest;
  readonly prefix?: string;
}): Judged {
  const { given, stored, request, prefix } = parts;
  const settings = Object.values<Setting>(settingsTable).filter(({ name }) => given.has(name));
  const replaced = new Set(
    settings.flatMap((setting) => storedParts(setting, stored.keys()).map((part) => partName(setting, part))),
  );
  const parameters = Object.fromEntries([
    ...[...stored].filter(([name]) => !replaced.has(name)).map(([name, { value }]) => [name, value]),
    ...[...given].map(([name, value]) => [parameterName(name), value]),
  ]);
  const resolved = resolveSettings({ env: { ENVIRONMENT: request?.environment }, parameters, prefix });
  if (resolved.ok) return { problems: [], warnings: resolved.warnings, missing: [] };
  const missing = resolved.problems.filter(({ message }) => message.includes(' is not set')).map(({ name }) => name);
  return { problems: resolved.problems.map(({ message }) => message), warnings: [], missing };
}
