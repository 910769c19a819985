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
import type { FolderLook, StoreKind } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { foldersPerRequest } from './limits.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';
import { roots } from './roots.ts';

/** PidTagLocalCommitTimeMax (MS-OXPROPS): when a message of the folder, not of its subfolders, was last changed. */
const lastCommitTag = 0x670a;
const lastCommit = new ExtendedPropertyDefinition(lastCommitTag, MapiPropertyType.SystemTime);
/** PidTagDeletedCountTotal (MS-OXPROPS): a removal does not move the time of the last change. */
const removalsTag = 0x670b;
const removals = new ExtendedPropertyDefinition(removalsTag, MapiPropertyType.Integer);
/**
 * Milliseconds after which a change counts as of an earlier second. The server that answers compares its clock with that of the one
 * that keeps the mailbox: Kerberos lets servers work together whose clocks are five minutes apart at the most. Microsoft:
 * Maximum tolerance for computer clock synchronization.
 */
const quietMs = 5 * 60_000;

/** What is looked at. */
export interface LookRequest {
  readonly store: StoreKind;
  readonly signal: AbortSignal;
}

/**
 * What all folders of a store look like, by one call for a thousand of them. Marks are written in seconds: of a folder that
 * changed just now nothing is told, as it may change again and look the same.
 */
export async function lookAtFolders(client: EwsClient, request: LookRequest): Promise<ReadonlyMap<string, FolderLook>> {
  const looks = new Map<string, FolderLook>();
  let offset = 0;
  for (;;) {
    const { page, answeredAt } = await findFolders(client, { ...request, offset });
    const folders = child(page, 'Folders')?.children ?? [];
    for (const folder of folders) {
      const id = child(folder, 'FolderId')?.attributes['Id'];
      const mark = markOf(folder, answeredAt);
      if (id !== undefined && mark !== undefined) looks.set(id, { kind: 'mark', mark });
    }
    offset += folders.length;
    // A page without folders leads nowhere, whatever it says.
    if (page?.attributes['IncludesLastItemInRange'] !== 'false' || folders.length === 0) return looks;
  }
}

interface FolderPage {
  readonly page: XmlElement | undefined;
  /** By the clock of Exchange, milliseconds since the epoch; not a number where it does not say. */
  readonly answeredAt: number;
}

async function findFolders(
  client: EwsClient,
  { store, offset, signal }: LookRequest & { readonly offset: number },
): Promise<FolderPage> {
  const view = new FolderView(foldersPerRequest, offset);
  view.Traversal = FolderTraversal.Deep;
  view.PropertySet = new PropertySet(BasePropertySet.IdOnly, [FolderSchema.TotalCount, lastCommit, removals]);
  let answeredAt = Number.NaN;
  const [message] = await client.call({
    operation: 'FindFolder',
    expected: 1,
    batch: false,
    signal,
    onHeaders: ({ date }) => {
      answeredAt = Date.parse(String(date));
    },
    request: (service) => service.FindFolders(new FolderId(roots[store]), view),
  });
  return { page: child(message?.element, 'RootFolder'), answeredAt };
}

/** Nothing where a server does not tell: without these properties nothing is known of a folder. */
function markOf(folder: XmlElement, answeredAt: number): string | undefined {
  const values = new Map(
    folder.children
      .filter(({ name }) => name === 'ExtendedProperty')
      .map((property) => [
        Number(child(property, 'ExtendedFieldURI')?.attributes['PropertyTag']),
        textIn(property, 'Value'),
      ]),
  );
  const changedAt = values.get(lastCommitTag);
  const removed = values.get(removalsTag);
  // The clock of this machine has no part in it.
  const isQuiet = answeredAt - Date.parse(changedAt ?? '') >= quietMs;
  return removed !== undefined && isQuiet ? `${changedAt} ${removed} ${textIn(folder, 'TotalCount') ?? ''}` : undefined;
}
