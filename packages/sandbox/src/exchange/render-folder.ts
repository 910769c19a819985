import type { WorldFolder, WorldStore } from '../mail/index.ts';
import { extendedProperty, type Shape, shows } from './shape.ts';
import { escapeXml, typed, utc } from './xml.ts';

const defaults: ReadonlySet<string> = new Set([
  'folder:DisplayName',
  'folder:TotalCount',
  'folder:ChildFolderCount',
  'folder:UnreadCount',
]);

const elements: Readonly<Record<string, string>> = {
  'IPF.Appointment': 'CalendarFolder',
  'IPF.Contact': 'ContactsFolder',
  'IPF.Task': 'TasksFolder',
};

/** Folders whose element type has no unread count. */
const countless: ReadonlySet<string> = new Set(['CalendarFolder', 'ContactsFolder']);

export function folderId(id: string): string {
  return `<t:FolderId Id="${escapeXml(id)}" ChangeKey="AQAAAA=="/>`;
}

/** A folder as its shape wants it, with elements in the schema's order. */
export function renderFolder(folder: WorldFolder, store: WorldStore, shape: Shape): string {
  const element = elements[folder.folderClass] ?? 'Folder';
  const show = (field: string) => shows(shape, `folder:${field}`, defaults);
  const childCount = () => store.folders().filter(({ parentId }) => parentId === folder.id).length;
  const parts = [
    folderId(folder.id),
    show('ParentFolderId') && folder.parentId !== undefined
      ? `<t:ParentFolderId Id="${escapeXml(folder.parentId)}" ChangeKey="AQAAAA=="/>`
      : '',
    show('FolderClass') ? typed('FolderClass', folder.folderClass) : '',
    show('DisplayName') ? typed('DisplayName', folder.name) : '',
    show('TotalCount') ? typed('TotalCount', String(folder.itemCount)) : '',
    show('ChildFolderCount') ? typed('ChildFolderCount', String(childCount())) : '',
    // PidTagLocalCommitTimeMax and PidTagDeletedCountTotal: what tells whether a folder has to be looked at.
    extendedProperty(shape, 0x670a, 'SystemTime', () => utc(folder.committedAt) ?? ''),
    extendedProperty(shape, 0x670b, 'Integer', () => String(folder.deletedCount)),
    show('DistinguishedFolderId') ? typed('DistinguishedFolderId', folder.distinguishedId) : '',
    show('UnreadCount') && !countless.has(element) ? typed('UnreadCount', String(folder.unreadCount)) : '',
  ];
  return `<t:${element}>${parts.join('')}</t:${element}>`;
}
