import { describe, expect, it } from '@jest/globals';
import type { ContactFacts, EventFacts, EventRecurrence, MailMessage } from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';
import { folderAt, scopeOf } from './scopes.ts';

type Env = Readonly<Record<string, string>>;

const day = 24 * 60 * 60 * 1000;
const noon = new Date('2026-03-10T12:00:00Z');
const at = (days: number) => new Date(noon.getTime() + days * day);
const facts = (from: number, other: Partial<EventFacts> = {}): EventFacts => ({
  start: at(from),
  end: at(from + 1 / 24),
  isAllDay: false,
  isCancelled: false,
  isReminderOn: false,
  isOnlineMeeting: false,
  ...other,
});
const event = (from: number, other: Partial<EventFacts> = {}, message: Partial<MailMessage> = {}) =>
  testMessage({ itemClass: 'IPM.Appointment', event: facts(from, other), ...message });
const series = (from: number, other: Partial<EventRecurrence>) =>
  event(from, { recurrence: { pattern: 'weekly', interval: 1, daysOfWeek: [], ...other } });
const reasonFor = (message: MailMessage, env: Env = {}, now = noon) => scopeOf(env).refuses(message, now);
const dateOf = (days: number) => at(days).toISOString().slice(0, 10);

describe('an event', () => {
  it.each([
    [-400, false],
    [-364, true],
    [0, true],
    [364, true],
    [400, false],
  ])('that begins %p days from now is wanted by default: %p', (days, wanted) => {
    expect(reasonFor(event(days))).toBe(wanted ? undefined : 'filtered.calendar-window');
  });

  it('is in a window that settings widen and narrow', () => {
    const env = { CALENDAR_DAYS_BACK: '30', CALENDAR_DAYS_AHEAD: '600' };
    expect(reasonFor(event(-60), env)).toBe('filtered.calendar-window');
    expect(reasonFor(event(590), env)).toBeUndefined();
  });

  it('counts by its end when it began before the window', () => {
    expect(reasonFor(event(-400, { end: at(-300) }))).toBeUndefined();
  });

  it.each<[string, Partial<EventRecurrence>, number, boolean]>([
    ['without an end', {}, -3000, true],
    ['that ended long ago', { endDate: dateOf(-500) }, -3000, false],
    ['that ended lately', { endDate: dateOf(-300) }, -3000, true],
    ['of so few dates that it is over', { occurrences: 10 }, -3000, false],
    ['of so many dates that it goes on', { occurrences: 1000 }, -3000, true],
    ['with a pattern nobody knows', { pattern: 'unknown', occurrences: 3 }, -3000, true],
    ['that begins beyond the window', {}, 500, false],
  ])('that is a series %s', (_what, recurrence, from, wanted) => {
    expect(reasonFor(series(from, recurrence))).toBe(wanted ? undefined : 'filtered.calendar-window');
  });

  it('that was cancelled is out', () => {
    expect(reasonFor(event(0, { isCancelled: true }))).toBe('filtered.cancelled');
  });

  it('without any time is out', () => {
    const { start: _start, end: _end, ...timeless } = facts(0);
    expect(reasonFor(testMessage({ event: timeless }))).toBe('filtered.calendar-window');
  });

  it('is out when calendars are not wanted', () => {
    expect(reasonFor(event(0), { INDEX_CALENDARS: 'false' })).toBe('filtered.calendar');
  });

  it('obeys the filters of mail by who it is from and for, and by its mark', () => {
    const from = { address: 'x@law.example' };
    expect(reasonFor(event(0, {}, { sensitivity: 'private' }))).toBe('filtered.sensitivity');
    expect(reasonFor(event(0, {}, { from }), { SENDER_DOMAIN_EXCLUDE: 'law.example' })).toBe('filtered.sender');
    expect(reasonFor(event(0, {}, { to: [from] }), { RECIPIENT_DOMAIN_EXCLUDE: 'law.example' })).toBe(
      'filtered.recipient',
    );
  });

  it('has nothing to do with when mail was received', () => {
    expect(reasonFor(event(0, {}, { createdAt: at(-900) }), { RECEIVED_AFTER: '30d' })).toBeUndefined();
  });
});

describe('a contact', () => {
  const contact: ContactFacts = { emails: [], phones: [], addresses: [] };
  const person = testMessage({ itemClass: 'IPM.Contact', contact });
  it('is out unless contacts are wanted', () => {
    expect(reasonFor(person)).toBe('filtered.contact');
    expect(reasonFor(person, { INDEX_CONTACTS: 'true' })).toBeUndefined();
  });

  it('is neither sent nor received', () => {
    const env = {
      INDEX_CONTACTS: 'true',
      SENDER_DOMAIN_INCLUDE: 'a.example',
      RECIPIENT_DOMAIN_INCLUDE: 'a.example',
      RECEIVED_AFTER: '30d',
    };
    expect(reasonFor(person, env)).toBeUndefined();
  });

  it('that is a list of others is out', () => {
    expect(reasonFor(testMessage({ itemClass: 'IPM.DistList' }), { INDEX_CONTACTS: 'true' })).toBe(
      'filtered.contact-list',
    );
  });
});

describe('the folders of calendars and contacts', () => {
  it.each<[string, Env, boolean]>([
    ['IPF.Appointment', { INDEX_CALENDARS: 'false' }, false],
    ['IPF.Contact', { INDEX_CONTACTS: 'true' }, true],
    ['IPF.Contact.RecipientCache', { INDEX_CONTACTS: 'true' }, false],
    ['IPF.Contact.GalContacts', { INDEX_CONTACTS: 'true' }, false],
  ])('of class %s under %j', (folderClass, env, wanted) => {
    expect(scopeOf(env).wantsFolder(folderAt('X', { folderClass }))).toBe(wanted);
  });

  it('that Outlook fills by itself are out whatever their class', () => {
    const folder = folderAt('X', { folderClass: 'IPF.Contact', wellKnownNames: ['RecipientCache'] });
    expect(scopeOf({ INDEX_CONTACTS: 'true' }).wantsFolder(folder)).toBe(false);
  });

  it('obey the lists of folders', () => {
    const folder = folderAt('Calendar', { folderClass: 'IPF.Appointment', wellKnownNames: ['calendar'] });
    expect(scopeOf({ FOLDER_EXCLUDE: 'id:calendar' }).wantsFolder(folder)).toBe(false);
    expect(scopeOf({ FOLDER_INCLUDE: 'id:inbox' }).wantsFolder(folder)).toBe(false);
  });
});

describe('the window of a calendar', () => {
  const digest = (now: Date, env: Env = {}, folderClass = 'IPF.Appointment') =>
    scopeOf(env).folderDigest(folderClass, now);

  it('moves on once a week, and with it what decides about the folder', () => {
    const days = Array.from({ length: 28 }, (_, position) => digest(at(position)));
    expect(new Set(days).size).toBe(5);
    expect(digest(noon)).not.toBe(digest(noon, { CALENDAR_DAYS_BACK: '30' }));
  });

  it('decides the same on each day of its week', () => {
    for (let first = -400; first < 400; first += 1) {
      const sameStep = digest(noon) === digest(at(1));
      if (sameStep) expect(reasonFor(event(first))).toBe(reasonFor(event(first), {}, at(1)));
    }
  });

  it('is nothing that folders of mail and contacts, or the mailbox as a whole, depend on', () => {
    expect(digest(noon, {}, 'IPF.Note')).toBe('');
    expect(digest(noon, {}, 'IPF.Contact')).toBe('');
    const address = 'ann@contoso.example';
    expect(scopeOf({}).digestFor(address)).toBe(
      scopeOf({ CALENDAR_DAYS_BACK: '30', INDEX_CONTACTS: 'true' }).digestFor(address),
    );
  });
});
