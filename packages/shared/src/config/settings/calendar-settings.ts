import { setting } from '../setting.ts';
import { wholeNumber } from '../types/number-types.ts';
import { flag } from '../types/word-types.ts';

/** Most days that a calendar's window goes in each direction: ten years. */
const mostDays = 3660;

/** What is indexed beside mail. */
export const calendarSettings = {
  indexCalendars: setting({
    name: 'INDEX_CALENDARS',
    type: flag,
    default: 'true',
    doc: 'Index the events of calendars. A series is one document with its pattern; cancelled events are left out.',
    advice:
      'Turn it off if mail alone is to be found; what was indexed of calendars leaves the index. Through Microsoft Graph it needs the permission Calendars.Read.',
  }),
  calendarDaysBack: setting({
    name: 'CALENDAR_DAYS_BACK',
    type: wholeNumber(0, mostDays, 'days'),
    default: '365',
    doc: 'How long ago an event may have ended to be indexed; a series by its last date.',
    advice: 'The window moves on once a week, so that an event may stay up to a week longer.',
  }),
  calendarDaysAhead: setting({
    name: 'CALENDAR_DAYS_AHEAD',
    type: wholeNumber(0, mostDays, 'days'),
    default: '365',
    doc: 'How far ahead an event may begin to be indexed; a series by its first date.',
    advice: 'The window moves on once a week, so that an event may come up to a week earlier.',
  }),
  indexContacts: setting({
    name: 'INDEX_CONTACTS',
    type: flag,
    default: 'false',
    doc: 'Index the contacts that people keep in their mailboxes.',
    advice:
      'Off by default, as contacts hold private addresses and telephone numbers. Only those who may see the mailbox find them. Through Microsoft Graph it needs the permission Contacts.Read.',
  }),
} as const;
