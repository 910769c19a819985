import { ConnectorError, type Failure, toFailure } from '../errors.ts';
import type { EventSink } from '../sync/events.ts';
import type { FolderChange, FolderChangePage, MailFolder } from '../sync/ports/index.ts';
import type { GraphClient } from './graph-client.ts';
import { fromFolderId, type OtherKind } from './item-kinds.ts';
import { type FoldersRequest, listFolders } from './list-folders.ts';
import { askForOtherFolders, folderClasses, otherFolders, stillThere } from './other-folders.ts';

/** What is listed, from where, and what was there before. */
export interface TreeRequest extends FoldersRequest {
  /** Ids of the folders on record. */
  readonly known: readonly string[];
}

/** What is listed beside mail folders, and who is told when it cannot be. */
export interface OtherFolders {
  readonly kinds: readonly OtherKind[];
  /** Says once for each kind that it cannot be listed: it is so in every mailbox, as a rule. */
  readonly denied: (kind: OtherKind, failure: Failure) => void;
}

/** Says what a cursor is, and whose; raise the number when what is told changes. */
const prefix = 'graph:tree:1:';

/** What was told so far. */
interface Told {
  /** The cursor of the mail folders. */
  readonly mail: string | undefined;
  /** `null`: they could not be listed yet, so that nothing is known of what there is. */
  readonly folders: Readonly<Partial<Record<OtherKind, readonly MailFolder[] | null>>>;
}

/**
 * Changes of mail folders, and then of calendars and folders of contacts, which no change of the tree tells: they are listed, as
 * there are few, and compared with what was told before, which the cursor holds. What a list does not show is gone when its id is
 * not known either. Those of a kind that the application may not read are left as they are, so that a permission that is missing
 * stops nothing else.
 */
export async function listTree(
  client: GraphClient,
  { cursor, signal, known }: TreeRequest,
  { kinds, denied }: OtherFolders,
): Promise<FolderChangePage> {
  const told = readCursor(cursor);
  const page = await listFolders(client, { cursor: told.mail, signal });
  if (!page.complete) return { ...page, cursor: toCursor({ ...told, mail: page.cursor }) };
  const ahead = await askForOtherFolders(client, { kinds, signal });
  const changes: FolderChange[] = [...page.changes];
  const unlisted: string[] = [];
  const folders: Partial<Record<OtherKind, readonly MailFolder[] | null>> = {};
  for (const kind of ['calendars', 'contacts'] as const) {
    const before = told.folders[kind];
    const now = kinds.includes(kind)
      ? await tried(ahead, kind, { signal, denied, expected: [...(before ?? []).map(({ id }) => id), ...known] })
      : [];
    if (now !== undefined && before === null) throw readableNow(kind);
    if (now === undefined) unlisted.push(folderClasses[kind]);
    else changes.push(...changesOf(before ?? [], now));
    folders[kind] = now ?? before ?? null;
  }
  return {
    changes,
    cursor: toCursor({ mail: page.cursor, folders }),
    complete: true,
    ...(unlisted.length === 0 ? {} : { unlisted }),
  };
}

/** What another source had told of them is still on file: only a whole listing of the tree tells what became of that. */
function readableNow(kind: OtherKind): ConnectorError {
  const message = `${kind} can be listed now, so that the whole tree is`;
  return new ConnectorError({ code: `graph.${kind}-readable`, kind: 'cursor-invalid', message });
}

/** What the folders of a kind are asked for with. */
interface Trial extends Pick<FoldersRequest, 'signal'>, Pick<OtherFolders, 'denied'> {
  /** Ids of folders that were there before, of any kind. */
  readonly expected: readonly string[];
}

/** The folders of a kind; undefined when the application may not list them: mail was listed just before. */
async function tried(
  client: GraphClient,
  kind: OtherKind,
  { signal, denied, expected }: Trial,
): Promise<readonly MailFolder[] | undefined> {
  try {
    const listed = await otherFolders[kind].list(client, signal);
    if (listed.some(({ wellKnownName }) => wellKnownName !== undefined)) {
      const shown = new Set(listed.map(({ id }) => id));
      const missing = expected.filter((id) => fromFolderId(id)?.kind === kind && !shown.has(id));
      return [...listed, ...(await stillThere(client, [...new Set(missing)], signal))];
    }
    denied(kind, noDefault);
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind !== 'mailbox') throw thrown;
    denied(kind, failure);
  }
  return undefined;
}

/** Every mailbox has one that nobody can remove, so that a list without it proves nothing of the others. */
const noDefault: Failure = {
  code: 'graph.incomplete-list',
  kind: 'mailbox',
  message: 'Microsoft Graph listed no default folder',
};

function changesOf(before: readonly MailFolder[], now: readonly MailFolder[]): readonly FolderChange[] {
  const known = new Map(before.map((folder) => [folder.id, JSON.stringify(folder)]));
  const present = new Set(now.map(({ id }) => id));
  return [
    ...now
      .filter((folder) => known.get(folder.id) !== JSON.stringify(folder))
      .map((folder): FolderChange => ({ kind: 'upsert', folder })),
    ...[...known.keys()]
      .filter((id) => !present.has(id))
      .map((folderId): FolderChange => ({ kind: 'removed', folderId })),
  ];
}

function toCursor(told: Told): string {
  return prefix + JSON.stringify(told);
}

/** A cursor of mail folders alone is one from before there was anything else. */
function readCursor(cursor: string | undefined): Told {
  if (cursor?.startsWith(prefix) !== true) return { mail: cursor, folders: {} };
  return JSON.parse(cursor.slice(prefix.length)) as Told;
}

const permissions = { calendars: 'Calendars.Read', contacts: 'Contacts.Read' } as const;
const settings = { calendars: 'INDEX_CALENDARS', contacts: 'INDEX_CONTACTS' } as const;

/** Warns of each kind once. */
export function warnOnce(emit: EventSink): OtherFolders['denied'] {
  const warned = new Set<OtherKind>();
  return (kind, { code }) => {
    if (warned.has(kind)) return;
    warned.add(kind);
    const message =
      `Microsoft Graph lets nobody list ${kind} (${code}), in one mailbox at least; mail goes on, and what the index has of them ` +
      `stays. Grant the application ${permissions[kind]} with the consent of an administrator, for all mailboxes of the list, or ` +
      `set ${settings[kind]}=false.`;
    emit({ type: 'warning', code: `graph.${kind}-denied`, message });
  };
}
