import type { WorldFolder } from '../../mail/index.ts';
import { type FoundFolder, findFolder } from '../caller.ts';
import { renderFolder } from '../render-folder.ts';
import { readShape } from '../shape.ts';
import { ResponseError, responseTo } from '../soap.ts';
import { child, children, type XmlElement } from '../xml.ts';
import type { Operation } from './operation.ts';

export const getFolder: Operation = async ({ caller, request }) => {
  const shape = readShape(child(request, 'FolderShape'));
  return children(child(request, 'FolderIds')).map((reference) =>
    responseTo('GetFolder', () => {
      const { folder, store } = findFolder(caller, reference);
      return `<m:Folders>${renderFolder(folder, store, shape)}</m:Folders>`;
    }),
  );
};

export const findFolders: Operation = async ({ caller, request }) => {
  const shape = readShape(child(request, 'FolderShape'));
  return children(child(request, 'ParentFolderIds')).map((reference) =>
    responseTo('FindFolder', () => {
      const found = findFolder(caller, reference);
      const all = foldersBelow(found, request.getAttribute('Traversal') ?? '');
      const { from, to } = viewOf(request, all.length);
      const folders = all.slice(from, to).map((folder) => renderFolder(folder, found.store, shape));
      return (
        `<m:RootFolder TotalItemsInView="${all.length}" IncludesLastItemInRange="${to >= all.length}" ` +
        `IndexedPagingOffset="${to}"><t:Folders>${folders.join('')}</t:Folders></m:RootFolder>`
      );
    }),
  );
};

/** Nothing is soft-deleted here. */
function foldersBelow({ folder: parent, store }: FoundFolder, traversal: string): readonly WorldFolder[] {
  if (traversal === 'SoftDeleted') return [];
  const all = store.folders();
  const below = (parentId: string): readonly WorldFolder[] =>
    all
      .filter((folder) => folder.parentId === parentId)
      .flatMap((folder) => (traversal === 'Deep' ? [folder, ...below(folder.id)] : [folder]));
  return below(parent.id);
}

/** The part of a list that is asked for; at most 1000 folders (Microsoft: EWSFindCountLimit). */
function viewOf(request: XmlElement, total: number): { readonly from: number; readonly to: number } {
  const view = child(request, 'IndexedPageFolderView') ?? child(request, 'FractionalPageFolderView');
  const number = (name: string, otherwise: number) => Number(view?.getAttribute(name) || otherwise);
  const most = number('MaxEntriesReturned', 1000);
  if (most < 1) throw new ResponseError('ErrorInvalidPagingMaxRows', 'MaxEntriesReturned has to be 1 or more.');
  const [numerator, denominator] = [number('Numerator', 0), number('Denominator', 1)];
  if (denominator < 1 || numerator < 0 || numerator > denominator) {
    throw new ResponseError('ErrorInvalidFractionalPagingParameters', 'The fraction has to lie between 0 and 1.');
  }
  const offset = view?.localName === 'FractionalPageFolderView' ? Math.floor((total * numerator) / denominator) : 0;
  const indexed = number('Offset', offset);
  if (indexed < 0) throw new ResponseError('ErrorInvalidIndexedPagingParameters', 'Offset must not be negative.');
  const from = view?.getAttribute('BasePoint') === 'End' ? Math.max(0, total - indexed - most) : indexed;
  return { from, to: Math.min(total, from + Math.min(most, 1000)) };
}
