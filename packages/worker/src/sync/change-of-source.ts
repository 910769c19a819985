import type { StoreContext } from './context.ts';
import { keepUnfound } from './kept-items.ts';
import { beginAnew, forgetListedFailures } from './listing.ts';
import { keepUnsettled } from './open-page.ts';
import type { EarlierReading, FolderRecord, OpenPage } from './ports/index.ts';

/** Pages that were begun and not finished, by folder. */
type OpenPages = ReadonlyMap<string, OpenPage>;

/**
 * Folders as the source that reads them now has to take them up. Another one calls the same items by other ids and has other
 * cursors: each folder is listed again through it, and what the earlier one had read is kept until that listing has
 * reached its end. Whichever source comes back before goes on where it was. Asks the source nothing.
 */
export async function underThisSource(
  context: StoreContext,
  folders: readonly FolderRecord[],
  interrupted: OpenPages,
): Promise<readonly FolderRecord[]> {
  const taken: FolderRecord[] = [];
  for (const folder of folders) taken.push(await takeUp(context, folder, interrupted.get(folder.id)));
  if (folders.some((folder) => readByAnother(context, folder))) {
    const message =
      'another source read this mailbox before: its folders are listed again, or gone on with where this one was';
    context.emit({ type: 'warning', code: 'source.changed', message });
  }
  return taken;
}

function readByAnother({ reader }: StoreContext, { cursor, earlier }: FolderRecord): boolean {
  if (cursor !== undefined) return !reader.isOwnCursor(cursor);
  return earlier !== undefined && reader.isOwnCursor(earlier.cursor);
}

async function takeUp(
  context: StoreContext,
  folder: FolderRecord,
  interrupted: OpenPage | undefined,
): Promise<FolderRecord> {
  const { reader } = context;
  const { cursor, earlier, listing, listingOpen, refetch } = folder;
  if (cursor !== undefined && reader.isOwnCursor(cursor)) return folder;
  // No page of the listing is on file: nothing tells which source had read what is on record, and what it had brought of the first.
  if (cursor === undefined && earlier === undefined) {
    return listingOpen ? beginAnew(context, { ...folder, kept: listing }, { refetch }) : folder;
  }
  const left = cursor === undefined ? folder : await leave(context, { ...folder, cursor }, interrupted);
  return earlier !== undefined && reader.isOwnCursor(earlier.cursor) ? goBack(context, left, earlier) : left;
}

/** Begins the listing that replaces what another source had read. Of several such sources, the first is gone back to. */
async function leave(
  context: StoreContext,
  folder: FolderRecord & { readonly cursor: string },
  interrupted: OpenPage | undefined,
): Promise<FolderRecord> {
  const { cursor, listing, pages, listingOpen, refetch } = folder;
  if (folder.earlier !== undefined) return beginAnew(context, folder, { refetch });
  // Who comes back asks for this page again, and is told nothing of what came with it and went meanwhile.
  await keepUnsettled(context, folder, interrupted);
  return beginAnew(context, { ...folder, earlier: { cursor, listing, pages, listingOpen, refetch } }, { refetch });
}

/**
 * Goes on from where this source was, without what the other one had read, unless that may be all there is of a message: it goes when
 * every message could be read. By now that one's cursor is not on file any more: it would go on without what is let go of here.
 */
async function goBack(context: StoreContext, folder: FolderRecord, earlier: EarlierReading): Promise<FolderRecord> {
  const isNewer = (listing: number) => listing > earlier.listing;
  const { earlier: _taken, kept = 0, ...rest } = folder;
  await forgetListedFailures(context, folder, isNewer);
  await keepUnfound(context, folder, { isMeant: isNewer, kept });
  const record = { ...rest, ...earlier, kept };
  await context.state.write([
    { kind: 'delete-open-page', folderId: folder.id },
    { kind: 'put-folder', record },
  ]);
  return record;
}
