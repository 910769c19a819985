import type { FolderLook, WatchedFolder } from '../sync/ports/index.ts';
import { getBatch } from './batch.ts';
import { fromCursor, pathOf } from './cursors.ts';
import type { DeltaPage } from './delta-page.ts';
import { folderMarks } from './folder-marks.ts';
import type { GraphClient } from './graph-client.ts';
import { fromFolderId } from './item-kinds.ts';

/** What is looked at. */
export interface LookRequest {
  readonly folders: readonly WatchedFolder[];
  readonly signal: AbortSignal;
}

/** Mailboxes, by their paths, whose lists of folders were seen to be of no use: until the process ends, none is asked for. */
export type Markless = Set<string>;

/** So many folders are asked for their changes one by one: lists of all folders of the mailbox would cost about as much. */
const few = 3;

/**
 * Looks at mail folders by lists of all of them, and asks those of which these tell nothing for their changes. Of a calendar
 * nothing but a listing tells.
 */
export async function lookAtFolders(
  client: GraphClient,
  { folders, signal }: LookRequest,
  markless: Markless,
): Promise<ReadonlyMap<string, FolderLook>> {
  const looks = new Map<string, FolderLook>();
  const mail = folders.filter(({ id }) => fromFolderId(id) === undefined);
  if (mail.length > few && !markless.has(client.mailboxPath)) {
    const { marks, areUseless } = await folderMarks(client, { folderIds: mail.map(({ id }) => id), signal });
    if (areUseless) markless.add(client.mailboxPath);
    for (const [id, mark] of marks) looks.set(id, { kind: 'mark', mark });
  }
  const others = folders.filter(({ id }) => !looks.has(id) && fromFolderId(id)?.kind !== 'calendars');
  for (const [id, changed] of await changedSinceCursor(client, { folders: others, signal })) {
    looks.set(id, { kind: 'since-cursor', changed });
  }
  return looks;
}

/**
 * Whether there are changes of folders since their cursors, twenty folders in one call. What they are is left to the listing: one
 * entry is as good as all. What fails is told there as well.
 */
async function changedSinceCursor(
  client: GraphClient,
  { folders, signal }: LookRequest,
): Promise<ReadonlyMap<string, boolean>> {
  const { baseUrl } = client;
  const read = folders.flatMap(({ id, cursor }) => (cursor === undefined ? [] : [{ id, cursor }]));
  const prefer = ['odata.maxpagesize=1'];
  const parts = read.map(({ cursor }) => ({ path: pathOf(fromCursor('items', cursor, baseUrl), baseUrl), prefer }));
  const outcomes = await getBatch(client, { operation: 'LookAtFolders', parts, signal });
  return new Map(
    outcomes.flatMap((outcome, position): (readonly [string, boolean])[] => {
      const folder = read[position];
      if (folder === undefined || !outcome.ok) return [];
      const page = outcome.body as DeltaPage<unknown>;
      return [[folder.id, (page.value ?? []).length > 0 || page['@odata.deltaLink'] === undefined]];
    }),
  );
}
