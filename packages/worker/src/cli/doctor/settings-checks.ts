import { resolveBootstrap, resolveSettings, type SettingProblem, type Settings, type Values } from '@connector/shared';
import { toFailure } from '../../errors.ts';
import { readParameters } from '../../parameters/index.ts';
import { systemClock as clock } from '../../runtime/system-clock.ts';
import type { CheckResult } from './check.ts';

/** Settings, if there are any that a worker would run with, and what is to be said of them. */
export interface CheckedSettings {
  readonly settings: Settings | undefined;
  readonly results: readonly CheckResult[];
}

const parameterStore = 'Parameter Store';
const remedy = 'docs/reference/configuration.md lists all settings; `pnpm setup-parameters` writes them.';

/** Reads the settings as a worker does; without Parameter Store the environment alone may do. */
export async function checkSettings(env: Values, signal: AbortSignal): Promise<CheckedSettings> {
  const bootstrap = resolveBootstrap(env);
  if (!bootstrap.ok) return { settings: undefined, results: problemResults(bootstrap.problems) };
  const { parameterStorePrefix: prefix } = bootstrap;
  const { parameters, result } = await parametersUnder(prefix, signal);
  const resolved = resolveSettings({ env, parameters, prefix });
  if (!resolved.ok) return { settings: undefined, results: [result, ...problemResults(resolved.problems)] };
  const { settings, warnings } = resolved;
  const told = warnings.map((finding) => ({ name: 'settings', status: 'warn', finding, remedy }) as const);
  const all = { name: 'settings', status: 'pass', finding: 'all of them are valid, also together' } as const;
  return { settings, results: [result, ...(told.length === 0 ? [all] : told)] };
}

async function parametersUnder(
  prefix: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly parameters: Values; readonly result: CheckResult }> {
  const name = parameterStore;
  if (prefix === undefined) {
    return { parameters: {}, result: { name, status: 'skip', finding: 'it is switched off (PARAMETER_STORE_PREFIX)' } };
  }
  try {
    const parameters = await readParameters(prefix, { signal, clock });
    const count = Object.keys(parameters).length;
    if (count > 0)
      return { parameters, result: { name, status: 'pass', finding: `${count} parameters under ${prefix}` } };
    const finding = `there is no parameter under ${prefix}`;
    return { parameters, result: { name, status: 'warn', finding, remedy: 'Run `pnpm setup-parameters`.' } };
  } catch (thrown) {
    return { parameters: {}, result: { name, status: 'fail', finding: toFailure(thrown).message } };
  }
}

function problemResults(problems: readonly SettingProblem[]): readonly CheckResult[] {
  return problems.map(({ message }) => ({ name: 'settings', status: 'fail', finding: message, remedy }));
}
