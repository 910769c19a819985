import {
  BasePropertySet,
  ExtendedPropertyDefinition,
  FolderId,
  FolderSchema,
  FolderTraversal,
  FolderView,
  MapiPropertyType,
  PropertySet,
} from 'ews-javascript-api';
import type { FolderLook, StoreKind, WatchedFolder } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { foldersPerRequest } from './limits.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';
import { roots } from './roots.ts';

/** PidTagLocalCommitTimeMax (MS-OXPROPS): when a message of the folder, not of its subfolders, was last changed. */
const lastCommit = new ExtendedPropertyDefinition(0x670a, MapiPropertyType.SystemTime);
/** PidTagDeletedCountTotal (MS-OXPROPS): a removal does not move the time of the last change. */
const removals = new ExtendedPropertyDefinition(0x670b, MapiPropertyType.Integer);

/** What is looked at. */
export interface LookRequest {
  readonly store: StoreKind;
  readonly folders: readonly WatchedFolder[];
  readonly signal: AbortSignal;
}

/** What all folders of a store look like, by one call for a thousand of them. */
export async function lookAtFolders(client: EwsClient, request: LookRequest): Promise<ReadonlyMap<string, FolderLook>> {
  const marks = await readMarks(client, request);
  const looks = request.folders.flatMap(({ id }): (readonly [string, FolderLook])[] => {
    const mark = marks.get(id);
    return mark === undefined ? [] : [[id, { kind: 'mark', mark }]];
  });
  return new Map(looks);
}

async function readMarks(client: EwsClient, { store, signal }: LookRequest): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, string>();
  let offset = 0;
  for (;;) {
    const page = await findFolders(client, { store, offset, signal });
    const folders = child(page, 'Folders')?.children ?? [];
    for (const folder of folders) {
      const id = child(folder, 'FolderId')?.attributes['Id'];
      const mark = markOf(folder);
      if (id !== undefined && mark !== undefined) marks.set(id, mark);
    }
    offset += folders.length;
    // A page without folders leads nowhere, whatever it says.
    if (page?.attributes['IncludesLastItemInRange'] !== 'false' || folders.length === 0) return marks;
  }
}

async function findFolders(
  client: EwsClient,
  { store, offset, signal }: { readonly store: StoreKind; readonly offset: number; readonly signal: AbortSignal },
): Promise<XmlElement | undefined> {
  const view = new FolderView(foldersPerRequest, offset);
  view.Traversal = FolderTraversal.Deep;
  view.PropertySet = new PropertySet(BasePropertySet.IdOnly, [FolderSchema.TotalCount, lastCommit, removals]);
  const [message] = await client.call({
    operation: 'FindFolder',
    expected: 1,
    batch: false,
    signal,
    request: (service) => service.FindFolders(new FolderId(roots[store]), view),
  });
  return child(message?.element, 'RootFolder');
}

/** Nothing where a server does not tell: without these properties nothing is known of a folder. */
function markOf(folder: XmlElement): string | undefined {
  const values = folder.children
    .filter(({ name }) => name === 'ExtendedProperty')
    .flatMap((property) => textIn(property, 'Value') ?? []);
  if (values.length !== 2) return undefined;
  return [...values, textIn(folder, 'TotalCount') ?? ''].join(' ');
}
