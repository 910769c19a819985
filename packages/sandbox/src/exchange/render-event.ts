import type { WorldEvent, WorldParty, WorldRecurrence } from '../mail/index.ts';
import { attendees, single } from './render-party.ts';
import { typed, utc } from './xml.ts';

/** The text of a field, if it is to be shown. */
type Show = (field: string, text: () => string) => string;

/** What an event has beside the fields of all items, in the schema's order. */
export function eventParts(event: WorldEvent, show: Show): readonly string[] {
  const field = (name: string, value: () => string | undefined) => show(`calendar:${name}`, () => typed(name, value()));
  const people = (name: string, all: readonly WorldParty[]) => show(`calendar:${name}`, () => attendees(name, all));
  const { start, end } = event;
  return [
    field('UID', () => event.uid),
    field('Start', () => utc(instantOf(event, start))),
    field('End', () => utc(instantOf(event, end))),
    field('IsAllDayEvent', () => String(event.isAllDay)),
    field('Location', () => event.location),
    field('IsCancelled', () => String(event.isCancelled)),
    field('IsRecurring', () => String(event.recurrence !== undefined)),
    field('CalendarItemType', () => (event.recurrence === undefined ? 'Single' : 'RecurringMaster')),
    show('calendar:Organizer', () => single('Organizer', event.organizer)),
    people('RequiredAttendees', event.required),
    people('OptionalAttendees', event.optional),
    people('Resources', event.resources),
    show('calendar:Recurrence', () => (event.recurrence === undefined ? '' : recurrence(event.recurrence))),
    field('IsOnlineMeeting', () => String(event.isOnlineMeeting)),
    field('StartWallClock', () => wallClock(event, start)),
    field('EndWallClock', () => wallClock(event, end)),
    field('StartTimeZoneId', () => event.timeZone),
    field('EndTimeZoneId', () => event.timeZone),
  ];
}

/** An all-day event begins at the midnight of its time zone. */
function instantOf({ isAllDay, utcOffset }: WorldEvent, time: Date): Date {
  return isAllDay ? new Date(time.getTime() - utcOffset * 60_000) : time;
}

function wallClock({ isAllDay, utcOffset }: WorldEvent, time: Date): string {
  const local = isAllDay ? time : new Date(time.getTime() + utcOffset * 60_000);
  return local.toISOString().slice(0, 19);
}

function recurrence({ kind, interval, days, index, dayOfMonth, month, from, until }: WorldRecurrence): string {
  const isYearly = kind.endsWith('Yearly');
  const pattern = [
    isYearly ? '' : typed('Interval', String(interval)),
    days.length === 0 ? '' : typed('DaysOfWeek', days.join(' ')),
    typed('DayOfWeekIndex', index),
    typed('DayOfMonth', dayOfMonth === undefined ? undefined : String(dayOfMonth)),
    typed('Month', month === undefined ? undefined : months[month - 1]),
  ].join('');
  const start = typed('StartDate', `${from}Z`);
  const range =
    until === undefined
      ? `<t:NoEndRecurrence>${start}</t:NoEndRecurrence>`
      : typeof until === 'number'
        ? `<t:NumberedRecurrence>${start}${typed('NumberOfOccurrences', String(until))}</t:NumberedRecurrence>`
        : `<t:EndDateRecurrence>${start}${typed('EndDate', `${until}Z`)}</t:EndDateRecurrence>`;
  return `<t:Recurrence><t:${kind}Recurrence>${pattern}</t:${kind}Recurrence>${range}</t:Recurrence>`;
}

const months = 'January February March April May June July August September October November December'.split(' ');
