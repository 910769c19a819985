import { rendererVersion } from '../documents/index.ts';
import type { Scope } from '../scope/index.ts';
import type { StoreContext } from './context.ts';
import type { IndexSession } from './ports/index.ts';

/**
 * Stands for all settings that decide what a store's messages become. When it changes, every folder is listed again, so that a
 * changed setting is never silently ignored.
 */
export function scopeDigest({ fields, contentBytes }: IndexSession, scope: Scope, address: string): string {
  return JSON.stringify([rendererVersion, contentBytes, scope.digestFor(address), ...[...fields].sort()]);
}

/** The same for one folder: a calendar's is another one whenever its window moves on. */
export function folderScope({ scopeDigest, scope, startedAt }: StoreContext, folderClass: string | undefined): string {
  return scopeDigest + scope.folderDigest(folderClass, startedAt);
}
