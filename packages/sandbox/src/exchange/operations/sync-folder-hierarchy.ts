import { type Caller, type FoundFolder, findFolder } from '../caller.ts';
import { stateOf, targetOf } from '../envelope.ts';
import { folderId, renderFolder } from '../render-folder.ts';
import { readShape, type Shape } from '../shape.ts';
import { responseTo } from '../soap.ts';
import { readSyncState, writeSyncState } from '../sync-state.ts';
import { child } from '../xml.ts';
import type { Operation } from './operation.ts';

/** Folder changes of one answer. Exchange sends all there are up to a number of its own. */
const hierarchyPage = 100;

/** Without a folder the mailbox as a whole is meant, which here is what lies below msgfolderroot. */
export const syncFolderHierarchy: Operation = async ({ caller, request }) => [
  responseTo('SyncFolderHierarchy', () => {
    const shape = readShape(child(request, 'FolderShape'));
    return answer(caller, findFolder(caller, targetOf(request)), { shape, state: stateOf(request) });
  }),
];

function answer(
  { mailbox }: Caller,
  { folder: root, store, kind }: FoundFolder,
  { shape, state }: { shape: Shape; state: string | undefined },
): string {
  const scope = `${mailbox.address} ${kind} ${root.id}`;
  const from = state === undefined ? 0 : readSyncState(state, { kind: 'hierarchy', scope }).sequence;
  const all = store.hierarchyChanges(from, root.id);
  const last = all[hierarchyPage - 1]?.sequence ?? store.hierarchySequence;
  // A state stands between two numbers, so folders that share one come together.
  const page = all.filter((change) => change.sequence <= last);
  const complete = page.length === all.length;
  const sequence = complete ? store.hierarchySequence : last;
  const changes = page.map(({ kind: change, folderId: id }) => {
    const folder = store.folder(id);
    if (change === 'delete' || folder === undefined) return `<t:Delete>${folderId(id)}</t:Delete>`;
    const element = change === 'create' ? 'Create' : 'Update';
    return `<t:${element}>${renderFolder(folder, store, shape)}</t:${element}>`;
  });
  return (
    `<m:SyncState>${writeSyncState({ kind: 'hierarchy', scope, sequence })}</m:SyncState>` +
    `<m:IncludesLastFolderInRange>${complete}</m:IncludesLastFolderInRange><m:Changes>${changes.join('')}</m:Changes>`
  );
}
