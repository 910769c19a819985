import type { SettingProblem } from './problems.ts';
import { parameterName, type Setting } from './setting.ts';

type Parameters = Readonly<Record<string, string | undefined>>;

/** Most parts of a setting that goes on in further parameters. */
export const mostParts = 99;

/** Name of one part: the first is called like the setting, the others end with their number. */
export function partName({ name }: Setting, part: number): string {
  return part === 1 ? parameterName(name) : `${parameterName(name)}-${part}`;
}

/** Numbers of the parts that are stored, in order; that of the setting itself is 1. */
export function storedParts(setting: Setting, names: Iterable<string>): readonly number[] {
  const first = parameterName(setting.name);
  return [...names]
    .flatMap((name) => {
      if (name === first) return 1;
      const digits = name.startsWith(`${first}-`) ? name.slice(first.length + 1) : '';
      return setting.continued && /^[1-9]\d?$/.test(digits) && digits !== '1' ? Number(digits) : [];
    })
    .sort((one, other) => one - other);
}

/** The text of a setting in Parameter Store, its parts joined by commas; undefined when none is stored. */
export function storedText(setting: Setting, parameters: Parameters): string | undefined {
  const parts = storedParts(setting, Object.keys(parameters));
  if (parts.length === 0) return undefined;
  return parts.map((part) => parameters[partName(setting, part)]).join(',');
}

/**
 * A part that is missing between others. A list without it would still be a list, and what it lacks would be taken out of
 * the index.
 */
export function missingParts(setting: Setting, parameters: Parameters, prefix: string): readonly SettingProblem[] {
  const parts = storedParts(setting, Object.keys(parameters));
  const missing = parts.findIndex((part, position) => part !== position + 1);
  if (missing === -1) return [];
  const message =
    `${setting.name} lacks its part ${prefix}/${partName(setting, missing + 1)}, although there is ` +
    `${prefix}/${partName(setting, parts[missing] ?? 0)}. Allowed: parts numbered without a gap. Write the one that is missing, ` +
    'or give the others its number.';
  return [{ name: setting.name, message }];
}
