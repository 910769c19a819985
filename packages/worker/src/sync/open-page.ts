import type { StoreContext } from './context.ts';
import type { FolderRecord, ItemChange, OpenPage, StateWrite } from './ports/index.ts';
import { forgetFailures } from './record-failures.ts';
import { releaseItems } from './release-items.ts';

/** Written before anything of a page is applied: its items are remembered before the cursor that acknowledges them. */
export function openPage(folder: FolderRecord, itemIds: readonly string[]): StateWrite {
  return { kind: 'put-open-page', record: { folderId: folder.id, begin: beginOf(folder), itemIds } };
}

/**
 * A page that was interrupted is asked for again. What it brought then and does not show now may be gone, and nobody would
 * ever say so, as it came and went since the cursor on file: it is let go of. What comes on a later page is adopted again
 * before documents without a copy are deleted.
 */
export async function releaseUnshown(
  context: StoreContext,
  folder: FolderRecord,
  { interrupted, changes }: { interrupted: OpenPage | undefined; changes: readonly ItemChange[] },
): Promise<void> {
  if (interrupted?.begin !== beginOf(folder)) return;
  const shown = new Set(changes.map(({ itemId }) => itemId));
  const unshown = interrupted.itemIds.filter((itemId) => !shown.has(itemId));
  const failures = context.progress.failuresKnown ? await context.state.readFailures(folder.id, unshown) : new Map();
  // Where another folder's change told that the item is here, it is asked for by itself.
  const gone = unshown.filter((itemId) => failures.get(itemId)?.awaited !== true);
  const known = await context.state.readItems(folder.id, gone);
  await releaseItems(context, [...known.values()]);
  await forgetFailures(context, folder, gone);
}

/**
 * What an interrupted page brought, when another source takes over: it is no more than what was kept, as the source that asks for the
 * page again may not show it, and it goes as that does, because the other source may not be able to read it.
 */
export async function keepUnsettled(
  context: StoreContext,
  folder: FolderRecord,
  interrupted: OpenPage | undefined,
): Promise<void> {
  if (interrupted?.begin !== beginOf(folder)) return;
  const known = await context.state.readItems(folder.id, interrupted.itemIds);
  const { kept = 0 } = folder;
  await context.state.write(
    [...known.values()].map((item) => ({ kind: 'put-item', record: { ...item, listing: kept } })),
  );
  await forgetFailures(
    context,
    folder,
    interrupted.itemIds.filter((itemId) => !known.has(itemId)),
  );
}

/** Tells a page of a folder from all others. */
function beginOf({ listing, pages }: FolderRecord): string {
  return `${listing}/${pages}`;
}
