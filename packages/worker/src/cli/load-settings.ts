import { describeProblems, resolveBootstrap, resolveSettings, type Settings, type Values } from '@connector/shared';
import { ConnectorError } from '../errors.ts';
import { readParameters } from '../parameters/index.ts';

/** Milliseconds that reading Parameter Store may take, retries included. */
const readMs = 30_000;

/** Settings with what should be said about them. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

/**
 * Reads the settings from the environment and Parameter Store.
 * @throws ConnectorError of kind `configuration` with all problems at once
 */
export async function loadSettings(env: Values): Promise<LoadedSettings> {
  const bootstrap = resolveBootstrap(env);
  if (!bootstrap.ok) throw settingsError(describeProblems(bootstrap.problems));
  const prefix = bootstrap.parameterStorePrefix;
  const parameters = prefix === undefined ? {} : await readParameters(prefix, AbortSignal.timeout(readMs));
  const resolved = resolveSettings({ env, parameters, prefix });
  if (!resolved.ok) throw settingsError(describeProblems(resolved.problems));
  return resolved;
}

function settingsError(message: string): ConnectorError {
  return new ConnectorError({ code: 'settings', kind: 'configuration', message });
}
