import type { MailMessage } from '../documents/index.ts';
import type { CalendarWindow } from './calendar-window.ts';
import type { ScopeSettings } from './scope-settings.ts';

/** Why an event, a contact or a list of contacts stays out; undefined for what is none of these. */
export type ItemRule = (message: MailMessage, now: Date) => string | undefined;

/**
 * The rules for what is no mail. They decide about nothing else, so that they are no part of what the scope of mail is: the window
 * has its part in the scope of calendars, and whether any of it is wanted is the folders' business.
 */
export function itemRule(settings: ScopeSettings, window: CalendarWindow): ItemRule {
  const { indexCalendars, indexContacts } = settings;
  return ({ event, contact, itemClass }, now) => {
    if (event !== undefined) {
      if (!indexCalendars) return 'filtered.calendar';
      if (event.isCancelled) return 'filtered.cancelled';
      return window.contains(event, now) ? undefined : 'filtered.calendar-window';
    }
    if (contact !== undefined) return indexContacts ? undefined : 'filtered.contact';
    // A list has nothing but names that are contacts by themselves; Microsoft Graph does not show it.
    return /^ipm\.distlist(\.|$)/i.test(itemClass) ? 'filtered.contact-list' : undefined;
  };
}
