import type { Calendar, ContactFolder } from '@microsoft/microsoft-graph-types';
import { ConnectorError } from '../errors.ts';
import type { MailFolder } from '../sync/ports/index.ts';
import { askAhead } from './ask-ahead.ts';
import { getBatch, memberOf } from './batch.ts';
import { clean, textOf } from './clean-text.ts';
import type { GraphClient } from './graph-client.ts';
import { isNoFolder } from './graph-failure.ts';
import { fromFolderId, type OtherKind, toFolderId } from './item-kinds.ts';
import { listPageSize } from './limits.ts';
import { listAll } from './list-all.ts';
import { expandProperties, propertyOf, type WithProperties } from './properties.ts';

/** How folders of a kind that are no mail folders are asked for. */
interface OtherFolders {
  /** Paths below that of the mailbox that `list` asks for, whatever it finds there. */
  readonly first: readonly string[];
  list(client: GraphClient, signal: AbortSignal): Promise<readonly MailFolder[]>;
  /** The path of one, below that of the mailbox. */
  readonly path: (id: string) => string;
  /** One that is not the default one, of which lists have to tell. */
  readonly read: (answer: unknown) => readonly MailFolder[];
}

/** Classes of folders by their kind, as Exchange has them. */
export const folderClasses: Readonly<Record<OtherKind, string>> = {
  calendars: 'IPF.Appointment',
  contacts: 'IPF.Contact',
};

const calendarQuery = '?$select=name,isDefaultCalendar,owner';
const contactsQuery = `?$select=displayName,parentFolderId&$expand=${encodeURIComponent(expandProperties(['folderClass']))}`;

export const otherFolders: Readonly<Record<OtherKind, OtherFolders>> = {
  calendars: {
    first: [`/calendars${calendarQuery}`],
    list: listCalendars,
    path: (id) => `/calendars/${encodeURIComponent(id)}${calendarQuery}`,
    read: (answer) => toCalendar(answer as Calendar),
  },
  contacts: {
    first: [`/contactFolders/contacts${contactsQuery}`, `/contactFolders${contactsQuery}`],
    list: listContactFolders,
    path: (id) => `/contactFolders/${encodeURIComponent(id)}${contactsQuery}`,
    read: (answer) => toContactFolder(answer as Folder),
  },
};

/** A client that has asked for the folders of these kinds already, as far as they can be asked for at once. */
export function askForOtherFolders(
  client: GraphClient,
  { kinds, signal }: { readonly kinds: readonly OtherKind[]; readonly signal: AbortSignal },
): Promise<GraphClient> {
  const paths = kinds.flatMap((kind) => otherFolders[kind].first).map((path) => client.mailboxPath + path);
  return askAhead(client, { operation: 'ListOtherFolders', paths, signal });
}

/** The owner's calendars. Those that colleagues share with the owner are in their mailboxes, and are read there. */
async function listCalendars(client: GraphClient, signal: AbortSignal): Promise<readonly MailFolder[]> {
  const path = `${client.mailboxPath}/calendars${calendarQuery}`;
  const pageSizes = [listPageSize];
  const calendars = await listAll<Calendar>(client, { operation: 'ListCalendars', path, pageSizes, signal });
  // What Graph calls the owner of the default one: the mailbox may have been asked for by another of its addresses.
  const told = calendars.find(({ isDefaultCalendar }) => isDefaultCalendar === true)?.owner?.address;
  const owner = (told ?? decodeURIComponent(client.mailboxPath.slice('/users/'.length))).toLowerCase();
  return calendars.filter((calendar) => (calendar.owner?.address ?? owner).toLowerCase() === owner).flatMap(toCalendar);
}

function toCalendar({ id, name, isDefaultCalendar }: Calendar): readonly MailFolder[] {
  if (id === undefined) return [];
  const folder = { id: toFolderId('calendars', id), name: clean(name ?? ''), folderClass: folderClasses.calendars };
  return [isDefaultCalendar === true ? { ...folder, wellKnownName: 'calendar' } : folder];
}

type Folder = Omit<ContactFolder, 'singleValueExtendedProperties'> & WithProperties;

/** The default folder, which no list shows, and all below it, level by level. */
async function listContactFolders(client: GraphClient, signal: AbortSignal): Promise<readonly MailFolder[]> {
  const root = `${client.mailboxPath}/contactFolders`;
  const path = `${root}/contacts${contactsQuery}`;
  const own = await client.json<Folder>({ operation: 'GetContactFolder', path, signal });
  const folders = new Map([[own.id, own]]);
  for (let paths = [root + contactsQuery]; paths.length > 0; ) {
    const operation = 'ListContactFolders';
    const ahead = await askAhead(client, { operation, paths, signal });
    const level: Folder[] = [];
    for (const each of paths)
      level.push(...(await listAll<Folder>(ahead, { operation, path: each, pageSizes: [listPageSize], signal })));
    const found = level.filter(({ id }) => !folders.has(id));
    for (const folder of found) folders.set(folder.id, folder);
    paths = found.map(({ id }) => `${root}/${encodeURIComponent(id ?? '')}/childFolders${contactsQuery}`);
  }
  return [...folders.values()].flatMap((folder) =>
    toContactFolder(folder).map(({ parentId, ...shown }) => {
      if (folder.id === own.id) return { ...shown, wellKnownName: 'contacts' };
      return parentId === undefined ? shown : { ...shown, parentId };
    }),
  );
}

function toContactFolder({ id, displayName, parentFolderId, ...properties }: Folder): readonly MailFolder[] {
  if (id === undefined) return [];
  return [
    {
      id: toFolderId('contacts', id),
      name: clean(displayName ?? ''),
      folderClass: textOf(propertyOf(properties, 'folderClass')) ?? folderClasses.contacts,
      ...(parentFolderId == null ? {} : { parentId: toFolderId('contacts', parentFolderId) }),
    },
  ];
}

/**
 * Those of some folders that are there, by their ids: a list whose pages are read one after the other may skip what moves
 * meanwhile, and is no proof that anything is gone.
 * @throws ConnectorError when that cannot be told of one of them
 */
export async function stillThere(
  client: GraphClient,
  folderIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly MailFolder[]> {
  const wanted = folderIds.flatMap((folderId) => fromFolderId(folderId) ?? []);
  const parts = wanted.map(({ kind, id }) => ({ path: client.mailboxPath + otherFolders[kind].path(id) }));
  const outcomes = await getBatch(client, { operation: 'LookUpFolders', parts, signal });
  return outcomes.flatMap((outcome, position) => {
    const kind = wanted[position]?.kind;
    if (outcome.ok) {
      memberOf(outcome.body, 'id');
      return kind === undefined ? [] : otherFolders[kind].read(outcome.body);
    }
    if (isNoFolder(outcome.failure)) return [];
    throw new ConnectorError(outcome.failure);
  });
}
