import { BasePropertySet, FolderId, PropertySet, SyncFolderItemsScope } from 'ews-javascript-api';
import type { ItemChange, ItemChangePage } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { changesPerRequest } from './limits.ts';
import { progressed } from './progressed.ts';
import { child, type XmlElement } from './read-xml.ts';

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
  const [message] = await client.call({
    operation: 'SyncFolderItems',
    expected: 1,
    batch: false,
    signal,
    request: (service) =>
      service.SyncFolderItems(
        new FolderId(folderId),
        new PropertySet(BasePropertySet.IdOnly),
        [],
        changesPerRequest,
        SyncFolderItemsScope.NormalItems,
        (cursor ?? null) as string,
      ),
  });
  const changes = (child(message?.element, 'Changes')?.children ?? []).flatMap(toChange);
  return { changes, ...progressed(message?.element, 'IncludesLastItemInRange', cursor) };
}

function toChange(change: XmlElement): readonly ItemChange[] {
  const id = child(change, 'ItemId') ?? child(change.children[0], 'ItemId');
  const { Id: itemId, ChangeKey: changeKey } = id?.attributes ?? {};
  if (itemId === undefined) return [];
  if (change.name === 'Delete') return [{ kind: 'removed', itemId }];
  if (change.name === 'ReadFlagChange') return [{ kind: 'read-flag', itemId }];
  return [{ kind: 'upsert', itemId, ...(changeKey === undefined ? {} : { changeKey }) }];
}
