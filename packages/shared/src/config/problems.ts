import { parameterName, type Setting } from './setting.ts';

/** Something wrong with one setting, or with several together. */
export interface SettingProblem {
  /** Name of the environment variable. */
  readonly name: string;
  /** What is wrong, the value, what is allowed and where to set it; never shows a secret. */
  readonly message: string;
}

/** Where a setting can be set. */
export function whereToSet({ name, environmentOnly }: Setting, prefix: string | undefined): string {
  const variable = `the environment variable ${name}`;
  return environmentOnly || prefix === undefined
    ? variable
    : `${variable} or the parameter ${prefix}/${parameterName(name)}`;
}

/** A value that is not allowed. */
export function invalidValue(setting: Setting, given: string, where: string): SettingProblem {
  const shown = setting.secret
    ? '(a secret, not shown)'
    : JSON.stringify(given.length > 200 ? `${given.slice(0, 200)}…` : given);
  return { name: setting.name, message: `${setting.name} is ${shown}. Allowed: ${setting.allowed}. Set ${where}.` };
}

/** A value that is missing. */
export function missingValue(setting: Setting, where: string, reason = ''): SettingProblem {
  const because = reason === '' ? '' : ` ${reason}`;
  return {
    name: setting.name,
    message: `${setting.name} is not set${because}. Allowed: ${setting.allowed}. Set ${where}.`,
  };
}

/** All problems as one text for people. */
export function describeProblems(problems: readonly SettingProblem[]): string {
  const count = problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`;
  return `${count} with the settings:\n${problems.map(({ message }) => `  - ${message}`).join('\n')}`;
}
