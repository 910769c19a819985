export { entraGroupsOf, ownGroupName } from './access.ts';
export type { FolderPlace } from './folder-filter.ts';
export type { Scope } from './scope.ts';
export { createScope } from './scope.ts';
export type { ScopeSettings } from './scope-settings.ts';
