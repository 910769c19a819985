import { toFailure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import { stopsStore } from './failure-policy.ts';
import type { FolderLook, FolderRecord, MailboxRecord } from './ports/index.ts';

/** What a look at all folders told. */
export interface Looks {
  /** Folders in which nothing happened since they were read to their end. */
  readonly unchanged: ReadonlySet<string>;
  /** What other folders looked like, to be remembered once they are read to their end. */
  readonly marks: ReadonlyMap<string, string>;
}

/** After so many runs in a row with a look, every folder is read regardless: a source's marks are no more than a promise. */
export const looksInARow = 9;

/** Whether this run may go by a look; a full run reads everything, and so does one of ten. */
export function mayGoByLook({ mode }: StoreContext, { looks = 0 }: MailboxRecord): boolean {
  return mode === 'delta' && looks < looksInARow;
}

/** A folder of which a look may tell something. */
export interface Watched {
  readonly folder: FolderRecord;
  /** Nothing but a change of its items gives reason to read it; any other is read whatever a look tells. */
  readonly isSettled: boolean;
}

/**
 * Looks at the folders of a store. One of which nothing is told is read like any other.
 * @throws ConnectorError only of what ends the store's run
 */
export async function lookAtFolders(context: StoreContext, folders: readonly Watched[]): Promise<Looks> {
  const settled = folders.filter(({ isSettled }) => isSettled).map(({ folder }) => folder);
  // What a mark tells of those that are read now is of use the next time.
  const watched = folders.map(({ folder: { id, cursor }, isSettled }) =>
    isSettled && cursor !== undefined ? { id, cursor } : { id },
  );
  try {
    const looks = await context.reader.lookAtFolders(watched, context.abort);
    const unchanged = settled.filter(({ id, mark }) => tellsOfNothing(looks.get(id), mark)).map(({ id }) => id);
    const marks = [...looks].flatMap(([id, look]) => (look.kind === 'mark' ? [[id, look.mark] as const] : []));
    return { unchanged: new Set(unchanged), marks: new Map(marks) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (stopsStore(failure)) throw thrown;
    context.emit({ type: 'warning', code: failure.code, message: 'folders could not be looked at: each is read' });
    return { unchanged: new Set(), marks: new Map() };
  }
}

function tellsOfNothing(look: FolderLook | undefined, mark: string | undefined): boolean {
  return look?.kind === 'mark' ? look.mark === mark : look?.changed === false;
}
