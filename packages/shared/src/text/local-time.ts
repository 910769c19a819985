import { findIana } from 'windows-iana';

/** What people in a time zone read on the clock, and the day of the week. */
export interface LocalTime {
  /** For example `Monday`. */
  readonly weekday: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:MM`, from 00:00 to 23:59. */
  readonly time: string;
}

/**
 * An instant in a time zone by its Windows name (`W. Europe Standard Time`) or its IANA name (`Europe/Berlin`). Undefined for
 * a zone that nobody knows: Outlook lets people make zones of their own.
 */
export function localTime(instant: Date, zone: string): LocalTime | undefined {
  const timeZone = ianaName(zone);
  if (timeZone === undefined) return undefined;
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { ...shown, timeZone }).formatToParts(instant);
    const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
    const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
    return { weekday: part('weekday'), date, time: `${part('hour')}:${part('minute')}` };
  } catch {
    return undefined;
  }
}

const shown = {
  weekday: 'long',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** Windows has a zone of the name `UTC`, which is no name of the table's. */
function ianaName(zone: string): string | undefined {
  if (zone === 'UTC' || zone.includes('/')) return zone;
  return findIana(zone as Parameters<typeof findIana>[0])[0];
}
