import {
  BasePropertySet,
  ChangeType,
  type FolderChange as EwsFolderChange,
  FolderId,
  FolderSchema,
  PropertySet,
  WellKnownFolderName,
} from 'ews-javascript-api';
import { ConnectorError, toFailure } from '../errors.ts';
import type { FolderChange, FolderChangePage, MailFolder, StoreKind } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { given, givenText } from './given.ts';
import { progressed } from './progressed.ts';

const roots: Readonly<Record<StoreKind, WellKnownFolderName>> = {
  primary: WellKnownFolderName.MsgFolderRoot,
  archive: WellKnownFolderName.ArchiveMsgFolderRoot,
};

/** What is listed, and from where. */
export interface HierarchyRequest {
  readonly store: StoreKind;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

/** Folder changes below the message folder root: above it are folders that no person sees. */
export async function syncFolderHierarchy(client: EwsClient, request: HierarchyRequest): Promise<FolderChangePage> {
  const { store, cursor, signal } = request;
  const properties = new PropertySet(BasePropertySet.IdOnly, [
    FolderSchema.DisplayName,
    FolderSchema.ParentFolderId,
    FolderSchema.FolderClass,
    FolderSchema.WellKnownFolderName,
  ]);
  try {
    const { value } = await client.call({
      operation: 'SyncFolderHierarchy',
      expected: 1,
      batch: false,
      signal,
      // The library takes null for no state; its types do not say so.
      run: (service) => service.SyncFolderHierarchy(new FolderId(roots[store]), properties, (cursor ?? null) as string),
    });
    const changes = value.GetEnumerator().flatMap((change) => toChange(change));
    return progressed({ changes, cursor: value.SyncState, complete: !value.MoreChangesAvailable }, cursor);
  } catch (thrown) {
    throw storeError(thrown, store);
  }
}

/** Errors about the root are about the store: a mailbox without an archive has no root there, and that is normal. */
function storeError(thrown: unknown, store: StoreKind): unknown {
  const failure = toFailure(thrown);
  if (failure.kind !== 'folder' && failure.kind !== 'gone') return thrown;
  const kind = store === 'archive' ? 'no-archive' : 'mailbox';
  return new ConnectorError({ ...failure, kind }, { cause: thrown });
}

function toChange(change: EwsFolderChange): readonly FolderChange[] {
  const folderId = given(() => change.FolderId.UniqueId);
  if (change.ChangeType === ChangeType.Delete) return folderId === undefined ? [] : [{ kind: 'removed', folderId }];
  const folder = toFolder(change);
  return folder === undefined ? [] : [{ kind: 'upsert', folder }];
}

function toFolder(change: EwsFolderChange): MailFolder | undefined {
  const { Folder: folder } = change;
  const id = given(() => folder.Id.UniqueId);
  if (id === undefined) return undefined;
  const parentId = given(() => folder.ParentFolderId.UniqueId);
  const folderClass = givenText(() => folder.FolderClass);
  const wellKnownName = distinguished(given(() => folder.WellKnownFolderName));
  return {
    id,
    name: givenText(() => folder.DisplayName) ?? '',
    ...(parentId === undefined ? {} : { parentId }),
    ...(folderClass === undefined ? {} : { folderClass }),
    ...(wellKnownName === undefined ? {} : { wellKnownName }),
  };
}

/** The library has a number for each distinguished id, and the text for those it does not know. */
function distinguished(value: unknown): string | undefined {
  const name = typeof value === 'number' ? WellKnownFolderName[value] : value;
  if (typeof name !== 'string' || name === '') return undefined;
  return name.toLowerCase();
}
