import type { WorldFolder, WorldItem, WorldMailbox } from '../mail/index.ts';
import { GraphError, itemNotFound } from './errors.ts';
import type { Preferences } from './preferences.ts';

/** An id of Exchange as Microsoft Graph writes it, so that it fits into a path (Microsoft: translateExchangeIds). */
export function restId(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

/** The id of Exchange Web Services in an id of a path. */
export function exchangeId(id: string): string {
  return id.replaceAll('-', '/').replaceAll('_', '+');
}

/** The id of a message, of the kind that the request prefers. */
export function messageId({ id, immutableId }: WorldItem, { immutableIds }: Preferences): string {
  return restId(immutableIds ? immutableId : id);
}

/** The message that an id of either kind names. The archive is another mailbox, and no message of it is found. @throws GraphError */
export function requireMessage({ primary }: WorldMailbox, id: string): WorldItem {
  const given = wellFormed(id);
  const item = primary.item(given) ?? primary.immutableItem(given);
  const folder = item === undefined ? undefined : primary.folder(item.folderId);
  if (item === undefined || folder === undefined || !isMailFolder(folder)) throw itemNotFound();
  return item;
}

/** Well-known names of Microsoft Graph that are none here are names of folders that were never made. */
const wellKnownNames: ReadonlySet<string> = new Set([
  ...['archive', 'clutter', 'conflicts', 'conversationhistory', 'deleteditems', 'drafts', 'inbox', 'junkemail'],
  ...['localfailures', 'msgfolderroot', 'outbox', 'recoverableitemsdeletions', 'scheduled', 'searchfolders'],
  ...['sentitems', 'serverfailures', 'syncissues'],
]);

/** The folder that an id or a well-known name stands for. @throws GraphError */
export function requireFolder({ primary }: WorldMailbox, id: string): WorldFolder {
  const name = id.toLowerCase();
  const known = wellKnownNames.has(name);
  const root = name === 'msgfolderroot' || exchangeId(id) === primary.root.id;
  const folder = root ? primary.root : known ? primary.wellKnown(name) : primary.folder(wellFormed(id));
  if (folder === undefined || !isMailFolder(folder)) throw itemNotFound();
  return folder;
}

/** The calendar or folder of contacts that an id stands for; the default folder of contacts has a name as well. @throws GraphError */
export function requireOtherFolder({ primary }: WorldMailbox, id: string, folderClass: string): WorldFolder {
  const byName = id.toLowerCase() === 'contacts' && folderClass === 'IPF.Contact';
  const folder = byName ? primary.wellKnown('contacts') : primary.folder(wellFormed(id));
  if (folder === undefined || !isOf(folder, folderClass)) throw itemNotFound();
  return folder;
}

/** The event or contact that an id of either kind names, in the folder that is named. @throws GraphError */
export function requireOtherItem(mailbox: WorldMailbox, id: string, folderClass: string, folderId?: string): WorldItem {
  const { primary } = mailbox;
  const given = wellFormed(id);
  const item = primary.item(given) ?? primary.immutableItem(given);
  const folder = item === undefined ? undefined : primary.folder(item.folderId);
  if (item === undefined || folder === undefined || !isOf(folder, folderClass)) throw itemNotFound();
  if (folderId !== undefined && requireOtherFolder(mailbox, folderId, folderClass).id !== folder.id)
    throw itemNotFound();
  return item;
}

function isOf(folder: WorldFolder, folderClass: string): boolean {
  return folder.folderClass === folderClass || folder.folderClass.startsWith(`${folderClass}.`);
}

const otherFolders = ['IPF.Appointment', 'IPF.Contact', 'IPF.Task', 'IPF.StickyNote', 'IPF.Journal'];

/** Calendars, contacts and tasks have resources of their own and are no mail folders. */
export function isMailFolder({ folderClass }: WorldFolder): boolean {
  return !otherFolders.some((other) => folderClass === other || folderClass.startsWith(`${other}.`));
}

function wellFormed(id: string): string {
  if (/^[A-Za-z0-9_=-]{40,}$/.test(id)) return exchangeId(id);
  throw new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
}
