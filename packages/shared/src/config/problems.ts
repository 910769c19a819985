import { allowedFor, parameterName, type Setting } from './setting.ts';
import { isUnshowable } from './show-value.ts';

/** Something wrong with one setting, or with several together. */
export interface SettingProblem {
  /** Name of the environment variable. */
  readonly name: string;
  /** What is wrong, the value, what is allowed and where to set it; never shows a secret. */
  readonly message: string;
  /** A parameter may cure it; so it means nothing as long as Parameter Store has not been read. */
  readonly curable?: true;
}

/** What problems are told with. */
export interface Telling {
  /** Prefix in Parameter Store; undefined when it is switched off or not known. */
  readonly prefix: string | undefined;
  /** Values that were given for secret settings. They are not shown wherever else they stand, too. */
  readonly secrets: readonly string[];
}

/** Where a setting can be set. */
export function whereToSet({ name, environmentOnly }: Setting, { prefix, secrets }: Telling): string {
  const variable = `the environment variable ${name}`;
  if (environmentOnly || prefix === undefined) return variable;
  const path = isUnshowable(prefix, secrets) ? '<PARAMETER_STORE_PREFIX>' : prefix;
  return `${variable} or the parameter ${path}/${parameterName(name)}`;
}

/** A value that is not allowed. */
export function invalidValue(setting: Setting, given: string, telling: Telling): SettingProblem {
  const { name } = setting;
  const message = `${name} is ${shownValue(setting, given, telling)}. Allowed: ${allowedFor(setting)}. Set ${whereToSet(setting, telling)}.`;
  return { name, message };
}

function shownValue({ type, secret }: Setting, given: string, { secrets }: Telling): string {
  if (secret) return ['(a secret, not shown)', type.hint?.(given)].filter(Boolean).join(' ');
  if (isUnshowable(given, [])) return '(a private key, not shown)';
  return isUnshowable(given, secrets) ? '(holds the value of a secret setting, not shown)' : type.show(given);
}

/** A value that is missing. */
export function missingValue(setting: Setting, telling: Telling, reason = ''): SettingProblem {
  const { name, environmentOnly } = setting;
  const because = reason === '' ? '' : ` ${reason}`;
  const message = `${name} is not set${because}. Allowed: ${allowedFor(setting)}. Set ${whereToSet(setting, telling)}.`;
  return environmentOnly ? { name, message } : { name, message, curable: true };
}

/** All problems as one text for people. */
export function describeProblems(problems: readonly SettingProblem[]): string {
  const count = problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`;
  return `${count} with the settings:\n${problems.map(({ message }) => `  - ${message}`).join('\n')}`;
}
