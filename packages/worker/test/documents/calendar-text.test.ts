import { describe, expect, it } from '@jest/globals';
import { calendarText } from '../../src/documents/calendar-text.ts';
import { build, fileContent, textOf } from './contexts.ts';

const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => calendar('BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT');

const invitation = event(
  'SUMMARY;LANGUAGE=de:Besprechung\\, lang',
  'DTSTART;TZID="W. Europe Standard Time":20260105T090000',
  'DTEND;TZID="W. Europe Standard Time":20260105T100000',
  'LOCATION:Raum 4',
  'ORGANIZER;CN=Ann:MAILTO:ann@contoso.com',
  'ATTENDEE;CN="Ben, Dr.":mailto:ben@contoso.com',
  'ATTENDEE:mailto:cem@contoso.com',
  'DESCRIPTION:First line\\nsecond li',
  ' ne',
);

describe('an invitation', () => {
  it('is readable', () => {
    expect(calendarText(invitation)).toBe(
      'Subject: Besprechung, lang\n' +
        'When: 2026-01-05T09:00:00 (W. Europe Standard Time) – 2026-01-05T10:00:00 (W. Europe Standard Time)\n' +
        'Where: Raum 4\n' +
        'Organizer: Ann <ann@contoso.com>\n' +
        'Attendees: Ben, Dr. <ben@contoso.com>, cem@contoso.com\n' +
        '\nFirst line\nsecond line\n',
    );
  });

  it('says what it has, and no more', () => {
    expect(calendarText(event('SUMMARY:A'))).toBe('Subject: A\n\n\n');
    expect(calendarText(event('DTSTART;VALUE=DATE:20260105'))).toBe('When: 2026-01-05\n\n\n');
  });

  it.each([
    ['no calendar', 'just words'],
    ['no event', calendar()],
    ['a broken line', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nnonsense\r\n'],
    ['an export of thousands of events', event('SUMMARY:A') + ' '.repeat(1024 * 1024)],
  ])('stays as it is when it holds %s', (_, source) => {
    expect(calendarText(source)).toBe(source);
  });

  it.each([{ name: 'invite.ics' }, { contentType: 'text/calendar; method=REQUEST' }, {}])(
    'has a document of text: %j',
    async (described) => {
      const { document } = await build(described, fileContent(invitation));
      expect(document.contentType).toBe('PLAIN_TEXT');
      expect(textOf(document)).toContain('Where: Raum 4\n');
    },
  );
});
