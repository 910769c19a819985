import type { FolderLook, WatchedFolder } from '../sync/ports/index.ts';
import { getBatch } from './batch.ts';
import { fromCursor } from './cursors.ts';
import type { DeltaPage } from './delta-page.ts';
import type { GraphClient } from './graph-client.ts';
import { fromFolderId } from './item-kinds.ts';

/**
 * Asks for the changes of twenty folders in one call. What they are is left to the listing: one entry is as good as all. What
 * fails is told there as well.
 */
export async function lookAtFolders(
  client: GraphClient,
  watched: readonly WatchedFolder[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FolderLook>> {
  const { baseUrl } = client;
  // Nothing but a listing tells of a calendar.
  const folders = watched.flatMap(({ id, cursor }) =>
    cursor === undefined || fromFolderId(id)?.kind === 'calendars' ? [] : [{ id, cursor }],
  );
  const prefer = ['odata.maxpagesize=1'];
  const parts = folders.map(({ cursor }) => ({
    path: fromCursor('items', cursor, baseUrl).slice(new URL(baseUrl).href.replace(/\/+$/, '').length),
    prefer,
  }));
  const outcomes = await getBatch(client, { operation: 'LookAtFolders', parts, signal });
  const looks = outcomes.flatMap((outcome, position): (readonly [string, FolderLook])[] => {
    const folder = folders[position];
    if (folder === undefined || !outcome.ok) return [];
    const page = outcome.body as DeltaPage<unknown>;
    const changed = (page.value ?? []).length > 0 || page['@odata.deltaLink'] === undefined;
    return [[folder.id, { kind: 'since-cursor', changed }]];
  });
  return new Map(looks);
}
