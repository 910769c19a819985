import type { StoreContext } from './context.ts';
import { foreignUpTo } from './foreign-listing.ts';
import type { FailureRecord, FolderRecord } from './ports/index.ts';
import { forgetFailures } from './record-failures.ts';
import { releaseItems } from './release-items.ts';

/** A listing of a folder from scratch, under a number of its own. */
export async function beginAnew(
  context: StoreContext,
  folder: FolderRecord,
  { refetch }: { refetch: boolean },
): Promise<FolderRecord> {
  const { cursor: _forgotten, ...rest } = folder;
  const record = { ...rest, listing: folder.listing + 1, pages: 0, listingOpen: true, refetch };
  // Before the first page, so that a crash cannot mix items of two listings under one number.
  await context.state.write([{ kind: 'put-folder', record }]);
  return record;
}

/** The same folder, with nothing to go back to: what another source had read is kept at the end as far as it is not found. */
export function withoutWayBack(folder: FolderRecord): FolderRecord {
  const kept = foreignUpTo(folder);
  return { ...withoutEarlier(folder), ...(kept === undefined ? {} : { kept }) };
}

/** The same, where its path or the settings are others than before. */
export function outdated(folder: FolderRecord): FolderRecord {
  const left = withoutWayBack(folder);
  return left.kept === undefined ? left : { ...left, keptOutdated: true };
}

/** The same folder, with nothing to go back to. */
export function withoutEarlier({ earlier: _forgotten, ...folder }: FolderRecord): FolderRecord {
  return folder;
}

/** Lets go of a folder's items, and of its failures, that certain listings showed. */
export async function releaseListed(
  context: StoreContext,
  folder: FolderRecord,
  isMeant: (listing: number) => boolean,
): Promise<void> {
  await releaseListedItems(context, folder, isMeant);
  await forgetListedFailures(context, folder, isMeant);
}

export async function releaseListedItems(
  context: StoreContext,
  folder: FolderRecord,
  isMeant: (listing: number) => boolean,
): Promise<void> {
  for await (const items of context.state.scanItems(folder.id)) {
    await releaseItems(
      context,
      items.filter(({ listing }) => isMeant(listing)),
    );
  }
}

/** Of items as well that are let go of by nobody: another source has other ids for them, so that nothing can be tried again. */
export async function forgetListedFailures(
  context: StoreContext,
  folder: FolderRecord,
  isMeant: (listing: number) => boolean,
): Promise<void> {
  if (!context.progress.failuresKnown) return;
  for await (const failures of context.state.scanFailures()) {
    const own = failures.filter(({ folderId }) => folderId === folder.id);
    const known = await context.state.readItems(
      folder.id,
      own.map(({ itemId }) => itemId),
    );
    const listingOf = ({ itemId, listing }: FailureRecord) => known.get(itemId)?.listing ?? listing;
    const meant = own.filter((failure) => {
      const listing = listingOf(failure);
      return listing !== undefined && isMeant(listing);
    });
    await forgetFailures(
      context,
      folder,
      meant.map(({ itemId }) => itemId),
    );
  }
}
