import type { EventFacts, MailMessage, MailParty } from '../sync/ports/index.ts';
import { compact, dateIn, flagIn, importanceIn, partyIn, sensitivityIn, toParty } from './read-item.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';
import { attachmentsOf, bodyOf, categoriesOf, type MessageFacts } from './to-mail-message.ts';
import { toRecurrence } from './to-recurrence.ts';

/** An event of a calendar as plain data: a series as a whole, as SyncFolderItems tells no single events of one. */
export function toEvent(item: XmlElement, { itemId, link }: MessageFacts): MailMessage {
  return compact<MailMessage>({
    itemId,
    changeKey: child(item, 'ItemId')?.attributes['ChangeKey'],
    itemClass: textIn(item, 'ItemClass') ?? 'IPM.Appointment',
    subject: textIn(item, 'Subject'),
    from: partyIn(item, 'Organizer'),
    to: attendeesIn(item, 'RequiredAttendees'),
    cc: [...attendeesIn(item, 'OptionalAttendees'), ...attendeesIn(item, 'Resources')],
    bcc: [],
    replyTo: [],
    createdAt: dateIn(item, 'DateTimeCreated'),
    modifiedAt: dateIn(item, 'LastModifiedTime'),
    importance: importanceIn(item),
    sensitivity: sensitivityIn(item),
    categories: categoriesOf(item),
    event: factsOf(item),
    body: bodyOf(item),
    attachments: attachmentsOf(item),
    webLink: link,
  });
}

function attendeesIn(item: XmlElement, name: string): readonly MailParty[] {
  return (child(item, name)?.children ?? []).flatMap((attendee) => toParty(child(attendee, 'Mailbox')) ?? []);
}

function factsOf(item: XmlElement): EventFacts {
  const isAllDay = flagIn(item, 'IsAllDayEvent') === true;
  const recurrence = child(item, 'Recurrence');
  return compact<EventFacts>({
    uid: textIn(item, 'UID'),
    start: (isAllDay ? midnightIn(item, 'StartWallClock') : undefined) ?? dateIn(item, 'Start'),
    end: (isAllDay ? midnightIn(item, 'EndWallClock') : undefined) ?? dateIn(item, 'End'),
    isAllDay,
    timeZone: textIn(item, 'StartTimeZoneId'),
    location: textIn(item, 'Location'),
    isCancelled: flagIn(item, 'IsCancelled') === true,
    isReminderOn: flagIn(item, 'ReminderIsSet') === true,
    isOnlineMeeting: flagIn(item, 'IsOnlineMeeting') === true,
    recurrence: recurrence === undefined ? undefined : toRecurrence(recurrence),
  });
}

/** An all-day event has days and no instants: what its start is in UTC depends on the time zone. */
function midnightIn(item: XmlElement, name: string): Date | undefined {
  const date = new Date(textIn(item, name)?.slice(0, 10) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
