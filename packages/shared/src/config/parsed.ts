import type { Telling } from './problems.ts';
import type { SettingKey } from './settings-table.ts';

/** What the rules on settings together look at. */
export interface Parsed {
  readonly values: Readonly<Partial<Record<SettingKey, unknown>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly telling: Telling;
}
