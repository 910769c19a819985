import { ConnectorError, toFailure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import type { FolderChange, FolderRecord, MailFolder, StateWrite } from './ports/index.ts';

/** The folders of a store after reading the tree's changes. */
export interface FolderListing {
  readonly folders: ReadonlyMap<string, FolderRecord>;
  /** Ids of folders on record that could not be listed: what is remembered of them stays as it is. */
  readonly unlisted: ReadonlySet<string>;
  /** Store it once the run's work on the tree is durable. */
  readonly cursor: string;
}

/**
 * Reads what happened to the folder tree and remembers it. Without a cursor, or when the source no longer knows it, the
 * whole tree is listed, and only a complete listing proves that a folder is gone.
 * @throws ConnectorError when the tree cannot be read; nothing is then taken for removed.
 */
export async function readFolders(context: StoreContext, cursor: string | undefined): Promise<FolderListing> {
  const known = new Map((await context.state.readFolders()).map((folder) => [folder.id, folder]));
  try {
    // A copy: what pages told before the cursor was refused is not on file, so the second reading must not take it for known.
    return await readChanges(context, new Map(known), cursor);
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind !== 'cursor-invalid' || cursor === undefined) throw thrown;
    context.emit({ type: 'warning', code: failure.code, message: 'the folder tree is listed again' });
    return readChanges(context, known, undefined);
  }
}

async function readChanges(
  context: StoreContext,
  known: Map<string, FolderRecord>,
  from: string | undefined,
): Promise<FolderListing> {
  const before = new Map(known);
  const shown = new Set<string>();
  let cursor = from;
  let complete = false;
  const unlisted = new Set<string>();
  const onRecord = [...known.values()].filter(({ removed }) => !removed).map(({ id }) => id);
  while (!complete) {
    const page = await context.reader.listFolderChanges(cursor, context.abort, onRecord);
    for (const change of page.changes) apply(change, known, shown);
    for (const folderClass of page.unlisted ?? []) unlisted.add(folderClass);
    ({ cursor, complete } = page);
  }
  const listed = new Map([...known].filter(([, { folderClass }]) => !unlisted.has(folderClass ?? '')));
  if (from === undefined) for (const gone of unshown(listed, shown)) known.set(gone.id, { ...gone, removed: true });
  // Before the first row: what there is state of must be found again, should the store leave the list.
  if (before.size === 0) await context.registry.add();
  const changed = [...known.values()].filter((record) => before.get(record.id) !== record);
  if (changed.length > 0) await forgetCursor(context);
  await context.state.write(changed.map((record): StateWrite => ({ kind: 'put-folder', record })));
  // What could not be listed is neither read nor let go.
  return {
    folders: new Map([...known].filter(([id]) => listed.has(id))),
    unlisted: new Set([...known.keys()].filter((id) => !listed.has(id))),
    cursor: cursor ?? '',
  };
}

/**
 * The cursor on file must not outlive what it says of the folders: a folder that is remembered, and removed after a crash
 * before the next cursor is on file, came and went since the old one, and nobody would ever say so. Without a cursor the
 * whole tree is listed.
 */
export async function forgetCursor({ state }: StoreContext): Promise<void> {
  const mailbox = await state.readMailbox();
  if (mailbox?.folderCursor === undefined) return;
  const { folderCursor: _forgotten, ...record } = mailbox;
  await state.write([{ kind: 'put-mailbox', record }]);
}

function apply(change: FolderChange, known: Map<string, FolderRecord>, shown: Set<string>): void {
  if (change.kind === 'upsert') {
    shown.add(change.folder.id);
    const record = known.get(change.folder.id);
    if (record === undefined || !describes(record, change.folder))
      known.set(change.folder.id, merge(record, change.folder));
    return;
  }
  shown.delete(change.folderId);
  const record = known.get(change.folderId);
  if (record !== undefined && !record.removed) known.set(record.id, { ...record, removed: true });
}

/** The record says already what the source says. */
function describes(record: FolderRecord, folder: MailFolder): boolean {
  return (
    !record.removed &&
    record.name === folder.name &&
    record.parentId === folder.parentId &&
    record.folderClass === folder.folderClass &&
    record.wellKnownName === folder.wellKnownName
  );
}

function merge(record: FolderRecord | undefined, folder: MailFolder): FolderRecord {
  const history = record ?? { listing: 0, pages: 0, listingOpen: false, refetch: false, fullRun: 0 };
  const { listing, pages, listingOpen, refetch, fullRun } = history;
  return {
    ...folder,
    ...(record?.path === undefined ? {} : { path: record.path }),
    ...(record?.cursor === undefined ? {} : { cursor: record.cursor }),
    ...(record?.earlier === undefined ? {} : { earlier: record.earlier }),
    ...(record?.kept === undefined ? {} : { kept: record.kept }),
    ...(record?.scope === undefined ? {} : { scope: record.scope }),
    listing,
    pages,
    listingOpen,
    refetch,
    fullRun,
    removed: false,
  };
}

/**
 * A complete listing proves that what it did not show is gone, unless it showed nothing at all: every mailbox has
 * folders, so an empty answer proves only that something is wrong.
 */
function unshown(known: ReadonlyMap<string, FolderRecord>, shown: ReadonlySet<string>): readonly FolderRecord[] {
  if (shown.size === 0 && known.size > 0) {
    throw new ConnectorError({
      code: 'source.empty-folder-listing',
      kind: 'mailbox',
      message:
        `the source listed no folder although ${known.size} are known; nothing is deleted. ` +
        'Check that the mailbox can be opened and that the connector still has access to it.',
    });
  }
  return [...known.values()].filter(({ id, removed }) => !shown.has(id) && !removed);
}
