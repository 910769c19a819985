import ICAL from 'ical.js';

/** Characters of a calendar file that is taken apart; a longer one is an export, and stays as it is. */
const mostCharacters = 1024 * 1024;

/** A calendar file (iCalendar, RFC 5545) as people read it; its own text when it holds nothing to show. */
export function calendarText(source: string): string {
  if (source.length > mostCharacters) return source;
  try {
    const events = calendars(source).flatMap((calendar) =>
      ['vevent', 'vtodo'].flatMap((kind) => calendar.getAllSubcomponents(kind)),
    );
    return events.length === 0 ? source : events.map(eventText).join('\n');
  } catch {
    return source;
  }
}

/** A file may hold several; each is an array that begins with its name. */
function calendars(source: string): readonly ICAL.Component[] {
  const parsed = ICAL.parse(source) as unknown[];
  const all = typeof parsed[0] === 'string' ? [parsed] : parsed;
  return all.map((each) => new ICAL.Component(each as unknown[]));
}

function eventText(event: ICAL.Component): string {
  const when = ['dtstart', 'dtend', 'due'].flatMap((name) => timeOf(event.getFirstProperty(name)) ?? []).join(' – ');
  const lines = [
    ['Subject', textOf(event.getFirstProperty('summary'))],
    ['When', when],
    ['Where', textOf(event.getFirstProperty('location'))],
    ['Organizer', personOf(event.getFirstProperty('organizer'))],
    ['Attendees', event.getAllProperties('attendee').map(personOf).join(', ')],
  ] as const;
  const head = lines.filter(([, value]) => value !== '').map(([label, value]) => `${label}: ${value}\n`);
  return `${head.join('')}\n${textOf(event.getFirstProperty('description'))}\n`;
}

function textOf(property: ICAL.Property | null): string {
  return property === null ? '' : String(property.getFirstValue() ?? '');
}

function timeOf(property: ICAL.Property | null): string | undefined {
  if (property === null) return undefined;
  const zone = property.getParameter('tzid');
  return zone === undefined ? textOf(property) : `${textOf(property)} (${String(zone)})`;
}

function personOf(property: ICAL.Property | null): string {
  const address = textOf(property).replace(/^mailto:/i, '');
  const name = property?.getParameter('cn');
  return name === undefined ? address : `${String(name)} <${address}>`;
}
