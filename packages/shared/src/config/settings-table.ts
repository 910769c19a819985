import type { Setting } from './setting.ts';
import { calendarSettings } from './settings/calendar-settings.ts';
import { contentSettings } from './settings/content-settings.ts';
import { exchangeSettings } from './settings/exchange-settings.ts';
import { filterSettings } from './settings/filter-settings.ts';
import { onPremisesSettings } from './settings/on-premises-settings.ts';
import { operationSettings } from './settings/operation-settings.ts';
import { qbusinessSettings } from './settings/qbusiness-settings.ts';
import { scopeSettings } from './settings/scope-settings.ts';
import { workerSettings } from './settings/worker-settings.ts';

/** All settings. The keys are the names by which the code knows them. */
export const settingsTable = {
  ...workerSettings,
  ...exchangeSettings,
  ...onPremisesSettings,
  ...scopeSettings,
  ...calendarSettings,
  ...filterSettings,
  ...contentSettings,
  ...qbusinessSettings,
  ...operationSettings,
} as const;

type Table = typeof settingsTable;
type Value<S> = S extends Setting<infer T> ? T : never;
/** Settings that depend on the way of signing in, and bounds that may be left open; the others always have a value once the whole is valid. */
type OptionalKey =
  | 'exchangeClientId'
  | 'exchangeTenantId'
  | 'exchangeClientSecret'
  | 'exchangeCertificate'
  | 'exchangePrivateKey'
  | 'exchangeUsername'
  | 'exchangePassword'
  | 'exchangeOnPremisesEwsUrl'
  | 'exchangeOnPremisesUsername'
  | 'exchangeOnPremisesPassword'
  | 'exchangeMailboxGroup'
  | 'receivedAfter'
  | 'receivedBefore'
  | 'messageMaxMb'
  | 'attachmentMaxMb'
  | 'stagingBucket'
  | 'stagingRoleArn';

/** All settings, valid by themselves and together. */
export type Settings = { readonly [K in keyof Table as K extends OptionalKey ? never : K]: Value<Table[K]> } & {
  readonly [K in OptionalKey]: Value<Table[K]> | undefined;
};

export type SettingKey = keyof Table;
