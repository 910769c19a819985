import type { WorldItem, WorldItemChange } from '../../mail/index.ts';
import { type Caller, type FoundFolder, findFolder } from '../caller.ts';
import { stateOf, targetOf } from '../envelope.ts';
import { emptyItem, itemId, renderItem } from '../render-item.ts';
import { isBare, readShape, type Shape, without } from '../shape.ts';
import { ResponseError, responseTo } from '../soap.ts';
import { readSyncState, type SyncState, writeSyncState } from '../sync-state.ts';
import { child, children, textOf, type XmlElement } from '../xml.ts';
import { findItem, type Operation } from './operation.ts';

/** What no listing tells, whatever its shape. Microsoft: SyncFolderItems cannot return Body or Attachments. */
const neverListed = [
  'item:Body',
  'item:Attachments',
  'item:MimeContent',
  'item:UniqueBody',
  'item:NormalizedBody',
  'item:TextBody',
];

/** What a page is made from. */
interface Listing {
  readonly caller: Caller;
  readonly found: FoundFolder;
  readonly shape: Shape;
  readonly scope: string;
  readonly most: number;
  /** Ids of items that the client does not want to hear of. */
  readonly ignored: ReadonlySet<string>;
}

export const syncFolderItems: Operation = async ({ caller, request, pageEntries }) => [
  responseTo('SyncFolderItems', () => {
    const found = findSyncFolder(caller, request);
    const scope = `${caller.mailbox.address} ${found.kind} ${found.folder.id}`;
    const text = stateOf(request);
    const state = text === undefined ? undefined : readSyncState(text, { kind: 'items', scope });
    const { most, ignored } = wishesOf(request);
    const shape = listingShape(request);
    const listing = { caller, found, scope, shape, most: Math.min(most, pageEntries), ignored };
    return state === undefined || state.below !== undefined ? firstListing(listing, state) : sinceThen(listing, state);
  }),
];

function listingShape(request: XmlElement): Shape {
  const shape = readShape(child(request, 'ItemShape'));
  const asked = neverListed.find((field) => shape.fields.has(field));
  if (asked !== undefined)
    throw new ResponseError('ErrorInvalidPropertyRequest', `${asked} cannot be asked for in a synchronisation.`);
  return without(shape, neverListed);
}

function wishesOf(request: XmlElement): Pick<Listing, 'most' | 'ignored'> {
  const ignored = children(child(request, 'Ignore')).map((reference) => reference.getAttribute('Id') ?? '');
  return { most: Number(textOf(child(request, 'MaxChangesReturned'))), ignored: new Set(ignored) };
}

function findSyncFolder(caller: Caller, request: XmlElement): FoundFolder {
  try {
    return findFolder(caller, targetOf(request));
  } catch (thrown) {
    if (thrown instanceof ResponseError && thrown.code === 'ErrorArchiveMailboxNotEnabled') throw thrown;
    throw new ResponseError('ErrorSyncFolderNotFound', 'The folder to be synchronized could not be found.');
  }
}

/** What is there, newest first, page by page. */
function firstListing(listing: Listing, before: SyncState | undefined): string {
  const { found, scope, most, ignored, shape } = listing;
  const { folder } = found;
  const items = folder.itemsBelow(before?.below, most);
  const oldest = items.at(-1)?.serial ?? 0;
  const below = folder.itemsBelow(oldest, 1).length === 0 ? undefined : oldest;
  const sequence = before?.sequence ?? folder.sequence;
  const told = (before?.told ?? 0) + items.length;
  const checked = folder.sequence;
  const untold = before === undefined ? [] : goneUntold(found, before);
  const wanted = items.filter(({ id }) => !ignored.has(id));
  return page({
    state: writeSyncState({
      kind: 'items',
      scope,
      sequence,
      told,
      checked,
      untold,
      ...(below === undefined ? {} : { below }),
    }),
    // What happened since the listing began is still to be told.
    complete: below === undefined && sequence === folder.sequence,
    changes: wanted.map((item) => `<t:Create>${listed(item, shape)}</t:Create>`),
  });
}

/** Items that went while the listing had not come to them. */
function goneUntold(
  { folder, store }: FoundFolder,
  { checked = 0, below = 0, untold = [] }: SyncState,
): readonly number[] {
  const log = folder.itemChanges(checked, folder.sequence - checked);
  const gone = log.flatMap(({ kind, itemId: id }) => (kind === 'delete' ? (store.serialOf(id) ?? []) : []));
  return [...untold, ...gone.filter((serial) => serial < below)];
}

/** What happened since everything was told, oldest first. Nothing is said of what came and went since then. */
function sinceThen(listing: Listing, before: SyncState): string {
  const { found, scope, most } = listing;
  const { folder } = found;
  const log = folder.itemChanges(before.sequence, most);
  const sequence = before.sequence + log.length;
  const untold = new Set(before.untold);
  const changes = log.map((change) => later(listing, change, untold));
  const state = { scope, sequence, told: folder.itemCount, untold: [...untold] };
  return page({ state: writeSyncState({ kind: 'items', ...state }), complete: sequence === folder.sequence, changes });
}

/** What is said of one change; nothing of an item that went untold, which is remembered until its end is passed. */
function later({ caller, found, ignored, shape }: Listing, change: WorldItemChange, untold: Set<number>): string {
  const { kind, itemId: id, isRead } = change;
  const serial = found.store.serialOf(id) ?? 0;
  const item = findItem(caller, id);
  if (kind === 'delete') {
    const wasTold = !untold.delete(serial);
    return wasTold && !ignored.has(id) ? `<t:Delete><t:ItemId Id="${id}"/></t:Delete>` : '';
  }
  if (item === undefined) {
    if (kind === 'create') untold.add(serial);
    return '';
  }
  if (ignored.has(id)) return '';
  if (kind === 'read-flag') return `<t:ReadFlagChange>${itemId(item)}<t:IsRead>${isRead}</t:IsRead></t:ReadFlagChange>`;
  const element = kind === 'create' ? 'Create' : 'Update';
  return `<t:${element}>${listed(item, shape)}</t:${element}>`;
}

function page({ state, complete, changes }: { state: string; complete: boolean; changes: readonly string[] }): string {
  return (
    `<m:SyncState>${state}</m:SyncState><m:IncludesLastItemInRange>${complete}</m:IncludesLastItemInRange>` +
    `<m:Changes>${changes.join('')}</m:Changes>`
  );
}

/** Ids alone need no content: a listing of a million messages must not render them. */
function listed(item: WorldItem, shape: Shape): string {
  return isBare(shape) ? emptyItem(item) : renderItem({ item, message: item.content() }, shape);
}
