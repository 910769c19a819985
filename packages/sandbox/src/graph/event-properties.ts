import { isInline, type WorldEvent, type WorldMessage, type WorldParty, type WorldRecurrence } from '../mail/index.ts';
import { restId } from './ids.ts';
import { type MessageProperty, type MessageSource, messageProperties } from './message-properties.ts';

const lower = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
const person = ({ name, address }: WorldParty) => ({ emailAddress: { name, address } });

/** A property of the event in a message of the world. */
const ofEvent =
  (read: (event: WorldEvent, message: WorldMessage) => unknown): MessageProperty =>
  ({ message }) => {
    const { event } = message();
    return event === undefined ? null : read(event, message());
  };

const { createdDateTime, lastModifiedDateTime, changeKey, categories, subject, bodyPreview, importance, body } =
  messageProperties as Readonly<Record<string, MessageProperty>>;
const shared = { createdDateTime, lastModifiedDateTime, changeKey, categories, subject, bodyPreview, importance, body };

/** Properties of an event of v1.0, by name. */
export const eventItemProperties: Readonly<Record<string, MessageProperty>> = {
  ...(shared as Readonly<Record<string, MessageProperty>>),
  iCalUId: ofEvent(({ uid }) => uid),
  sensitivity: ofEvent((_event, message) => lower(message.sensitivity)),
  hasAttachments: ofEvent((_event, { attachments }) => attachments.some((attachment) => !isInline(attachment))),
  start: ofEvent(({ start }) => zoned(start)),
  end: ofEvent(({ end }) => zoned(end)),
  isAllDay: ofEvent(({ isAllDay }) => isAllDay),
  originalStartTimeZone: ofEvent(({ timeZone }) => timeZone),
  originalEndTimeZone: ofEvent(({ timeZone }) => timeZone),
  type: ofEvent(({ recurrence }) => (recurrence === undefined ? 'singleInstance' : 'seriesMaster')),
  seriesMasterId: () => null,
  location: ofEvent(({ location }) => ({ displayName: location ?? '' })),
  isCancelled: ofEvent(({ isCancelled }) => isCancelled),
  isReminderOn: ofEvent(({ isReminderOn }) => isReminderOn),
  isOnlineMeeting: ofEvent(({ isOnlineMeeting }) => isOnlineMeeting),
  organizer: ofEvent(({ organizer }) => (organizer === undefined ? null : person(organizer))),
  attendees: ofEvent(({ required, optional, resources }) => [
    ...attendees('required', required),
    ...attendees('optional', optional),
    ...attendees('resource', resources),
  ]),
  recurrence: ofEvent(({ recurrence }) => (recurrence === undefined ? null : patterned(recurrence))),
  webLink: ({ item }: MessageSource) =>
    item === undefined
      ? null
      : `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(restId(item.id))}&exvsurl=1&path=/calendar/item`,
};

function attendees(type: string, all: readonly WorldParty[]) {
  return all.map((party) => ({ type, status: { response: 'none', time: '0001-01-01T00:00:00Z' }, ...person(party) }));
}

/** In UTC, as without a preference for a zone; all-day events are midnights in any. */
function zoned(value: Date) {
  return { dateTime: value.toISOString().replace('Z', '0000'), timeZone: 'UTC' };
}

/** Members that do not belong to a pattern have their defaults. */
function patterned({ kind, interval, days, index = 'First', dayOfMonth = 0, month = 0, from, until }: WorldRecurrence) {
  const pattern = {
    type: lower(kind),
    interval,
    month,
    dayOfMonth,
    daysOfWeek: days.map(lower),
    firstDayOfWeek: 'sunday',
    index: lower(index),
  };
  const range = {
    type: until === undefined ? 'noEnd' : typeof until === 'number' ? 'numbered' : 'endDate',
    startDate: from,
    endDate: typeof until === 'string' ? until : '0001-01-01',
    recurrenceTimeZone: 'UTC',
    numberOfOccurrences: typeof until === 'number' ? until : 0,
  };
  return { pattern, range };
}
