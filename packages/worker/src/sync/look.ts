import { toFailure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import { stopsStore } from './failure-policy.ts';
import type { FolderLook, FolderMark, FolderRecord, MailboxRecord } from './ports/index.ts';

/** What a look at all folders told. */
export interface Looks {
  /** Folders in which nothing happened since they were read to their end. */
  readonly unchanged: ReadonlySet<string>;
  /** What other folders looked like, to be remembered once they are read to their end. */
  readonly marks: ReadonlyMap<string, string>;
}

/** After so many runs in a row with a look, every folder is read regardless: a source's marks are no more than a promise. */
export const looksInARow = 9;

const nothing: Looks = { unchanged: new Set(), marks: new Map() };

/** Whether this run may go by a look; a full run reads everything, and so does one of ten. */
export function mayLook({ mode }: StoreContext, { looks = 0, completedAt }: MailboxRecord): boolean {
  return mode === 'delta' && completedAt !== undefined && looks < looksInARow;
}

/**
 * Looks at folders that were read to their end. One that cannot be looked at is read like any other.
 * @param folders those that nothing but a change of their items gives reason to read
 * @throws ConnectorError only of what ends the store's run
 */
export async function lookAtFolders(context: StoreContext, folders: readonly FolderRecord[]): Promise<Looks> {
  const watched = folders.flatMap(({ id, cursor }) => (cursor === undefined ? [] : [{ id, cursor }]));
  if (watched.length === 0) return nothing;
  try {
    const looks = await context.reader.lookAtFolders(watched, context.abort);
    const isUnchanged = ({ id, mark }: FolderRecord) => tellsOfNothing(looks.get(id), mark);
    const marks = [...looks].flatMap(([id, look]) => (look.kind === 'mark' ? [[id, look.mark] as const] : []));
    return { unchanged: new Set(folders.filter(isUnchanged).map(({ id }) => id)), marks: new Map(marks) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (stopsStore(failure)) throw thrown;
    context.emit({ type: 'warning', code: failure.code, message: 'folders could not be looked at: each is read' });
    return nothing;
  }
}

function tellsOfNothing(look: FolderLook | undefined, before: FolderMark | undefined): boolean {
  if (look?.kind !== 'mark') return look?.changed === false;
  return before?.settled === true && before.text === look.mark;
}

/**
 * What to remember of a folder that was read to its end after the look. It is settled when an earlier reading came after the same
 * look: marks are written in seconds, and what happened in the second of the first look might have come after its reading.
 */
export function markAfter({ mark: before }: FolderRecord, text: string | undefined): FolderMark | undefined {
  // What was read without a look was read after the earlier one, too.
  if (text === undefined) return before;
  return { text, settled: before?.text === text };
}

export function sameMark(one: FolderMark | undefined, other: FolderMark | undefined): boolean {
  return one?.text === other?.text && one?.settled === other?.settled;
}

/** The folder with that mark, if there is one. */
export function marked(folder: FolderRecord, mark: FolderMark | undefined): FolderRecord {
  return mark === undefined ? folder : { ...folder, mark };
}
