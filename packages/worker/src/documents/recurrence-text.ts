import type { EventRecurrence, Weekday } from './event-facts.ts';

/** The pattern of a series in words, for example `every 2 weeks on Monday and Friday, from 2026-01-05 until 2026-06-30`. */
export function recurrenceText(recurrence: EventRecurrence): string {
  return [patternText(recurrence), rangeText(recurrence)].filter((part) => part !== '').join(', ');
}

/** The same without its range. */
export function patternText(recurrence: EventRecurrence): string {
  const { pattern, interval, dayOfMonth, index = 'first' } = recurrence;
  const days = namesOf(recurrence.daysOfWeek);
  const relative = days === '' ? '' : `on the ${index} ${kindOfDay(recurrence.daysOfWeek) ?? days}`;
  switch (pattern) {
    case 'daily':
      return every(interval, 'day');
    case 'weekly':
      return spaced(every(interval, 'week'), days === '' ? '' : `on ${days}`);
    case 'absoluteMonthly':
      return spaced(every(interval, 'month'), dayOfMonth === undefined ? '' : `on day ${dayOfMonth}`);
    case 'relativeMonthly':
      return spaced(every(interval, 'month'), relative);
    case 'absoluteYearly':
      return spaced(every(interval, 'year'), `on ${[dayOfMonth, monthName(recurrence)].filter(Boolean).join(' ')}`);
    case 'relativeYearly':
      return spaced(every(interval, 'year'), relative, `of ${monthName(recurrence)}`);
    case 'unknown':
      return 'in a pattern of its own';
  }
}

function rangeText({ startDate, endDate, occurrences }: EventRecurrence): string {
  return spaced(
    startDate === undefined ? '' : `from ${startDate}`,
    endDate === undefined ? '' : `until ${endDate}`,
    occurrences === undefined ? '' : `${occurrences} times`,
  );
}

function every(interval: number, unit: string): string {
  return interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`;
}

function spaced(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

const week: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** What Outlook calls `day`, `weekday` and `weekend day` in patterns such as the last weekday of a month. */
function kindOfDay(given: readonly Weekday[]): string | undefined {
  const days = new Set(given);
  const weekend = days.has('saturday') && days.has('sunday');
  if (days.size === 7) return 'day';
  if (days.size === 2 && weekend) return 'weekend day';
  return days.size === 5 && !days.has('saturday') && !days.has('sunday') ? 'weekday' : undefined;
}

function namesOf(given: readonly Weekday[]): string {
  const names = week.filter((day) => given.includes(day)).map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const months = 'January February March April May June July August September October November December'.split(' ');

function monthName({ month }: EventRecurrence): string {
  return months[(month ?? 0) - 1] ?? '';
}
