import type { Parsed } from './parsed.ts';
import { missingValue, type SettingProblem } from './problems.ts';
import { type SettingKey, settingsTable } from './settings-table.ts';

/** A problem for each of these settings that has no value. */
export function missing(
  { values, telling }: Parsed,
  keys: readonly SettingKey[],
  reason = '',
): readonly SettingProblem[] {
  return keys
    .filter((key) => values[key] === undefined)
    .map((key) => missingValue(settingsTable[key], telling, reason));
}
