import type { EventFacts, MailMessage } from '../sync/ports/index.ts';
import { calendarProperties } from './calendar-properties.ts';
import { given, givenText } from './given.ts';
import type { EventSource } from './item-source.ts';
import { rawOf, rawText } from './raw-element.ts';
import { compact, dateOf, importanceOf, parties, sensitivityOf, toParty } from './read-item.ts';
import { attachmentsOf, bodyOf, categoriesOf, type MessageFacts } from './to-mail-message.ts';
import { toRecurrence } from './to-recurrence.ts';

/** An event of a calendar as plain data: a series as a whole, as SyncFolderItems tells no single events of one. */
export function toEvent(item: EventSource, { itemId, link }: MessageFacts): MailMessage {
  return compact<MailMessage>({
    itemId,
    changeKey: givenText(() => item.Id.ChangeKey),
    itemClass: givenText(() => item.ItemClass) ?? 'IPM.Appointment',
    subject: givenText(() => item.Subject),
    from: given(() => toParty(item.Organizer)),
    to: parties(() => item.RequiredAttendees),
    cc: [...parties(() => item.OptionalAttendees), ...parties(() => item.Resources)],
    bcc: [],
    replyTo: [],
    createdAt: dateOf(() => item.DateTimeCreated),
    modifiedAt: dateOf(() => item.LastModifiedTime),
    importance: importanceOf(item),
    sensitivity: sensitivityOf(item),
    categories: categoriesOf(item),
    event: factsOf(item),
    body: bodyOf(item),
    attachments: attachmentsOf(item),
    webLink: link,
  });
}

function factsOf(item: EventSource): EventFacts {
  const isAllDay = given(() => item.IsAllDayEvent) === true;
  const recurrence = rawOf(item, calendarProperties.recurrence);
  return compact<EventFacts>({
    uid: givenText(() => item.ICalUid),
    start:
      (isAllDay ? midnight(rawText(item, calendarProperties.startWallClock)) : undefined) ?? dateOf(() => item.Start),
    end: (isAllDay ? midnight(rawText(item, calendarProperties.endWallClock)) : undefined) ?? dateOf(() => item.End),
    isAllDay,
    timeZone: rawText(item, calendarProperties.startTimeZoneId),
    location: givenText(() => item.Location),
    isCancelled: given(() => item.IsCancelled) === true,
    isReminderOn: given(() => item.IsReminderSet) === true,
    isOnlineMeeting: given(() => item.IsOnlineMeeting) === true,
    recurrence: recurrence === undefined ? undefined : toRecurrence(recurrence),
  });
}

/** An all-day event has days and no instants: what its start is in UTC depends on the time zone. */
function midnight(wallClock: string | undefined): Date | undefined {
  const date = new Date(wallClock?.slice(0, 10) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
