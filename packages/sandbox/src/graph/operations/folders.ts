import { readResourceExpansions } from '../expand.ts';
import { faultOf, type GraphFault } from '../fault-effects.ts';
import { requireFolder } from '../ids.ts';
import { type Query, readQuery, truthValue, wholeNumber } from '../query.ts';
import { type FolderWishes, mailFoldersIn, renderFolder, selectedFolderProperties } from '../render-folder.ts';
import { json, mailboxUrl, type Operation, type OperationContext } from './operation.ts';

/** `GET /mailFolders/{id or well-known name}` */
export const getFolder: Operation = async (context) => {
  const query = readQuery(context.search, ['$select', '$expand']);
  const folder = requireFolder(context.mailbox, context.params['folder'] ?? '');
  return json(context, 'mailFolders/$entity', renderFolder(folder, context.mailbox.primary, folderWishes(query)));
};

/** `GET /mailFolders`: those below the root alone. */
export const listFolders: Operation = async (context) =>
  list(context, { parentId: context.mailbox.primary.root.id, path: 'mailFolders' });

/** `GET /mailFolders/{id}/childFolders` */
export const listChildFolders: Operation = async (context) => {
  const id = context.params['folder'] ?? '';
  const { id: parentId } = requireFolder(context.mailbox, id);
  return list(context, { parentId, path: `mailFolders/${id}/childFolders` });
};

/** The folders' default page (Microsoft: mailFolder list). */
const folderPage = 10;

function list(context: OperationContext, { parentId, path }: { parentId: string; path: string }) {
  const query = readQuery(context.search, ['$select', '$expand', '$top', '$skip', 'includeHiddenFolders']);
  // No folder is hidden here.
  truthValue(query, 'includeHiddenFolders');
  const { primary } = context.mailbox;
  const wishes = folderWishes(query);
  const skip = wholeNumber(query, '$skip', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 0;
  const top = wholeNumber(query, '$top', { least: 1, most: 1000 }) ?? context.preferences.pageSize ?? folderPage;
  const all = mailFoldersIn(primary, parentId);
  const next = new URLSearchParams({ ...query, $skip: String(skip + top) });
  return json(context, 'mailFolders', {
    ...(skip + top < all.length ? { '@odata.nextLink': `${mailboxUrl(context)}/${path}?${next}` } : {}),
    value: all.slice(skip, skip + top).map((folder) => altered(renderFolder(folder, primary, wishes), context.effect)),
  });
}

/** What a fault on demand makes of a folder. */
function altered(folder: ReturnType<typeof renderFolder>, effect: GraphFault | undefined) {
  const fault = faultOf(effect, 'property');
  if (fault === undefined) return folder;
  const { singleValueExtendedProperties: given = [], ...others } = folder;
  const told = given.flatMap((property) => {
    if (property.id !== fault.id) return [property];
    return fault.value === undefined ? [] : [{ ...property, value: fault.value }];
  });
  return { ...others, ...(told.length === 0 ? {} : { singleValueExtendedProperties: told }) };
}

/** How a request wants folders shown. @throws GraphError */
export function folderWishes(query: Query): FolderWishes {
  return {
    selected: selectedFolderProperties(query['$select']),
    expansions: readResourceExpansions(query['$expand'], 'mailFolder'),
  };
}
