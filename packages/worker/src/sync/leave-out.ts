import { count, type StoreContext } from './context.ts';
import type { FolderRecord } from './ports/index.ts';
import type { ChunkItem } from './prepared-message.ts';
import { forgetFailures } from './record-failures.ts';
import { releaseItems } from './release-items.ts';

/** An item whose message is out of scope, and why. */
export interface RefusedItem {
  readonly item: ChunkItem;
  readonly reason: string;
}

/**
 * Leaves messages out that settings do not want. One that was in the index lets go of its document, which is deleted like any
 * other: at the end of a complete run and under the safeguard. Nothing is remembered of the others.
 */
export async function leaveOut(
  context: StoreContext,
  folder: FolderRecord,
  refused: readonly RefusedItem[],
): Promise<void> {
  if (refused.length === 0) return;
  for (const { reason } of refused) context.emit({ type: 'message-filtered', mailbox: context.mailbox, reason });
  count(context, { filtered: refused.length });
  await releaseItems(
    context,
    refused.flatMap(({ item: { known } }) => known ?? []),
  );
  await forgetFailures(
    context,
    folder,
    refused.map(({ item }) => item.itemId),
  );
}
