import {
  AppointmentSchema,
  BasePropertySet,
  ContactSchema,
  EmailMessageSchema,
  ExtendedPropertyDefinition,
  ItemId,
  ItemSchema,
  MapiPropertyType,
  PropertySet,
} from 'ews-javascript-api';
import { type Failure, toFailure } from '../errors.ts';
import type { FetchOutcome, MailMessage } from '../sync/ports/index.ts';
import { calendarProperties } from './calendar-properties.ts';
import type { EwsClient } from './ews-client.ts';
import { child, type XmlElement } from './read-xml.ts';
import { isUnreadable, kindOfItemCode } from './response-codes.ts';
import type { ResponseMessage } from './response-message.ts';
import { toContact } from './to-contact.ts';
import { toEvent } from './to-event.ts';
import { toMailMessage } from './to-mail-message.ts';

/** PidTagSearchKey (MS-OXPROPS). */
export const searchKeyProperty = new ExtendedPropertyDefinition(0x300b, MapiPropertyType.Binary);

/** Everything that a message is made of, and nothing else. No body type is asked for: the message keeps its own. */
export function messageProperties(): PropertySet {
  return new PropertySet(BasePropertySet.IdOnly, [
    ItemSchema.ItemClass,
    ItemSchema.Subject,
    ItemSchema.Sensitivity,
    ItemSchema.Body,
    ItemSchema.Attachments,
    ItemSchema.DateTimeReceived,
    ItemSchema.Categories,
    ItemSchema.Importance,
    ItemSchema.DateTimeSent,
    ItemSchema.DateTimeCreated,
    ItemSchema.LastModifiedTime,
    ItemSchema.Flag,
    EmailMessageSchema.ToRecipients,
    EmailMessageSchema.CcRecipients,
    EmailMessageSchema.BccRecipients,
    EmailMessageSchema.ReplyTo,
    EmailMessageSchema.From,
    EmailMessageSchema.ConversationTopic,
    EmailMessageSchema.InternetMessageId,
    EmailMessageSchema.IsRead,
    // Of meeting messages and events; others do not have them.
    AppointmentSchema.Start,
    AppointmentSchema.End,
    AppointmentSchema.Location,
    AppointmentSchema.Organizer,
    // Of events alone.
    AppointmentSchema.ICalUid,
    AppointmentSchema.IsAllDayEvent,
    AppointmentSchema.IsCancelled,
    AppointmentSchema.IsOnlineMeeting,
    AppointmentSchema.RequiredAttendees,
    AppointmentSchema.OptionalAttendees,
    AppointmentSchema.Resources,
    AppointmentSchema.Recurrence,
    ItemSchema.IsReminderSet,
    ...calendarProperties,
    // Of contacts alone.
    ContactSchema.DisplayName,
    ContactSchema.CompanyName,
    ContactSchema.Department,
    ContactSchema.JobTitle,
    ContactSchema.Profession,
    ContactSchema.Manager,
    ContactSchema.OfficeLocation,
    ContactSchema.EmailAddresses,
    ContactSchema.PhoneNumbers,
    ContactSchema.PhysicalAddresses,
    ContactSchema.Birthday,
    searchKeyProperty,
  ]);
}

/** Addresses that open an item in Outlook on the web. */
export interface WebLinks {
  message(itemId: string): string;
  event(itemId: string): string;
}

/** What is fetched. */
export interface ItemsToGet {
  readonly itemIds: readonly string[];
  readonly webLink: WebLinks;
  readonly signal: AbortSignal;
}

/** Fetches messages, one outcome for each id in the same order. */
export async function getItems(client: EwsClient, request: ItemsToGet): Promise<readonly FetchOutcome<MailMessage>[]> {
  try {
    return await getAll(client, request);
  } catch (thrown) {
    const [, ...others] = request.itemIds;
    const failure = toFailure(thrown);
    // Several ids: any of them may be to blame, and callers ask for fewer at a time.
    if (others.length > 0 || !isUnreadable(failure)) throw thrown;
    return [{ ok: false, failure: { ...failure, kind: 'permanent' } }];
  }
}

async function getAll(client: EwsClient, request: ItemsToGet): Promise<readonly FetchOutcome<MailMessage>[]> {
  const { itemIds, webLink, signal } = request;
  const messages = await client.call({
    operation: 'GetItem',
    expected: itemIds.length,
    batch: true,
    signal,
    request: (service) =>
      service.BindToItems(
        itemIds.map((id) => new ItemId(id)),
        messageProperties(),
      ),
  });
  return itemIds.map((itemId, position) => {
    const answered = messages[position];
    if (answered === undefined || answered.isError) return failed(answered);
    const [item] = child(answered.element, 'Items')?.children ?? [];
    if (item === undefined) return { ok: false, failure: noItem };
    return { ok: true, value: toItem(item, itemId, webLink) };
  });
}

function toItem(item: XmlElement, itemId: string, webLink: WebLinks): MailMessage {
  if (item.name === 'CalendarItem') return toEvent(item, { itemId, link: webLink.event(itemId) });
  if (item.name === 'Contact') return toContact(item, { itemId });
  return toMailMessage(item, { itemId, link: webLink.message(itemId) });
}

const noItem: Failure = { code: 'ews.unreadable-item', kind: 'permanent', message: 'the answer holds no such item' };

function failed(answered: ResponseMessage | undefined): FetchOutcome<MailMessage> {
  const code = answered?.code ?? 'ErrorInternalServerError';
  return {
    ok: false,
    failure: { code, kind: kindOfItemCode(code), message: `Exchange answered ${code} for this item` },
  };
}
