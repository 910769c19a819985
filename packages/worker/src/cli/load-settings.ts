import { describeProblems, resolveBootstrap, resolveSettings, type Settings, type Values } from '@connector/shared';
import { ConnectorError } from '../errors.ts';
import type { ReadOptions } from '../parameters/index.ts';

/** Settings with what should be said about them. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

/**
 * Reads the settings from the environment and Parameter Store.
 * @throws ConnectorError of kind `configuration` with all problems at once; of kind `cancelled` when the signal aborts
 */
export async function loadSettings(env: Values, options: ReadOptions): Promise<LoadedSettings> {
  const bootstrap = resolveBootstrap(env);
  if (!bootstrap.ok) throw settingsError(describeProblems(bootstrap.problems));
  const prefix = bootstrap.parameterStorePrefix;
  const parameters = prefix === undefined ? {} : await parametersUnder(prefix, options);
  const resolved = resolveSettings({ env, parameters, prefix });
  if (!resolved.ok) throw settingsError(describeProblems(resolved.problems));
  return resolved;
}

/** Its SDK is loaded when it is used: settings that all stand in the environment need none. */
async function parametersUnder(prefix: string, options: ReadOptions): Promise<Readonly<Record<string, string>>> {
  const { readParameters } = await import('../parameters/index.ts');
  return readParameters(prefix, options);
}

function settingsError(message: string): ConnectorError {
  return new ConnectorError({ code: 'settings', kind: 'configuration', message });
}
