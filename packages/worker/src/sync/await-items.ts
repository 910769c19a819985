import type { StoreContext } from './context.ts';
import { awaitedRecord, isResting } from './failure-policy.ts';
import type { FolderRecord, ItemPlace, ItemRecord, OpenPage, StateWrite } from './ports/index.ts';

/** An item that is not in the folder any more that was asked for it, and where it is. */
export interface MovedItem {
  readonly itemId: string;
  readonly now: ItemPlace;
}

/**
 * Has the folders that items were moved to bring them in, at the end of this run or in the next, unless their own changes told of
 * them by then. The bug class it prevents: the removal from one folder is told, the arrival in the other never is, and the
 * document goes. Call it before what is on record of the items elsewhere is forgotten: a crash in between repeats both.
 */
export async function awaitItems(context: StoreContext, moved: readonly MovedItem[]): Promise<void> {
  if (moved.length === 0) return;
  const folders = new Map((await context.state.readFolders()).map((folder) => [folder.id, folder]));
  const byFolder = new Map<FolderRecord, MovedItem[]>();
  for (const item of moved) {
    const folder = folders.get(item.now.folderId);
    // What is listed from the beginning shows the item by itself; what is not on record, or out of scope, is not listed.
    if (folder?.cursor === undefined || folder.removed) continue;
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), item]);
  }
  if (byFolder.size === 0) return;
  const openPages = new Map((await context.state.readOpenPages()).map((page) => [page.folderId, page]));
  for (const [folder, items] of byFolder)
    await awaitIn(context, folder, { moved: items, interrupted: openPages.get(folder.id) });
}

async function awaitIn(
  context: StoreContext,
  folder: FolderRecord,
  { moved, interrupted }: { moved: readonly MovedItem[]; interrupted: OpenPage | undefined },
): Promise<void> {
  const { state, progress, clock } = context;
  const ids = moved.map(({ itemId }) => itemId);
  const known = await state.readItems(folder.id, ids);
  const failures = progress.failuresKnown ? await state.readFailures(folder.id, ids) : new Map();
  const isNews = ({ itemId, now }: MovedItem) => {
    // What an interrupted page brought is forgotten if that page, asked for again, does not show it.
    if (interrupted?.itemIds.includes(itemId) === true) return true;
    const record = known.get(itemId);
    // One that an earlier listing showed was here before it left.
    if (record?.listing === folder.listing && record.changeKey === now.changeKey) return false;
    const failure = failures.get(itemId);
    // One that rests, or is of an earlier listing, was tried before the item left this folder, or as it was then.
    return failure === undefined || isResting(failure) || (failure.listing ?? folder.listing) !== folder.listing;
  };
  const awaited = moved.filter(isNews).map(({ itemId, now: { changeKey } }): StateWrite => {
    const copy = { folderId: folder.id, itemId };
    return {
      kind: 'put-failure',
      record: awaitedRecord({ copy, changeKey, listing: folder.listing, now: clock.now() }),
    };
  });
  progress.failuresKnown ||= awaited.length > 0;
  await state.write([...awaited, ...seenNow(folder, known), ...without(interrupted, ids)]);
}

/** A listing that is under way may be past them, and would take them for gone at its end. */
function seenNow({ listing }: FolderRecord, known: ReadonlyMap<string, ItemRecord>): readonly StateWrite[] {
  const older = [...known.values()].filter((record) => record.listing !== listing);
  return older.map((record) => ({ kind: 'put-item', record: { ...record, listing } }));
}

/** What is tried by itself may be in the folder for good before its interrupted page is asked for again, which then proves nothing of it. */
function without(interrupted: OpenPage | undefined, ids: readonly string[]): readonly StateWrite[] {
  if (interrupted?.itemIds.some((itemId) => ids.includes(itemId)) !== true) return [];
  const itemIds = interrupted.itemIds.filter((itemId) => !ids.includes(itemId));
  return [{ kind: 'put-open-page', record: { ...interrupted, itemIds } }];
}
