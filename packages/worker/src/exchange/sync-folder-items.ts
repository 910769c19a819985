import {
  BasePropertySet,
  ChangeType,
  type ItemChange as EwsItemChange,
  FolderId,
  PropertySet,
  SyncFolderItemsScope,
} from 'ews-javascript-api';
import type { ItemChange, ItemChangePage } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { given } from './given.ts';
import { changesPerRequest } from './limits.ts';
import { progressed } from './progressed.ts';

/** What is listed, and from where. */
export interface ItemsRequest {
  readonly folderId: string;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Item changes of one folder, ids alone: each further property would cost Exchange a call of its own, and bodies cannot be
 * had this way.
 */
export async function syncFolderItems(client: EwsClient, request: ItemsRequest): Promise<ItemChangePage> {
  const { folderId, cursor, signal } = request;
  const { value } = await client.call({
    operation: 'SyncFolderItems',
    expected: 1,
    batch: false,
    signal,
    run: (service) =>
      service.SyncFolderItems(
        new FolderId(folderId),
        new PropertySet(BasePropertySet.IdOnly),
        [],
        changesPerRequest,
        SyncFolderItemsScope.NormalItems,
        (cursor ?? null) as string,
      ),
  });
  const changes = value.GetEnumerator().flatMap(toChange);
  return progressed(
    { changes: removalsLast(changes), cursor: value.SyncState, complete: !value.MoreChangesAvailable },
    cursor,
  );
}

function toChange(change: EwsItemChange): readonly ItemChange[] {
  const itemId = given(() => change.ItemId.UniqueId);
  if (itemId === undefined) return [];
  if (change.ChangeType === ChangeType.Delete) return [{ kind: 'removed', itemId }];
  if (change.ChangeType === ChangeType.ReadFlagChange) return [{ kind: 'read-flag', itemId }];
  const changeKey = given(() => change.ItemId.ChangeKey);
  return [{ kind: 'upsert', itemId, ...(changeKey === undefined ? {} : { changeKey }) }];
}

/** The library groups changes and loses their order. An id never comes back after a removal, so removals go last. */
function removalsLast(changes: readonly ItemChange[]): readonly ItemChange[] {
  return [...changes.filter(({ kind }) => kind !== 'removed'), ...changes.filter(({ kind }) => kind === 'removed')];
}
