import { localTime } from '@connector/shared';
import { describeParty } from './describe-party.ts';
import type { EventFacts } from './event-facts.ts';
import type { HeaderLine } from './header-line.ts';
import type { MailMessage } from './mail-message.ts';
import { recurrenceText } from './recurrence-text.ts';
import { usableDate } from './usable-date.ts';

/** The lines above an event's text: when, where and with whom. */
export function eventLines({ from, to, cc }: MailMessage, event: EventFacts): readonly HeaderLine[] {
  return [
    ['When', whenText(event)],
    ['Repeats', event.recurrence === undefined ? '' : recurrenceText(event.recurrence)],
    ['Where', event.location ?? ''],
    ['Organizer', from === undefined ? '' : describeParty(from)],
    ['Attendees', [...to, ...cc].map(describeParty).join(', ')],
  ];
}

function whenText({ start, end, isAllDay, timeZone }: EventFacts): string {
  const times = [usableDate(start), usableDate(end)];
  if (isAllDay) return daysText(times);
  const zone = timeZone ?? 'UTC';
  const known = times.map((time) => (time === undefined ? undefined : localTime(time, zone)));
  const [begins, ends] = known.some((each) => each !== undefined) ? known : times.map((time) => time && inUtc(time));
  const name = known.some((each) => each !== undefined)
    ? zone
    : timeZone === undefined
      ? 'UTC'
      : `UTC; made in ${zone}`;
  const first = begins && `${begins.weekday} ${begins.date} ${begins.time}`;
  const last = ends && (ends.date === begins?.date ? ends.time : `${ends.weekday} ${ends.date} ${ends.time}`);
  const both = [first, last].filter((each) => each !== undefined).join(' – ');
  return both === '' ? '' : `${both} (${name})`;
}

function inUtc(time: Date) {
  return localTime(time, 'UTC');
}

/** All-day events end at the midnight after their last day. */
function daysText([start, end]: readonly (Date | undefined)[]): string {
  const first = start && inUtc(start);
  if (first === undefined) return '';
  const last = end === undefined ? undefined : inUtc(new Date(end.getTime() - 1));
  const until = last === undefined || last.date <= first.date ? '' : ` – ${last.weekday} ${last.date}`;
  return `${first.weekday} ${first.date}${until} (all day)`;
}
