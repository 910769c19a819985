import type { WorldFolder, WorldItem, WorldMailbox } from '../../mail/index.ts';
import { noProperty } from '../errors.ts';
import { faultOf } from '../fault-effects.ts';
import { requireOtherFolder, requireOtherItem, restId } from '../ids.ts';
import { type Query, readQuery, wholeNumber } from '../query.ts';
import { otherWishes, renderOther } from '../render-other.ts';
import { json, mailboxUrl, type Operation, type OperationContext } from './operation.ts';

const calendarProperties: readonly string[] = ['id', 'name', 'isDefaultCalendar', 'owner', 'canEdit', 'color'];
/** Entries of a page without a wish (Microsoft: list calendars, list events). */
const usualPage = 10;

/** `GET /calendars`: the mailbox's own; nobody shares any here. */
export const listCalendars: Operation = async (context) => {
  const { mailbox } = context;
  const query = readQuery(context.search, ['$select', '$top', '$skip']);
  const selected = selectedProperties(query);
  const all = mailbox.primary
    .folders()
    .filter(({ folderClass }) => folderClass === 'IPF.Appointment')
    .map((folder) => shown(folder, { mailbox, selected }));
  return paged(context, { path: 'calendars', all, query });
};

/** `GET /calendars/{id}` */
export const getCalendar: Operation = async (context) => {
  const { mailbox, params } = context;
  const selected = selectedProperties(readQuery(context.search, ['$select']));
  const folder = requireOtherFolder(mailbox, params['calendar'] ?? '', 'IPF.Appointment');
  return json(context, 'calendars/$entity', shown(folder, { mailbox, selected }));
};

/** @throws GraphError */
function selectedProperties(query: Query): readonly string[] {
  const selected = query['$select']?.split(',').map((name) => name.trim()) ?? calendarProperties;
  const unknown = selected.find((name) => !calendarProperties.includes(name));
  if (unknown !== undefined) throw noProperty(unknown, 'calendar');
  return selected;
}

/** The owner by the primary address, whatever address was asked for. */
function shown(
  { id, name, distinguishedId }: WorldFolder,
  { mailbox, selected }: { readonly mailbox: WorldMailbox; readonly selected: readonly string[] },
): Readonly<Record<string, unknown>> {
  const owner = { name: mailbox.displayName, address: mailbox.address };
  const isDefaultCalendar = distinguishedId === 'calendar';
  const all = { id: restId(id), name, isDefaultCalendar, owner, canEdit: true, color: 'auto' };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key === 'id' || selected.includes(key)));
}

/** `GET /calendars/{id}/events`: single events and series, whose dates are not told. */
export const listEvents: Operation = async (context) => {
  const { mailbox, params, preferences } = context;
  const query = readQuery(context.search, ['$select', '$expand', '$top', '$skip']);
  const folder = requireOtherFolder(mailbox, params['calendar'] ?? '', 'IPF.Appointment');
  const wishes = otherWishes('event', query, preferences);
  const items: WorldItem[] = folder
    .itemsBelow(undefined, Number.MAX_SAFE_INTEGER)
    .filter((item) => item.content().event !== undefined);
  const all = await Promise.all(items.map((item) => renderOther('event', item, { mailbox, wishes })));
  return paged(context, { path: `calendars/${restId(folder.id)}/events`, all, query });
};

/** `GET /events/{id}`, below a calendar too. */
export const getEvent: Operation = async (context) => {
  const { mailbox, params, preferences } = context;
  const query = readQuery(context.search, ['$select', '$expand']);
  const calendar = params['calendar'];
  const item = requireOtherItem(mailbox, params['event'] ?? '', 'IPF.Appointment', calendar);
  const wishes = otherWishes('event', query, preferences);
  return json(context, 'events/$entity', await renderOther('event', item, { mailbox, wishes }));
};

interface Paging {
  readonly path: string;
  readonly all: readonly Readonly<Record<string, unknown>>[];
  readonly query: Readonly<Record<string, string>>;
}

/** The part of a list that is asked for, with a link to what follows. */
export function paged(context: OperationContext, { path, all: whole, query }: Paging) {
  const leftOut = faultOf(context.effect, 'left-out')?.id;
  const all = whole.filter(({ id }) => id !== leftOut);
  const skip = wholeNumber(query, '$skip', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 0;
  const top = wholeNumber(query, '$top', { least: 1, most: 1000 }) ?? context.preferences.pageSize ?? usualPage;
  const next = new URLSearchParams({ ...query, $skip: String(skip + top) });
  return json(context, path, {
    ...(skip + top < all.length ? { '@odata.nextLink': `${mailboxUrl(context)}/${path}?${next}` } : {}),
    value: all.slice(skip, skip + top),
  });
}
