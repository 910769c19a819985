import type { EventRecurrence, Weekday } from '../sync/ports/index.ts';
import { compact } from './read-item.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';

/** Elements of patterns. Microsoft: RecurrencePatternTypes. */
const patterns: Readonly<Record<string, EventRecurrence['pattern']>> = {
  DailyRecurrence: 'daily',
  WeeklyRecurrence: 'weekly',
  AbsoluteMonthlyRecurrence: 'absoluteMonthly',
  RelativeMonthlyRecurrence: 'relativeMonthly',
  AbsoluteYearlyRecurrence: 'absoluteYearly',
  RelativeYearlyRecurrence: 'relativeYearly',
};
const ranges: readonly string[] = ['NoEndRecurrence', 'EndDateRecurrence', 'NumberedRecurrence'];

/** A `Recurrence` element. Whatever it holds, it says that the event is a series. */
export function toRecurrence(element: XmlElement): EventRecurrence {
  const pattern = element.children.find(({ name }) => Object.hasOwn(patterns, name));
  const range = ranges.map((name) => child(element, name)).find((found) => found !== undefined);
  return compact<EventRecurrence>({
    pattern: patterns[pattern?.name ?? ''] ?? 'unknown',
    interval: numberOf(textIn(pattern, 'Interval')) ?? 1,
    daysOfWeek: daysOf(textIn(pattern, 'DaysOfWeek')),
    index: indexes.find((index) => index === textIn(pattern, 'DayOfWeekIndex')?.toLowerCase()),
    dayOfMonth: numberOf(textIn(pattern, 'DayOfMonth')),
    month: monthOf(textIn(pattern, 'Month')),
    startDate: dayOf(textIn(range, 'StartDate')),
    endDate: dayOf(textIn(range, 'EndDate')),
    occurrences: numberOf(textIn(range, 'NumberOfOccurrences')),
  });
}

const indexes = ['first', 'second', 'third', 'fourth', 'last'] as const;
const week: readonly Weekday[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = 'january february march april may june july august september october november december'.split(' ');

/** Names of kinds of days stand for days. */
function daysOf(text = ''): readonly Weekday[] {
  const names = text.toLowerCase().split(/\s+/);
  return week.filter((day) => {
    const isWeekend = day === 'saturday' || day === 'sunday';
    return names.includes(day) || names.includes('day') || names.includes(isWeekend ? 'weekendday' : 'weekday');
  });
}

function monthOf(name: string | undefined): number | undefined {
  const position = months.indexOf(name?.toLowerCase() ?? '');
  return position === -1 ? undefined : position + 1;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The day of an `xs:date`, which may have a time zone behind it. */
function dayOf(text: string | undefined): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
}
