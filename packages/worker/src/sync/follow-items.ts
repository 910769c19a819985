import { awaitItems } from './await-items.ts';
import type { StoreContext } from './context.ts';
import type { FolderRecord, ItemPlace, MailMessage } from './ports/index.ts';
import type { ChunkItem } from './prepared-message.ts';
import { forgetFailures } from './record-failures.ts';
import { releaseItems } from './release-items.ts';

/** An item that is in another folder by now. */
export interface AwayItem {
  readonly item: ChunkItem;
  readonly now: ItemPlace;
}

/**
 * An item that was to be brought in later, and has gone on meanwhile: its folder, which may never have told of it, may not tell
 * of its end either.
 */
export function isElsewhere(
  { known, earlierFailure }: ChunkItem,
  folderId: string | undefined,
  folder: FolderRecord,
): folderId is string {
  if (folderId === undefined || folderId === folder.id) return false;
  return earlierFailure !== undefined && (earlierFailure.awaited === true || known === undefined);
}

/** Where an item was when it was fetched. */
export function placeOf(folderId: string, { changeKey }: MailMessage): ItemPlace {
  return { folderId, ...(changeKey === undefined ? {} : { changeKey }) };
}

/** Has items awaited where they are, and lets go of them here. */
export async function follow(context: StoreContext, folder: FolderRecord, away: readonly AwayItem[]): Promise<void> {
  if (away.length === 0) return;
  const items = away.map(({ item }) => item);
  await awaitItems(
    context,
    away.map(({ item: { itemId }, now }) => ({ itemId, now })),
  );
  await letGo(context, items);
  await forgetFailures(
    context,
    folder,
    items.map(({ itemId }) => itemId),
  );
}

/** Lets go of what was awaited and is on record all the same: the source told of it once, and may never tell of its end. */
export async function letGo(context: StoreContext, items: readonly ChunkItem[]): Promise<void> {
  await releaseItems(
    context,
    items.flatMap(({ known, earlierFailure }) =>
      earlierFailure?.awaited === true && known !== undefined ? [known] : [],
    ),
  );
}
