import { createHash } from 'node:crypto';
import type { CopyRef, MailboxRef } from '../sync/ports/index.ts';

/** Key of a row. */
export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

/** Begin the sort keys of each kind of row. */
export const prefixes = {
  folder: 'folder|',
  item: 'item|',
  document: 'document|',
  orphan: 'orphan|',
  failure: 'failure|',
  cursor: 'cursor|',
  openPage: 'open-page|',
} as const;

/**
 * Keys of one store's rows. Folder and item ids are hashed: they are case-sensitive, longer than a key may be and hold
 * any character; a folder called `C# team` must not be taken for a folder called `C`.
 */
export function storeKeys({ address, store }: MailboxRef) {
  const pk = `mailbox|${address}|${store}`;
  const copy = ({ folderId, itemId }: CopyRef) => `${hash(folderId)}|${hash(itemId)}`;
  const row = (sk: string): RowKey => ({ pk, sk });
  return {
    pk,
    mailbox: () => row('mailbox'),
    lease: () => row('lease'),
    held: () => row('held'),
    inFlight: () => row('in-flight'),
    folder: (folderId: string) => row(`${prefixes.folder}${hash(folderId)}`),
    openPage: (folderId: string) => row(`${prefixes.openPage}${hash(folderId)}`),
    itemsOf: (folderId: string) => `${prefixes.item}${hash(folderId)}|`,
    item: (ref: CopyRef) => row(`${prefixes.item}${copy(ref)}`),
    document: (documentId: string) => row(`${prefixes.document}${documentId}`),
    orphan: (documentId: string) => row(`${prefixes.orphan}${documentId}`),
    failure: (ref: CopyRef) => row(`${prefixes.failure}${copy(ref)}`),
    cursorChunk: (folderId: string, generation: number, chunk: number) =>
      row(`${prefixes.cursor}${hash(folderId)}|${generation}|${chunk}`),
  };
}

/** Partition of the stores that there is state of. */
export const storesPartition = 'stores';
export const storePrefix = 'store|';

/** Key of a store in that partition. */
export function registryKey({ address, store }: MailboxRef): RowKey {
  return { pk: storesPartition, sk: `${storePrefix}${address}|${store}` };
}

export type StoreKeys = ReturnType<typeof storeKeys>;

function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
