import type { WorldEvent, WorldMessage, WorldRecurrence } from './model.ts';

const day = 24 * 60 * 60 * 1000;
const hour = 60 * 60 * 1000;

/** What is special about an event, beside when it is. */
export interface EventOptions {
  readonly uid: string;
  /** Days from `today` to its day, or to the first one of a series. */
  readonly days: number;
  readonly today: Date;
  readonly isAllDay?: boolean;
  readonly isCancelled?: boolean;
  readonly sensitivity?: WorldMessage['sensitivity'];
  /** Without its first day, which is that of the event. */
  readonly recurrence?: Omit<WorldRecurrence, 'from'>;
}

/** An event in a calendar: the text and the people of a message, at nine o'clock in Berlin or New York. */
export function generateEvent(message: WorldMessage, options: EventOptions): WorldMessage {
  const { uid, days, today, isAllDay = false, isCancelled = false, sensitivity = 'Normal', recurrence } = options;
  const midnight = Math.floor(today.getTime() / day) * day + days * day;
  const far = uid.length % 2 === 0;
  const utcOffset = far ? -300 : 60;
  const start = isAllDay ? midnight : midnight + 9 * hour - utcOffset * 60_000;
  const [organizer, required = []] = [message.from, message.to.slice(0, 5)];
  const event: WorldEvent = {
    uid,
    start: new Date(start),
    end: new Date(start + (isAllDay ? 2 * day : 1.5 * hour)),
    isAllDay,
    timeZone: far ? 'Eastern Standard Time' : 'W. Europe Standard Time',
    utcOffset,
    location: 'Raum 3 / Room 3',
    organizer,
    required,
    optional: message.cc,
    resources: [{ name: 'Room 3', address: 'room3@contoso.example' }],
    isCancelled,
    isReminderOn: !isAllDay,
    isOnlineMeeting: recurrence !== undefined,
    recurrence:
      recurrence === undefined ? undefined : { ...recurrence, from: new Date(midnight).toISOString().slice(0, 10) },
  };
  const { meeting: _none, ...rest } = message;
  return {
    ...rest,
    itemClass: 'IPM.Appointment',
    sensitivity,
    internetMessageId: undefined,
    sentAt: undefined,
    receivedAt: undefined,
    event,
  };
}
