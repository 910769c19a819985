import { createHash } from 'node:crypto';
import type { Event } from '@microsoft/microsoft-graph-types';
import { ConnectorError, toFailure } from '../errors.ts';
import type { ItemChange, ItemChangePage } from '../sync/ports/index.ts';
import { getBatch } from './batch.ts';
import type { GraphClient } from './graph-client.ts';
import { toItemId } from './item-kinds.ts';
import { pageSizes } from './limits.ts';
import { listAll } from './list-all.ts';

/** What is listed, and from where. */
export interface EventsRequest {
  readonly calendarId: string;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

/** Changes of one page. */
const changesPerPage = 500;

/** Says what a cursor is, and whose; raise the number when what is told changes. */
const prefix = 'graph:events:1:';

/**
 * Changes of one calendar. Graph tracks changes of a view of a calendar alone (`calendarView/delta`), which takes series apart into
 * their dates, of the primary calendar only, and within a window that its token freezes. So the calendar is listed, ids and
 * versions alone, 500 to a page, and compared with what was told before, which the cursor holds. See
 * `docs/explanation/decisions/0002-calendars-through-graph.md`.
 */
export async function listEvents(client: GraphClient, request: EventsRequest): Promise<ItemChangePage> {
  const told = new Map(request.cursor === undefined ? [] : readCursor(request.cursor));
  const present = await listed(client, request);
  const changed = [...present].flatMap(([id, { changeKey, mark }]): Told[] =>
    told.get(id) === mark ? [] : [{ id, mark, change: upsert(id, changeKey) }],
  );
  const missing = [...told.keys()].filter((id) => !present.has(id));
  const gone = (await proved(client, missing, request)).map(
    (id): Told => ({ id, mark: undefined, change: { kind: 'removed', itemId: toItemId('events', id) } }),
  );
  const all = [...changed, ...gone];
  const page = all.slice(0, changesPerPage);
  for (const { id, mark } of page) {
    if (mark === undefined) told.delete(id);
    else told.set(id, mark);
  }
  const cursor = prefix + JSON.stringify([...told]);
  return { changes: page.map(({ change }) => change), cursor, complete: page.length === all.length };
}

/** A change, and what is to be remembered of it: nothing of what is gone. */
interface Told {
  readonly id: string;
  readonly mark: string | undefined;
  readonly change: ItemChange;
}

function upsert(id: string, changeKey: string | undefined): ItemChange {
  return { kind: 'upsert', itemId: toItemId('events', id), ...(changeKey === undefined ? {} : { changeKey }) };
}

/** Of a version so much is remembered that two of one event are never taken for the same. */
function markOf(changeKey: string | undefined): string {
  return createHash('sha256')
    .update(changeKey ?? '')
    .digest('base64url')
    .slice(0, 12);
}

async function listed(client: GraphClient, { calendarId, signal }: EventsRequest) {
  const path = `${client.mailboxPath}/calendars/${encodeURIComponent(calendarId)}/events?$select=changeKey`;
  try {
    const events = await listAll<Event>(client, { operation: 'ListEvents', path, pageSizes, signal });
    return new Map(
      events.flatMap(({ id, changeKey }) =>
        id === undefined ? [] : [[id, { changeKey: changeKey ?? undefined, mark: markOf(changeKey ?? undefined) }]],
      ),
    );
  } catch (thrown) {
    const failure = toFailure(thrown);
    // The list of calendars says whether it is gone.
    if (failure.kind !== 'gone') throw thrown;
    throw new ConnectorError({ ...failure, kind: 'folder' }, { cause: thrown });
  }
}

/** Those that are really not there: a list whose pages are read one after the other may skip what moves meanwhile. */
async function proved(
  client: GraphClient,
  ids: readonly string[],
  { calendarId, signal }: EventsRequest,
): Promise<readonly string[]> {
  const calendar = `${client.mailboxPath}/calendars/${encodeURIComponent(calendarId)}`;
  const parts = ids.map((id) => ({ path: `${calendar}/events/${encodeURIComponent(id)}?$select=id` }));
  const outcomes = await getBatch(client, { operation: 'LookUpEvents', parts, signal });
  return ids.filter((_, position) => {
    const outcome = outcomes[position];
    if (outcome === undefined || outcome.ok) return false;
    if (outcome.failure.kind === 'gone') return true;
    throw new ConnectorError(outcome.failure);
  });
}

function readCursor(cursor: string): readonly (readonly [string, string])[] {
  try {
    if (cursor.startsWith(prefix)) return JSON.parse(cursor.slice(prefix.length));
  } catch {
    // Told below.
  }
  const message = 'the cursor of a calendar is not one of this source, as after a change of EXCHANGE_API';
  throw new ConnectorError({ code: 'graph.foreign-cursor', kind: 'cursor-invalid', message });
}
