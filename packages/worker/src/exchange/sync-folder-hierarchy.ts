import { BasePropertySet, FolderId, FolderSchema, PropertySet } from 'ews-javascript-api';
import { ConnectorError, toFailure } from '../errors.ts';
import type { FolderChange, FolderChangePage, MailFolder, StoreKind } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { progressed } from './progressed.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';
import { roots } from './roots.ts';

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
    const [message] = await client.call({
      operation: 'SyncFolderHierarchy',
      expected: 1,
      batch: false,
      signal,
      // The library takes null for no state; its types do not say so.
      request: (service) =>
        service.SyncFolderHierarchy(new FolderId(roots[store]), properties, (cursor ?? null) as string),
    });
    const changes = (child(message?.element, 'Changes')?.children ?? []).flatMap(toChange);
    return { changes, ...progressed(message?.element, 'IncludesLastFolderInRange', cursor) };
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

function toChange(change: XmlElement): readonly FolderChange[] {
  if (change.name !== 'Delete') return toFolder(change.children[0]);
  const folderId = child(change, 'FolderId')?.attributes['Id'];
  return folderId === undefined ? [] : [{ kind: 'removed', folderId }];
}

function toFolder(folder: XmlElement | undefined): readonly FolderChange[] {
  const id = child(folder, 'FolderId')?.attributes['Id'];
  if (id === undefined) return [];
  const parentId = child(folder, 'ParentFolderId')?.attributes['Id'];
  const folderClass = textIn(folder, 'FolderClass');
  const wellKnownName = textIn(folder, 'DistinguishedFolderId')?.toLowerCase();
  const told: MailFolder = {
    id,
    name: textIn(folder, 'DisplayName') ?? '',
    ...(parentId === undefined ? {} : { parentId }),
    ...(folderClass === undefined ? {} : { folderClass }),
    ...(wellKnownName === undefined ? {} : { wellKnownName }),
  };
  return [{ kind: 'upsert', folder: told }];
}
