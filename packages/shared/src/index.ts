export { mostParts, partName, storedParts, storedText } from './config/continued.ts';
export { isExchangeOnline } from './config/exchange-online.ts';
export type { MailApi, MailRoutes } from './config/mail-routes.ts';
export { mailRoutes } from './config/mail-routes.ts';
export type { SettingProblem } from './config/problems.ts';
export { describeProblems } from './config/problems.ts';
export { configurationPage } from './config/reference-page.ts';
export type { Bootstrap, Resolved, Sources, Values } from './config/resolve-settings.ts';
export { resolveBootstrap, resolveSettings } from './config/resolve-settings.ts';
export type { Setting } from './config/setting.ts';
export { allowedFor, parameterName, rangeOf, setting } from './config/setting.ts';
export type { Settings } from './config/settings-table.ts';
export { settingsTable } from './config/settings-table.ts';
export type { FolderRule } from './config/types/folder-rules-type.ts';
export { wholeNumber } from './config/types/number-types.ts';
export type { ReceivedBound } from './config/types/received-bound-type.ts';
export { nameOf } from './config/types/text-types.ts';
export { flag, oneOf } from './config/types/word-types.ts';
export type { ValueType } from './config/value-type.ts';
export type { IndexUse } from './contract/index-capacity.ts';
export { indexUnit, unitsUsed } from './contract/index-capacity.ts';
export { logFields } from './contract/log-fields.ts';
export type { MetricBreakdown, MetricDefinition, MetricKey, MetricKind } from './contract/metrics.ts';
export { metricDimensions, metricNamespace, metricsTable } from './contract/metrics.ts';
export { metricsPage } from './contract/metrics-page.ts';
export {
  defaultParameterPrefix,
  defaultTableName,
  healthPath,
  stagingKeyPrefix,
  stateTableExpiry,
  stateTableKeys,
  stateTableProduct,
  statusPath,
} from './contract/names.ts';
export { assignMailboxes } from './mailboxes/assign-mailboxes.ts';
export { foldersOutByDefault } from './mailboxes/distinguished-folders.ts';
export { mailboxFilter } from './mailboxes/mailbox-filter.ts';
export type { AccessPrincipal, MailboxAccess } from './mailboxes/parse-access-map.ts';
export type { InvalidEntry, MailboxList } from './mailboxes/parse-mailbox-list.ts';
export { parseMailboxList } from './mailboxes/parse-mailbox-list.ts';
export { asciiDomain, readAddress } from './mailboxes/read-address.ts';
export { foldText } from './text/fold-text.ts';
export { localTime } from './text/local-time.ts';
export { markdownTable } from './text/markdown-table.ts';
export { maskAddress, maskAddresses } from './text/mask-address.ts';
export { anyWildcard, wildcard } from './text/wildcard.ts';
