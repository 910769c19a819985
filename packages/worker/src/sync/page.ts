import { awaitItems, type MovedItem } from './await-items.ts';
import { count, type StoreContext } from './context.ts';
import { isResting } from './failure-policy.ts';
import { indexItems } from './index-items.ts';
import { releaseFoundLate } from './kept-items.ts';
import { openPage } from './open-page.ts';
import type { FailureRecord, FolderRecord, ItemChange, ItemRecord, StateWrite } from './ports/index.ts';
import type { ChunkItem } from './prepared-message.ts';
import { forgetFailures } from './record-failures.ts';
import { releaseItems } from './release-items.ts';
import { type Remembered, readRemembered } from './remembered.ts';

/** What a page of changes asks for. */
export interface PagePlan {
  readonly toIndex: readonly ChunkItem[];
  /** Items as they were, shown by a new listing. */
  readonly seenAgain: readonly ItemRecord[];
  /** Failures that rest as they are, of items shown by a new listing. */
  readonly restingAgain: readonly FailureRecord[];
  readonly removed: readonly ItemRecord[];
  /** Removed items that never got into the index; they may have failure records. */
  readonly removedUnknown: readonly string[];
  /** Of all that were removed, those that are in another folder now. */
  readonly moved: readonly MovedItem[];
}

/**
 * What to do about a page of changes. Pure. The last change of an item on the page decides, and a change that only
 * touched the read flag asks for nothing.
 */
export function planPage(
  folder: FolderRecord,
  changes: readonly ItemChange[],
  { known, failures }: Remembered,
): PagePlan {
  const last = new Map<string, ItemChange>();
  for (const change of changes) if (change.kind !== 'read-flag') last.set(change.itemId, change);
  const plan = {
    toIndex: [] as ChunkItem[],
    seenAgain: [] as ItemRecord[],
    restingAgain: [] as FailureRecord[],
    removed: [] as ItemRecord[],
    removedUnknown: [] as string[],
    moved: [] as MovedItem[],
  };
  for (const change of last.values()) {
    const record = known.get(change.itemId);
    const failure = failures.get(change.itemId);
    if (change.kind === 'removed') {
      if (change.now !== undefined) plan.moved.push({ itemId: change.itemId, now: change.now });
      if (record === undefined) plan.removedUnknown.push(change.itemId);
      else plan.removed.push(record);
    } else if (change.kind === 'upsert') {
      const wanted = record === undefined || needsFetch(folder, change.changeKey, record);
      if (wanted && !restsAsItIs(failure, change.changeKey))
        plan.toIndex.push(chunkItem(change, folder, { record, failure }));
      else if (record !== undefined && record.listing !== folder.listing) {
        plan.seenAgain.push({ ...record, listing: folder.listing });
      } else if (record === undefined && failure !== undefined && failure.listing !== folder.listing) {
        plan.restingAgain.push({ ...failure, listing: folder.listing });
      }
    }
  }
  return plan;
}

/** It failed for good, or too often, and has not changed since: it stays on record, and the page goes on without it. */
function restsAsItIs(failure: FailureRecord | undefined, changeKey: string | undefined): boolean {
  return failure !== undefined && changeKey !== undefined && failure.changeKey === changeKey && isResting(failure);
}

/** Whether a remembered item has to be fetched: it changed, or unchanged ones are read too. */
function needsFetch(folder: FolderRecord, changeKey: string | undefined, record: ItemRecord): boolean {
  if (changeKey === undefined || changeKey !== record.changeKey) return true;
  const { refetch, listing, kept = -1, keptOutdated = false } = folder;
  return (refetch && record.listing !== listing) || (keptOutdated && record.listing <= kept);
}

function chunkItem(
  { itemId, changeKey }: { itemId: string; changeKey?: string },
  { listing }: FolderRecord,
  { record: known, failure: earlierFailure }: { record: ItemRecord | undefined; failure: FailureRecord | undefined },
): ChunkItem {
  return {
    itemId,
    listing,
    ...(changeKey === undefined ? {} : { changeKey }),
    ...(known === undefined ? {} : { known }),
    ...(earlierFailure === undefined ? {} : { earlierFailure }),
  };
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
  const plan = planPage(folder, changes, await readRemembered(context, folder, changes));
  const brings = [...plan.toIndex, ...plan.seenAgain].map(({ itemId }) => itemId);
  if (brings.length > 0) await context.state.write([openPage(folder, brings)]);
  await indexItems(context, folder, plan.toIndex);
  await context.state.write([
    ...plan.seenAgain.map((record): StateWrite => ({ kind: 'put-item', record })),
    ...plan.restingAgain.map((record): StateWrite => ({ kind: 'put-failure', record })),
  ]);
  count(context, { unchanged: plan.seenAgain.length });
  const shown = changes.flatMap(({ kind, itemId }) => (kind === 'upsert' ? [itemId] : []));
  await releaseFoundLate(context, folder, [...new Set(shown)]);
  await awaitItems(context, plan.moved);
  await releaseItems(context, plan.removed);
  await forgetFailures(context, folder, plan.removedUnknown);
}
