import type { WorldFolder, WorldStore } from '../mail/index.ts';
import { noProperty } from './errors.ts';
import type { Expansions } from './expand.ts';
import { folderExtended } from './extended-properties.ts';
import { isMailFolder, restId } from './ids.ts';

type Property = (folder: WorldFolder, store: WorldStore) => unknown;

/** Of v1.0: neither the class of a folder nor its well-known name is among them. */
const properties: Readonly<Record<string, Property>> = {
  displayName: ({ name, distinguishedId }) => (distinguishedId === 'msgfolderroot' ? 'Top of Information Store' : name),
  parentFolderId: ({ parentId }) => (parentId === undefined ? undefined : restId(parentId)),
  childFolderCount: ({ id }, store) => mailFoldersIn(store, id).length,
  unreadItemCount: ({ unreadCount }) => unreadCount,
  totalItemCount: ({ itemCount }) => itemCount,
  sizeInBytes: ({ itemCount }) => itemCount * 1024,
  isHidden: () => false,
};

/** The mail folders right below another. */
export function mailFoldersIn(store: WorldStore, parentId: string): readonly WorldFolder[] {
  return store.folders().filter((folder) => folder.parentId === parentId && isMailFolder(folder));
}

/** The properties in `$select`; all without it. @throws GraphError */
export function selectedFolderProperties(select: string | undefined): readonly string[] {
  if (select === undefined) return Object.keys(properties);
  const names = select.split(',').map((name) => name.trim());
  const unknown = names.find((name) => name !== 'id' && !Object.hasOwn(properties, name));
  if (unknown !== undefined) throw noProperty(unknown, 'mailFolder');
  return names.filter((name) => name !== 'id');
}

export interface FolderWishes {
  readonly selected: readonly string[];
  readonly expansions: Expansions;
}

/** A folder as JSON; its id always comes. */
export function renderFolder(folder: WorldFolder, store: WorldStore, { selected, expansions }: FolderWishes) {
  const extended = folderExtended(folder, expansions.propertyIds);
  return {
    id: restId(folder.id),
    ...Object.fromEntries(selected.map((name) => [name, properties[name]?.(folder, store)])),
    ...(extended.length === 0 ? {} : { singleValueExtendedProperties: extended }),
  };
}
