import type { FolderRecord } from './ports/index.ts';

/** Items of listings up to this one are another source's, or may be; undefined when none is. */
export function foreignUpTo({ earlier, kept }: Pick<FolderRecord, 'earlier' | 'kept'>): number | undefined {
  return earlier?.listing ?? kept;
}
