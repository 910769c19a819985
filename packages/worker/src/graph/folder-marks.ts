import type { MailFolder } from '@microsoft/microsoft-graph-types';
import { type BatchRequest, getBatch } from './batch.ts';
import { leadsTo, pathOf } from './cursors.ts';
import { toExchangeId } from './exchange-ids.ts';
import type { GraphClient } from './graph-client.ts';
import { listPageSize } from './limits.ts';
import { expandProperties, propertyOf, type WithProperties } from './properties.ts';

/** Mail folders whose marks are wanted. */
export interface MarksRequest {
  /** As Exchange Web Services writes ids. */
  readonly folderIds: readonly string[];
  readonly signal: AbortSignal;
}

/** What lists of folders tell. */
export interface FolderMarks {
  readonly marks: ReadonlyMap<string, string>;
  /** Lists came, and told of none of these folders when it changed: they are of no use the next time either. */
  readonly areUseless: boolean;
}

/**
 * Milliseconds after which a change counts as of an earlier second, by the clock of Graph: more than clocks of servers differ by,
 * and time enough for a change to be among those that Graph tells.
 */
const quietMs = 5 * 60_000;

const query =
  '?$select=childFolderCount,totalItemCount,unreadItemCount' +
  `&$expand=${encodeURIComponent(expandProperties(['lastCommit', 'removals']))}` +
  `&$top=${listPageSize}&includeHiddenFolders=true`;

/**
 * Marks of folders, by lists of a hundred folders below the same one. No more lists are asked for than there are marks by then:
 * asking each folder for its changes would cost as much.
 */
export async function folderMarks(client: GraphClient, { folderIds, signal }: MarksRequest): Promise<FolderMarks> {
  const wanted = new Set(folderIds);
  const seen = new Map<string, ListedFolder>();
  const marks = new Map<string, string>();
  const clock = firstDate();
  const waiting: string[] = [];
  let asked = 0;
  let listed = 0;
  for (let next = [`${client.mailboxPath}/mailFolders${query}`]; next.length > 0; ) {
    const { folders, links } = await lists(client, { paths: next, signal, onHeaders: clock.read });
    asked += next.length;
    listed += folders.length;
    for (const folder of folders.filter(({ id }) => wanted.has(id))) {
      seen.set(folder.id, folder);
      if (clock.ms() - (folder.changedAt ?? Number.NaN) >= quietMs) marks.set(folder.id, folder.mark);
    }
    waiting.push(...links);
    next = seen.size === wanted.size ? [] : waiting.splice(0, Math.max(0, marks.size - asked));
  }
  const areUseless = listed > 0 && [...seen.values()].every(({ changedAt }) => changedAt === undefined);
  return { marks, areUseless };
}

/** The date of the first answer, as milliseconds since the epoch: what later ones tell is no older. Not a number without one. */
function firstDate() {
  let first: number | undefined;
  return {
    read: ({ date = '' }: Readonly<Record<string, string>>): void => {
      first ??= Date.parse(date);
    },
    ms: () => first ?? Number.NaN,
  };
}

/** A folder as a list shows it. */
interface ListedFolder {
  readonly id: string;
  /** Milliseconds since the epoch; undefined where Graph does not say. */
  readonly changedAt: number | undefined;
  readonly mark: string;
}

/** What one list tells, and where there is more. */
interface ListPage {
  readonly folders: readonly ListedFolder[];
  readonly links: readonly string[];
}

interface ListsRequest extends Pick<BatchRequest, 'signal' | 'onHeaders'> {
  readonly paths: readonly string[];
}

/** What some lists tell together; one that fails tells nothing, as if it had not been asked for. */
async function lists(client: GraphClient, { paths, ...request }: ListsRequest): Promise<ListPage> {
  const parts = paths.map((path) => ({ path }));
  const outcomes = await getBatch(client, { operation: 'LookAtFolders', parts, ...request });
  const pages = outcomes.flatMap((outcome) => (outcome.ok ? [pageOf(client, outcome.body)] : []));
  return { folders: pages.flatMap(({ folders }) => folders), links: pages.flatMap(({ links }) => links) };
}

type Entry = Omit<MailFolder, 'singleValueExtendedProperties'> & WithProperties;

function pageOf({ baseUrl, mailboxPath }: GraphClient, body: unknown): ListPage {
  const { value, '@odata.nextLink': more } = (body ?? {}) as { value?: unknown; '@odata.nextLink'?: string };
  const entries = Array.isArray(value) ? (value as readonly Entry[]) : [];
  const folders = entries.flatMap(({ id, ...entry }) => (id === undefined ? [] : [{ ...entry, id }]));
  const parents = folders.filter(({ childFolderCount }) => (childFolderCount ?? 0) > 0);
  return {
    folders: folders.map(toListed),
    links: [
      ...(more !== undefined && leadsTo(more, baseUrl) ? [pathOf(more, baseUrl)] : []),
      ...parents.map(({ id }) => `${mailboxPath}/mailFolders/${encodeURIComponent(id)}/childFolders${query}`),
    ],
  };
}

/** Exchange Online is of this century, and so is whatever changed there: any other time is none. */
const time = /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function toListed({ id, totalItemCount, unreadItemCount, ...entry }: Entry & { readonly id: string }): ListedFolder {
  const lastCommit = String(propertyOf(entry, 'lastCommit'));
  const changedAt = time.test(lastCommit) ? Date.parse(lastCommit) : Number.NaN;
  return {
    id: toExchangeId(id),
    changedAt: Number.isNaN(changedAt) ? undefined : changedAt,
    mark: [lastCommit, propertyOf(entry, 'removals'), totalItemCount, unreadItemCount].join(' '),
  };
}
