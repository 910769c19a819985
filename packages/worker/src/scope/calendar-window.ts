import type { EventFacts, EventRecurrence } from '../documents/index.ts';
import type { ScopeSettings } from './scope-settings.ts';
import { day } from './units.ts';

/** Days after which the window moves on. */
const stepDays = 7;

/** Which events are of interest, by when they are. */
export interface CalendarWindow {
  contains(event: EventFacts, now: Date): boolean;
  /**
   * What decides at this time, as JSON. It changes with each step of the window, as nothing happens in Exchange when an event
   * comes in or leaves by the passing of time: calendars are then listed again.
   */
  definition(now: Date): unknown;
}

/**
 * A window that moves on by weeks, so that a calendar is not listed again every day. It reaches at least as far as the settings say
 * throughout its week, and up to a week farther.
 */
export function calendarWindow({ calendarDaysBack, calendarDaysAhead }: ScopeSettings): CalendarWindow {
  const stepOf = (now: Date) => Math.floor(now.getTime() / (stepDays * day));
  return {
    contains: ({ start, end, recurrence }, now) => {
      const from = (stepOf(now) * stepDays - calendarDaysBack) * day;
      const to = ((stepOf(now) + 1) * stepDays + calendarDaysAhead) * day;
      const begins = (start ?? end)?.getTime() ?? Number.NaN;
      const ends = recurrence === undefined ? ((end ?? start)?.getTime() ?? Number.NaN) : endOf(recurrence, begins);
      return begins < to && ends >= from;
    },
    definition: (now) => [calendarDaysBack, calendarDaysAhead, stepOf(now)],
  };
}

/** Days that one step of a pattern takes at most. */
const mostDays: Readonly<Record<EventRecurrence['pattern'], number>> = {
  daily: 1,
  weekly: 7,
  absoluteMonthly: 31,
  relativeMonthly: 31,
  absoluteYearly: 366,
  relativeYearly: 366,
  unknown: Number.POSITIVE_INFINITY,
};

/**
 * When a series is over, or somewhat later: of one that takes place so many times neither source tells the last date. Milliseconds
 * since the epoch; infinite without an end.
 */
function endOf({ pattern, interval, endDate, occurrences }: EventRecurrence, begins: number): number {
  // The last event may end on the day after.
  if (endDate !== undefined) return Date.parse(endDate) + 2 * day;
  if (occurrences === undefined) return Number.POSITIVE_INFINITY;
  return begins + (occurrences + 1) * interval * mostDays[pattern] * day;
}
