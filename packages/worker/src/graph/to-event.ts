import type { Attendee, Event, PatternedRecurrence } from '@microsoft/microsoft-graph-types';
import type { EventFacts, EventRecurrence, MailMessage, MailParty, Weekday } from '../sync/ports/index.ts';
import { clean, textOf } from './clean-text.ts';
import { toExchangeId } from './exchange-ids.ts';
import { propertyOf, type WithProperties } from './properties.ts';
import { attachmentsOf, bodyOf, compact, dateOf, toParty, zonedDate } from './to-mail-message.ts';

/** An event as Graph sends it; whatever it lacks is null or absent. */
export type GraphEvent = Omit<Event, 'singleValueExtendedProperties'> & WithProperties;

/** An event of Graph as plain data, with its members as reading through EWS has them. */
export function toEvent(source: GraphEvent, itemId: string): MailMessage {
  return compact<MailMessage>({
    itemId,
    changeKey: textOf(source.changeKey),
    itemClass: textOf(propertyOf(source, 'messageClass')) ?? 'IPM.Appointment',
    subject: textOf(source.subject),
    from: toParty(source.organizer),
    to: attendeesOf(source, 'required'),
    cc: [...attendeesOf(source, 'optional'), ...attendeesOf(source, 'resource')],
    bcc: [],
    replyTo: [],
    createdAt: dateOf(source.createdDateTime),
    modifiedAt: dateOf(source.lastModifiedDateTime),
    importance: source.importance ?? undefined,
    sensitivity: source.sensitivity ?? undefined,
    categories: (source.categories ?? []).map(clean),
    event: factsOf(source),
    body: bodyOf(source.body),
    attachments: attachmentsOf(source.attachments, itemId),
    webLink: webLinkOf(source.webLink),
  });
}

function attendeesOf({ attendees }: GraphEvent, type: NonNullable<Attendee['type']>): readonly MailParty[] {
  return (attendees ?? []).flatMap((attendee) =>
    (attendee.type ?? 'required') === type ? (toParty(attendee) ?? []) : [],
  );
}

/** Times come in UTC, as no other zone is asked for; those of an event that lasts all day are midnights whatever the zone. */
function factsOf(source: GraphEvent): EventFacts {
  return compact<EventFacts>({
    uid: textOf(source.iCalUId),
    start: zonedDate(source.start),
    end: zonedDate(source.end),
    isAllDay: source.isAllDay === true,
    timeZone: textOf(source.originalStartTimeZone),
    location: textOf(source.location?.displayName),
    isCancelled: source.isCancelled === true,
    isReminderOn: source.isReminderOn === true,
    isOnlineMeeting: source.isOnlineMeeting === true,
    recurrence: source.recurrence == null ? undefined : toRecurrence(source.recurrence),
  });
}

const week: readonly Weekday[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const patterns: readonly EventRecurrence['pattern'][] = [
  'daily',
  'weekly',
  'absoluteMonthly',
  'relativeMonthly',
  'absoluteYearly',
  'relativeYearly',
];

/** Graph fills members that do not belong to a pattern with zeros and defaults. */
function toRecurrence({ pattern, range }: PatternedRecurrence): EventRecurrence {
  const type = patterns.find((each) => each === pattern?.type) ?? 'unknown';
  const isRelative = type.startsWith('relative');
  const isAbsolute = type.startsWith('absolute');
  const days: readonly string[] = pattern?.daysOfWeek ?? [];
  return compact<EventRecurrence>({
    pattern: type,
    interval: pattern?.interval ?? 1,
    daysOfWeek: isRelative || type === 'weekly' ? week.filter((day) => days.includes(day)) : [],
    index: isRelative ? (pattern?.index ?? undefined) : undefined,
    dayOfMonth: isAbsolute ? (pattern?.dayOfMonth ?? undefined) : undefined,
    month: type.endsWith('Yearly') ? (pattern?.month ?? undefined) : undefined,
    startDate: range?.startDate ?? undefined,
    endDate: range?.type === 'endDate' ? (range.endDate ?? undefined) : undefined,
    occurrences: range?.type === 'numbered' ? (range.numberOfOccurrences ?? undefined) : undefined,
  });
}

/** The link that reading through EWS gives the same event; one of another form stays as it is. */
function webLinkOf(given: string | null | undefined): string | undefined {
  const link = textOf(given);
  if (link === undefined || !URL.canParse(link)) return link;
  const { host, pathname, searchParams } = new URL(link);
  const id = searchParams.get('itemid') ?? searchParams.get('ItemID');
  if (id === null || !/^\/owa\/?$/i.test(pathname)) return link;
  // A plus sign that was not escaped reads as a blank.
  const itemId = encodeURIComponent(toExchangeId(id.replaceAll(' ', '+')));
  return `https://${host}/owa/?ItemID=${itemId}&exvsurl=1&path=/calendar/item`;
}
