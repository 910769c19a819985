import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parameterName, type Setting, settingsTable } from '@connector/shared';
import { SetupError } from './errors.ts';

/** What a configuration file gives. */
export interface ConfigFile {
  /** Values by name of the setting. */
  readonly values: ReadonlyMap<string, string>;
  /** Everything that is wrong with the file itself. */
  readonly problems: readonly string[];
}

const byParameter = new Map<string, Setting>(
  Object.values<Setting>(settingsTable).map((setting) => [parameterName(setting.name), setting]),
);

/**
 * Reads settings from a JSON file. Names may be nested: `{"exchange": {"client_id": "…"}}` is EXCHANGE_CLIENT_ID, as in
 * files of the Python version. A list is joined by commas, `{"file": "key.pem"}` is the content of that file, beside this
 * one, and an empty text counts as not given.
 * @throws SetupError when there is no such file, or no JSON object in it
 */
export function readConfigFile(path: string): ConfigFile {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const { name, value } of flatten(parse(path), [])) {
    const setting = byParameter.get(parameterName(name));
    if (setting === undefined)
      problems.push(`${name} is not a setting; docs/reference/configuration.md lists them all.`);
    else if (setting.environmentOnly) problems.push(notInParameterStore(setting));
    else if (values.has(setting.name)) problems.push(`${setting.name} is given twice.`);
    else {
      const text = textOf(value, dirname(path));
      if (text === undefined) problems.push(`${setting.name} is no text, number, truth value, list of texts or file.`);
      else if (text.trim() !== '') values.set(setting.name, text);
    }
  }
  return { values, problems };
}

function parse(path: string): object {
  const text = read(path);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch (thrown) {
    throw new SetupError(
      `${path} is not JSON: ${(thrown as Error).message}. config.sample.json shows what it looks like.`,
    );
  }
  throw new SetupError(`${path} holds no JSON object. config.sample.json shows what it looks like.`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new SetupError(`${path} cannot be read: ${(thrown as Error).message}.`);
  }
}

interface Entry {
  readonly name: string;
  readonly value: unknown;
}

/** Entries with the names of nested objects put before them. */
function flatten(object: object, above: readonly string[]): readonly Entry[] {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]) => {
    const path = [...above, key];
    return isNested(value)
      ? flatten(value, path)
      : [{ name: path.join('_').toUpperCase().replaceAll('-', '_'), value }];
  });
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isFile(value);
}

function isFile(value: unknown): value is { readonly file: string } {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  return typeof (value as { file?: unknown }).file === 'string';
}

function textOf(value: unknown, folder: string): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isFile(value)) return read(resolve(folder, value.file));
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(',');
  return undefined;
}

function notInParameterStore({ name }: Setting): string {
  const option =
    name === 'ENVIRONMENT' ? ' Use --environment.' : name === 'PARAMETER_STORE_PREFIX' ? ' Use --prefix.' : '';
  return `${name} cannot be a parameter: it is an environment variable that the deployment sets.${option}`;
}
