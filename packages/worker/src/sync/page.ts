import { count, type StoreContext } from './context.ts';
import { indexChunk } from './index-chunk.ts';
import type { FolderRecord, ItemChange, ItemRecord, StateWrite } from './ports/index.ts';
import type { ItemToIndex } from './prepared-message.ts';
import { releaseItems } from './release-items.ts';

/** What a page of changes asks for. */
export interface PagePlan {
  readonly toIndex: readonly ItemToIndex[];
  /** Items as they were, shown by a new listing. */
  readonly seenAgain: readonly ItemRecord[];
  readonly removed: readonly ItemRecord[];
  /** Removed items that never got into the index; they may have failure records. */
  readonly removedUnknown: readonly string[];
}

/**
 * What to do about a page of changes. Pure. The last change of an item on the page decides, and a change that only
 * touched the read flag asks for nothing.
 */
export function planPage(
  folder: FolderRecord,
  changes: readonly ItemChange[],
  known: ReadonlyMap<string, ItemRecord>,
): PagePlan {
  const last = new Map<string, ItemChange>();
  for (const change of changes) if (change.kind !== 'read-flag') last.set(change.itemId, change);
  const plan = {
    toIndex: [] as ItemToIndex[],
    seenAgain: [] as ItemRecord[],
    removed: [] as ItemRecord[],
    removedUnknown: [] as string[],
  };
  for (const change of last.values()) {
    const record = known.get(change.itemId);
    if (change.kind === 'removed') {
      if (record === undefined) plan.removedUnknown.push(change.itemId);
      else plan.removed.push(record);
    } else if (change.kind === 'upsert') {
      if (record === undefined || needsFetch(folder, change.changeKey, record)) {
        plan.toIndex.push(itemToIndex(change, record));
      } else if (record.listing !== folder.listing) {
        plan.seenAgain.push({ ...record, listing: folder.listing });
      }
    }
  }
  return plan;
}

/** Whether a remembered item has to be fetched: it changed, or the open listing reads unchanged items too. */
function needsFetch(folder: FolderRecord, changeKey: string | undefined, record: ItemRecord): boolean {
  if (changeKey === undefined || changeKey !== record.changeKey) return true;
  return folder.refetch && record.listing !== folder.listing;
}

function itemToIndex(change: { itemId: string; changeKey?: string }, known: ItemRecord | undefined): ItemToIndex {
  const { itemId, changeKey } = change;
  return { itemId, ...(changeKey === undefined ? {} : { changeKey }), ...(known === undefined ? {} : { known }) };
}

/**
 * Applies a page: afterwards every change of it is in the index and remembered, or on record as a failure.
 * @throws ConnectorError when that could not be done; the page must then be read again.
 */
export async function applyPage(
  context: StoreContext,
  folder: FolderRecord,
  changes: readonly ItemChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const ids = changes.filter(({ kind }) => kind !== 'read-flag').map(({ itemId }) => itemId);
  const known = await context.state.readItems(folder.id, [...new Set(ids)]);
  const plan = planPage(folder, changes, known);
  const size = context.reader.messageBatchSize;
  for (let start = 0; start < plan.toIndex.length; start += size) {
    await indexChunk(context, folder, plan.toIndex.slice(start, start + size));
  }
  await context.state.write(plan.seenAgain.map((record): StateWrite => ({ kind: 'put-item', record })));
  count(context, { unchanged: plan.seenAgain.length });
  await releaseItems(context, plan.removed);
  await forgetFailures(context, folder, plan.removedUnknown);
}

async function forgetFailures(context: StoreContext, folder: FolderRecord, itemIds: readonly string[]): Promise<void> {
  if (!context.progress.failuresKnown) return;
  await context.state.write(
    itemIds.map((itemId): StateWrite => ({ kind: 'delete-failure', folderId: folder.id, itemId })),
  );
}
