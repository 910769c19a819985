import { ConnectorError, type Failure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import { forgetCursor } from './folders.ts';
import type { FolderRecord } from './ports/index.ts';

/** Of so many runs in a row in which a folder says that it is gone, one has the next list the tree as a whole. */
const runsPerListing = 10;

/**
 * Leaves a folder as it is of which nothing but its own listing told that it is gone: that is said in a failover as well. The run
 * deletes nothing, as it did not read every folder, and the next one lists the tree as a whole, which tells.
 * @throws ConnectorError when such a listing showed the folder all the same: then it cannot be read, like others at times
 */
export async function leaveAbsent(context: StoreContext, folder: FolderRecord): Promise<void> {
  const { absences = 0 } = folder;
  if (absences % runsPerListing === 0) {
    context.progress.treeDoubtful = true;
    await forgetCursor(context);
  }
  // Last: a listing of the whole tree must follow the first time.
  await context.state.write([{ kind: 'put-folder', record: { ...folder, absences: absences + 1 } }]);
  if (absences > 0) throw new ConnectorError(shownAndAbsent);
}

const shownAndAbsent: Failure = {
  code: 'source.folder-absent',
  kind: 'folder',
  message:
    'the source shows this folder among the others, and says that it is not there when it is read; its documents stay. It is ' +
    'asked for again in each run. Should it stay so, see in Outlook whether the folder can be opened.',
};

/** The same folder, once it was read. */
export function withoutAbsences({ absences: _over, ...folder }: FolderRecord): FolderRecord {
  return folder;
}
