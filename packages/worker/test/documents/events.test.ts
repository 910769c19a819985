import { describe, expect, it } from '@jest/globals';
import { documentIdOf, type EventFacts, type EventRecurrence, fingerprintOf } from '../../src/documents/index.ts';
import { recurrenceText } from '../../src/documents/recurrence-text.ts';
import { testMessage } from '../support/test-documents.ts';
import { build, contextOf, documentOf, fileContent, textOf, valuesOf } from './contexts.ts';

const review: EventFacts = {
  uid: '040000008200E00074C5B7101A82E008',
  start: new Date('2026-03-02T08:00:00Z'),
  end: new Date('2026-03-02T09:30:00Z'),
  isAllDay: false,
  timeZone: 'W. Europe Standard Time',
  location: 'Room 3',
  isCancelled: false,
  isReminderOn: true,
  isOnlineMeeting: false,
};
const weekly: EventRecurrence = {
  pattern: 'weekly',
  interval: 2,
  daysOfWeek: ['monday', 'friday'],
  startDate: '2026-03-02',
  endDate: '2026-06-30',
};
const meeting = {
  itemClass: 'IPM.Appointment',
  subject: 'Design review',
  from: { name: 'Ann', address: 'ann@contoso.example' },
  to: [{ name: 'Ben', address: 'ben@contoso.example' }],
  cc: [{ address: 'room3@contoso.example' }],
  createdAt: new Date('2026-02-01T10:00:00Z'),
  modifiedAt: new Date('2026-02-02T10:00:00Z'),
  sensitivity: 'normal' as const,
  body: { format: 'text' as const, content: 'We look at the new design.' },
  event: review,
};
const whenOf = (event: Partial<EventFacts>) =>
  /^When: (.*)$/m.exec(textOf(documentOf({ ...meeting, event: { ...review, ...event } })))?.[1];

describe('the document of an event', () => {
  it('says when, where and with whom, and then its text', () => {
    const document = documentOf(meeting, { folderPath: 'Calendar/Team' });
    expect(document.title).toBe('Design review');
    expect(textOf(document)).toBe(
      'Title: Design review\n' +
        'When: Monday 2026-03-02 09:00 – 10:30 (W. Europe Standard Time)\n' +
        'Where: Room 3\n' +
        'Organizer: Ann <ann@contoso.example>\n' +
        'Attendees: Ben <ben@contoso.example>, room3@contoso.example\n' +
        'Calendar: Team\n\nWe look at the new design.\n',
    );
  });

  it('has the fields of the native connector', () => {
    const values = valuesOf(documentOf({ ...meeting, event: { ...review, recurrence: weekly } }));
    expect(values).toEqual({
      _created_at: meeting.createdAt,
      _last_updated_at: meeting.modifiedAt,
      _category: 'CALENDAR',
      _authors: ['ann@contoso.example'],
      xchng_title: 'Design review',
      xchng_subject: 'Design review',
      xchng_folder: 'Inbox',
      xchng_accountOwner: 'ann@contoso.example',
      xchng_hasAttachment: 'false',
      xchng_eventStartTime: review.start,
      xchng_eventEndTime: review.end,
      xchng_location: 'Room 3',
      xchng_organizer: 'ann@contoso.example',
      xchng_attendees: 'ben@contoso.example, room3@contoso.example',
      xchng_Recurrence: 'every 2 weeks on Monday and Friday',
      xchng_isReminderOn: 'true',
      xchng_isOnlineMeeting: 'false',
      xchng_isCancelled: 'false',
      xchng_sensitivity: 'normal',
    });
  });

  it.each<[string, Partial<EventFacts>, string | undefined]>([
    [
      'ends on another day',
      { end: new Date('2026-03-03T09:00:00Z') },
      'Monday 2026-03-02 09:00 – Tuesday 2026-03-03 10:00 (W. Europe Standard Time)',
    ],
    ['has no zone', { timeZone: undefined as never }, 'Monday 2026-03-02 08:00 – 09:30 (UTC)'],
    [
      'has a zone of its own',
      { timeZone: 'tzone://Microsoft/Custom' },
      'Monday 2026-03-02 08:00 – 09:30 (UTC; made in tzone://Microsoft/Custom)',
    ],
    [
      'lasts a day',
      { isAllDay: true, start: new Date('2026-03-02'), end: new Date('2026-03-03') },
      'Monday 2026-03-02 (all day)',
    ],
    [
      'lasts days',
      { isAllDay: true, start: new Date('2026-03-02'), end: new Date('2026-03-05') },
      'Monday 2026-03-02 – Wednesday 2026-03-04 (all day)',
    ],
    ['has no time', { start: undefined as never, end: undefined as never }, undefined],
  ])('of one that %s says so', (_what, event, expected) => {
    expect(whenOf(event)).toBe(expected);
  });

  it('is known by its iCalendar id, which updates keep, in each mailbox by itself', () => {
    const id = (other: object, address = 'ann@contoso.example') =>
      documentIdOf({ address, store: 'primary' }, testMessage({ ...meeting, ...other }));
    expect(id({ searchKey: 'aa', itemId: '1' })).toBe(id({ searchKey: 'bb', itemId: '2' }));
    expect(id({})).not.toBe(id({ event: { ...review, uid: 'another' } }));
    expect(id({})).not.toBe(id({}, 'ben@contoso.example'));
  });

  it('is put again when the event changes, and not for a change of the order of the tree', () => {
    const print = (other: object, folderPath = 'Calendar') =>
      fingerprintOf(contextOf({ ...meeting, ...other }, { folderPath }));
    expect(print({})).toBe(print({}, 'Elsewhere/Calendar'));
    expect(print({})).not.toBe(print({ event: { ...review, isReminderOn: false } }));
    expect(print({})).not.toBe(print({ event: { ...review, recurrence: weekly } }));
    expect(print({})).not.toBe(print({}, 'Team'));
  });

  it('has its attachments beside it', async () => {
    const { document } = await build({ name: 'a.txt' }, fileContent('text'), contextOf(meeting));
    expect(valuesOf(document)).toMatchObject({ _category: 'CALENDAR_ATTACHMENT', xchng_parentDocument: 'm-1' });
  });
});

describe('the pattern of a series', () => {
  const every = (pattern: EventRecurrence['pattern'], other: Partial<EventRecurrence> = {}): EventRecurrence => ({
    pattern,
    interval: 1,
    daysOfWeek: [],
    ...other,
  });
  it.each<[EventRecurrence, string]>([
    [every('daily'), 'every day'],
    [
      every('daily', { interval: 3, startDate: '2026-01-05', occurrences: 10 }),
      'every 3 days, from 2026-01-05 10 times',
    ],
    [weekly, 'every 2 weeks on Monday and Friday, from 2026-03-02 until 2026-06-30'],
    [
      every('weekly', { daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] }),
      'every week on Monday, Tuesday, Wednesday, Thursday and Friday',
    ],
    [every('absoluteMonthly', { dayOfMonth: 31 }), 'every month on day 31'],
    [every('relativeMonthly', { index: 'last', daysOfWeek: ['friday'] }), 'every month on the last Friday'],
    [every('absoluteYearly', { dayOfMonth: 24, month: 12 }), 'every year on 24 December'],
    [
      every('relativeYearly', { index: 'first', daysOfWeek: ['monday'], month: 5 }),
      'every year on the first Monday of May',
    ],
    [
      every('relativeMonthly', { index: 'first', daysOfWeek: ['saturday', 'sunday'] }),
      'every month on the first weekend day',
    ],
    [every('unknown', { startDate: '2026-01-05' }), 'in a pattern of its own, from 2026-01-05'],
  ])('%j is said in words', (recurrence, expected) => {
    expect(recurrenceText(recurrence)).toBe(expected);
  });
});
