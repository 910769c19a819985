import type { MailMessage } from '../sync/ports/index.ts';
import { fromItemId, type ItemCollection } from './item-kinds.ts';
import { attachmentMembers, messageQuery } from './message-query.ts';
import { expandProperties } from './properties.ts';
import { type GraphContact, toContact } from './to-contact.ts';
import { type GraphEvent, toEvent } from './to-event.ts';
import { type GraphMessage, toMailMessage } from './to-mail-message.ts';

/** An item of any kind, as Graph sends it. */
export type GraphItem = GraphMessage | GraphEvent | GraphContact;

/** What is asked for and made of items of one kind. */
interface ItemReading {
  /** With what is known of its attachments, or without. */
  query(asked: { readonly attachments: boolean }): string;
  readonly hasAttachments: boolean;
  build(source: GraphItem, itemId: string): MailMessage;
}

const eventMembers = [
  'changeKey,subject,organizer,attendees,createdDateTime,lastModifiedDateTime,importance,sensitivity,categories,body,webLink',
  'iCalUId,start,end,isAllDay,originalStartTimeZone,location,isCancelled,isReminderOn,isOnlineMeeting,recurrence',
].join(',');

const contactMembers = [
  'changeKey,displayName,createdDateTime,lastModifiedDateTime,categories,personalNotes,emailAddresses,companyName,department',
  'jobTitle,profession,manager,officeLocation,businessPhones,homePhones,mobilePhone,businessAddress,homeAddress,otherAddress',
  'birthday',
].join(',');

const readings: Readonly<Record<ItemCollection, ItemReading>> = {
  messages: {
    query: messageQuery,
    hasAttachments: true,
    build: (source, itemId) => toMailMessage(source as GraphMessage, itemId),
  },
  events: {
    query: ({ attachments }) => {
      const expansions = [
        expandProperties(['messageClass', 'nativeBody']),
        ...(attachments ? [`attachments($select=${attachmentMembers})`] : []),
      ];
      return `?$select=${eventMembers}&$expand=${encodeURIComponent(expansions.join(','))}`;
    },
    hasAttachments: true,
    build: (source, itemId) => toEvent(source as GraphEvent, itemId),
  },
  contacts: {
    query: () => {
      const expansion = expandProperties(['searchKey', 'messageClass', 'sensitivity']);
      return `?$select=${contactMembers}&$expand=${encodeURIComponent(expansion)}`;
    },
    hasAttachments: false,
    build: (source, itemId) => toContact(source as GraphContact, itemId),
  },
};

export function readingOf(itemId: string): ItemReading {
  return readings[fromItemId(itemId).collection];
}
