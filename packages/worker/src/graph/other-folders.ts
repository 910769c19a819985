import type { Calendar, ContactFolder } from '@microsoft/microsoft-graph-types';
import type { MailFolder } from '../sync/ports/index.ts';
import { clean, textOf } from './clean-text.ts';
import type { GraphClient } from './graph-client.ts';
import { type OtherKind, toFolderId } from './item-kinds.ts';
import { listPageSize } from './limits.ts';
import { listAll } from './list-all.ts';
import { expandProperties, propertyOf, type WithProperties } from './properties.ts';

/** Folders that are no mail folders. */
export type ListFolders = (client: GraphClient, signal: AbortSignal) => Promise<readonly MailFolder[]>;

export const otherFolders: Readonly<Record<OtherKind, ListFolders>> = {
  calendars: listCalendars,
  contacts: listContactFolders,
};

/** Classes of folders by their kind, as Exchange has them. */
export const folderClasses: Readonly<Record<OtherKind, string>> = {
  calendars: 'IPF.Appointment',
  contacts: 'IPF.Contact',
};

/** The owner's calendars. Those that colleagues share with the owner are in their mailboxes, and are read there. */
async function listCalendars(client: GraphClient, signal: AbortSignal): Promise<readonly MailFolder[]> {
  const path = `${client.mailboxPath}/calendars?$select=name,isDefaultCalendar,owner`;
  const pageSizes = [listPageSize];
  const calendars = await listAll<Calendar>(client, { operation: 'ListCalendars', path, pageSizes, signal });
  const mailbox = decodeURIComponent(client.mailboxPath.slice('/users/'.length)).toLowerCase();
  return calendars.flatMap(({ id, name, isDefaultCalendar, owner }) => {
    const isOwn = isDefaultCalendar === true || (owner?.address ?? mailbox).toLowerCase() === mailbox;
    if (id === undefined || !isOwn) return [];
    const folder = { id: toFolderId('calendars', id), name: clean(name ?? ''), folderClass: folderClasses.calendars };
    return isDefaultCalendar === true ? { ...folder, wellKnownName: 'calendar' } : folder;
  });
}

type Folder = Omit<ContactFolder, 'singleValueExtendedProperties'> & WithProperties;

/** The default folder, which no list shows, and all below it. */
async function listContactFolders(client: GraphClient, signal: AbortSignal): Promise<readonly MailFolder[]> {
  const query = `?$select=displayName,parentFolderId&$expand=${encodeURIComponent(expandProperties(['folderClass']))}`;
  const root = `${client.mailboxPath}/contactFolders`;
  const own = await client.json<Folder>({ operation: 'GetContactFolder', path: `${root}/contacts${query}`, signal });
  const below = async (path: string): Promise<readonly Folder[]> => {
    const request = { operation: 'ListContactFolders', path: path + query, pageSizes: [listPageSize], signal };
    const all: Folder[] = [];
    for (const folder of await listAll<Folder>(client, request)) {
      all.push(folder);
      if (folder.id !== own.id)
        all.push(...(await below(`${root}/${encodeURIComponent(folder.id ?? '')}/childFolders`)));
    }
    return all;
  };
  const folders = new Map([own, ...(await below(root))].map((folder) => [folder.id, folder]));
  return [...folders.values()].flatMap((folder) => {
    if (folder.id === undefined) return [];
    const { id, displayName, parentFolderId } = folder;
    const isDefault = id === own.id;
    return {
      id: toFolderId('contacts', id),
      name: clean(displayName ?? ''),
      folderClass: textOf(propertyOf(folder, 'folderClass')) ?? folderClasses.contacts,
      ...(isDefault || parentFolderId == null ? {} : { parentId: toFolderId('contacts', parentFolderId) }),
      ...(isDefault ? { wellKnownName: 'contacts' } : {}),
    };
  });
}
