/**
 * What a calendar says of an event beside what it has in common with mail: its organizer is the message's `from`, those who have to
 * come are `to`, and all others, rooms too, `cc`. Members come in this order from every source, as digests are made of it.
 */
export interface EventFacts {
  /** The iCalendar id: the same in every calendar and through every source. Of a series it is that of all its events. */
  readonly uid?: string;
  /** Of a series, of its first event. All day: midnight in UTC of the day it begins, whatever the time zone. */
  readonly start?: Date;
  /** All day: midnight in UTC of the day after the last one. */
  readonly end?: Date;
  readonly isAllDay: boolean;
  /** The zone it was made in, by its Windows name, for example `W. Europe Standard Time`. */
  readonly timeZone?: string;
  readonly location?: string;
  readonly isCancelled: boolean;
  readonly isReminderOn: boolean;
  readonly isOnlineMeeting: boolean;
  /** Of a series, which is one event whatever its length. */
  readonly recurrence?: EventRecurrence;
}

export type Weekday = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday';

/**
 * When a series repeats. Absolute patterns go by the day of the month, relative ones by a weekday in it; `unknown` is a
 * pattern that there is no name for.
 */
export interface EventRecurrence {
  readonly pattern:
    | 'daily'
    | 'weekly'
    | 'absoluteMonthly'
    | 'relativeMonthly'
    | 'absoluteYearly'
    | 'relativeYearly'
    | 'unknown';
  /** Every so many days, weeks, months or years. */
  readonly interval: number;
  /** In the order of the week, Sunday first. */
  readonly daysOfWeek: readonly Weekday[];
  readonly index?: 'first' | 'second' | 'third' | 'fourth' | 'last';
  readonly dayOfMonth?: number;
  /** From 1 to 12. */
  readonly month?: number;
  /** `YYYY-MM-DD` */
  readonly startDate?: string;
  /** `YYYY-MM-DD`, the last day on which it may take place; absent with `occurrences` and without an end. */
  readonly endDate?: string;
  readonly occurrences?: number;
}
