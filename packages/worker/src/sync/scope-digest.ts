import { createHash } from 'node:crypto';
import { rendererVersion } from '../documents/index.ts';
import type { IndexSession } from './ports/index.ts';

/**
 * A digest of all settings that decide what a store's messages become. When it changes, every folder is listed again, so that
 * a changed setting is never silently ignored.
 */
export function scopeDigest({ fields }: IndexSession): string {
  const parts = [rendererVersion, [...fields].sort()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
