import type { WorldFolderChange } from '../../mail/index.ts';
import { type DeltaState, readToken, tokenParameters } from '../delta-tokens.ts';
import { isMailFolder, restId } from '../ids.ts';
import { readQuery } from '../query.ts';
import { renderFolder } from '../render-folder.ts';
import { type DeltaEntry, deltaPage, removed } from './delta-page.ts';
import { folderWishes } from './folders.ts';
import type { Operation, OperationContext } from './operation.ts';

/** The folders' default page (Microsoft: mailFolder delta). */
const folderPage = 10;

/** `GET /mailFolders/delta`: the whole tree in one list, its root excluded. */
export const foldersDelta: Operation = async (context) => {
  const { mailbox, search, generation, preferences } = context;
  const { primary } = mailbox;
  const query = readQuery(search, ['$select', '$expand', ...tokenParameters], 'Folders');
  const scope = `${mailbox.address} folders`;
  const before = readToken(query, { scope, generation });
  const options = before?.options ?? query;
  const changes = primary.hierarchyChanges(before?.sequence ?? 0, primary.root.id);
  const last = changes[(preferences.pageSize ?? folderPage) - 1]?.sequence ?? primary.hierarchySequence;
  // A token stands between two numbers, so folders that share one come together.
  const page = changes.filter(({ sequence }) => sequence <= last);
  const complete = page.length === changes.length;
  const state: DeltaState = {
    scope,
    kind: complete ? 'delta' : 'next',
    generation,
    sequence: complete ? primary.hierarchySequence : last,
    told: (before?.told ?? 0) + page.length,
    options,
  };
  const wishes = folderWishes(options);
  const entries = page.flatMap((change) => entryOf(context, change, wishes));
  return deltaPage(context, {
    path: 'mailFolders/delta',
    type: 'mailFolders',
    state,
    entries,
    listing: before?.kind !== 'delta',
  });
};

function entryOf(
  { mailbox: { primary } }: OperationContext,
  { kind, folderId }: WorldFolderChange,
  wishes: ReturnType<typeof folderWishes>,
): readonly DeltaEntry[] {
  const folder = primary.folder(folderId);
  const id = restId(folderId);
  if (kind === 'delete' || folder === undefined) return [removed(id)];
  if (!isMailFolder(folder)) return [];
  return [{ id, body: renderFolder(folder, primary, wishes), change: kind === 'create' ? 'created' : 'updated' }];
}
