import type { Area } from './caller.ts';
import { badRequest } from './errors.ts';
import { getAttachment, getAttachmentValue, listAttachments } from './operations/attachments.ts';
import { getCalendar, getEvent, listCalendars, listEvents } from './operations/calendars.ts';
import {
  contactsDelta,
  getContact,
  getContactFolder,
  listChildContactFolders,
  listContactFolders,
} from './operations/contacts.ts';
import { getFolder, listChildFolders, listFolders } from './operations/folders.ts';
import { foldersDelta } from './operations/folders-delta.ts';
import { getMessage, getMessageValue, listMessages } from './operations/messages.ts';
import { messagesDelta } from './operations/messages-delta.ts';
import type { Operation } from './operations/operation.ts';

interface Route {
  readonly operation: string;
  /** Mail without it. */
  readonly area?: Area;
  readonly path: string;
  readonly run: Operation;
}

const messagePaths = (below: string) => [
  `messages/{message}${below}`,
  `mailFolders/{folder}/messages/{message}${below}`,
];
const forMessages = (operation: string, below: string, run: Operation): readonly Route[] =>
  messagePaths(below).map((path) => ({ operation, path, run }));

function inArea(area: Area, all: readonly Route[]): readonly Route[] {
  return all.map((route) => ({ ...route, area }));
}

/** The paths below a mailbox; the first that fits. */
const routes: readonly Route[] = [
  { operation: 'FoldersDelta', path: 'mailFolders/delta', run: foldersDelta },
  { operation: 'ListFolders', path: 'mailFolders', run: listFolders },
  { operation: 'GetFolder', path: 'mailFolders/{folder}', run: getFolder },
  { operation: 'ListChildFolders', path: 'mailFolders/{folder}/childFolders', run: listChildFolders },
  { operation: 'MessagesDelta', path: 'mailFolders/{folder}/messages/delta', run: messagesDelta },
  { operation: 'ListMessages', path: 'messages', run: listMessages },
  { operation: 'ListMessages', path: 'mailFolders/{folder}/messages', run: listMessages },
  ...forMessages('GetMessage', '', getMessage),
  ...forMessages('GetMessageValue', '/$value', getMessageValue),
  ...forMessages('ListAttachments', '/attachments', listAttachments),
  ...forMessages('GetAttachment', '/attachments/{attachment}', getAttachment),
  ...forMessages('GetAttachmentValue', '/attachments/{attachment}/$value', getAttachmentValue),
  ...inArea('calendars', [
    { operation: 'ListCalendars', path: 'calendars', run: listCalendars },
    { operation: 'GetCalendar', path: 'calendars/{calendar}', run: getCalendar },
    { operation: 'ListEvents', path: 'calendars/{calendar}/events', run: listEvents },
    { operation: 'GetEvent', path: 'calendars/{calendar}/events/{event}', run: getEvent },
    { operation: 'GetEvent', path: 'events/{event}', run: getEvent },
    { operation: 'ListAttachments', path: 'events/{event}/attachments', run: listAttachments },
    { operation: 'GetAttachment', path: 'events/{event}/attachments/{attachment}', run: getAttachment },
    {
      operation: 'GetAttachmentValue',
      path: 'events/{event}/attachments/{attachment}/$value',
      run: getAttachmentValue,
    },
  ]),
  ...inArea('contacts', [
    { operation: 'ListContactFolders', path: 'contactFolders', run: listContactFolders },
    { operation: 'GetContactFolder', path: 'contactFolders/{contactFolder}', run: getContactFolder },
    {
      operation: 'ListChildContactFolders',
      path: 'contactFolders/{contactFolder}/childFolders',
      run: listChildContactFolders,
    },
    { operation: 'ContactsDelta', path: 'contactFolders/{contactFolder}/contacts/delta', run: contactsDelta },
    { operation: 'GetContact', path: 'contacts/{contact}', run: getContact },
  ]),
];

/** Names of all operations, the batch included. */
export const operationNames: readonly string[] = [...new Set(routes.map(({ operation }) => operation)), 'Batch'];

/** What a path stands for. */
export interface Target {
  readonly operation: string;
  readonly area: Area;
  readonly address: string;
  readonly params: Readonly<Record<string, string>>;
  readonly run: Operation;
}

/** Reads a path after the version. Names in it have no case, ids do. @throws GraphError */
export function targetOf(path: string): Target {
  const [users = '', address = '', ...rest] = path.replace(/^\//, '').split('/').map(decoded);
  if (users.toLowerCase() === 'users' && address !== '') {
    for (const { operation, path: template, run, area = 'mail' } of routes) {
      const params = match(template.split('/'), rest);
      if (params !== undefined) return { operation, area, address: address.toLowerCase(), params, run };
    }
  }
  throw badRequest(`Resource not found for the path '${path}'.`);
}

/** A function may be called with parentheses. */
function match(template: readonly string[], path: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (template.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [position, part] of template.entries()) {
    const given = path[position] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name !== undefined) params[name] = given;
    else if (part.toLowerCase() !== given.toLowerCase().replace(/^delta\(\)$/, 'delta')) return undefined;
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`The path has a malformed part: '${part}'.`);
  }
}
