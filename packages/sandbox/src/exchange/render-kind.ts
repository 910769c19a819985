import type { WorldItem, WorldMessage } from '../mail/index.ts';
import { contactParts } from './render-contact.ts';
import { eventParts } from './render-event.ts';
import { several, single } from './render-party.ts';
import { typed, utc } from './xml.ts';

/** What the parts of a kind of item are made from. */
interface KindOptions {
  readonly message: WorldMessage;
  /** Absent for an attached message. */
  readonly item: WorldItem | undefined;
  /** The text, if the field is to be shown. */
  readonly show: (field: string, text: () => string) => string;
}

type Parts = (options: KindOptions) => readonly string[];

const isRead = ({ item }: KindOptions): string => (item === undefined ? '' : typed('IsRead', String(item.isRead)));

const messageParts: Parts = (options) => {
  const { message, show } = options;
  return [
    show('message:Sender', () => single('Sender', message.sender)),
    show('message:ToRecipients', () => several('ToRecipients', message.to)),
    show('message:CcRecipients', () => several('CcRecipients', message.cc)),
    show('message:BccRecipients', () => several('BccRecipients', message.bcc)),
    show('message:ConversationTopic', () => typed('ConversationTopic', message.conversationTopic)),
    show('message:From', () => single('From', message.from)),
    show('message:InternetMessageId', () => typed('InternetMessageId', message.internetMessageId)),
    show('message:IsRead', () => isRead(options)),
    show('message:References', () => typed('References', message.references)),
    show('message:ReplyTo', () => several('ReplyTo', message.replyTo)),
  ];
};

const postParts: Parts = (options) => {
  const { message, show } = options;
  return [
    show('message:ConversationTopic', () => typed('ConversationTopic', message.conversationTopic)),
    show('message:From', () => single('From', message.from)),
    show('message:InternetMessageId', () => typed('InternetMessageId', message.internetMessageId)),
    show('message:IsRead', () => isRead(options)),
    show('message:References', () => typed('References', message.references)),
    show('message:Sender', () => single('Sender', message.sender)),
  ];
};

const timeAndPlace: Parts = ({ message: { meeting }, show }) => [
  show('calendar:Start', () => typed('Start', utc(meeting?.start))),
  show('calendar:End', () => typed('End', utc(meeting?.end))),
  show('calendar:Location', () => typed('Location', meeting?.location)),
];

const organizer: Parts = ({ message: { meeting }, show }) => [
  show('calendar:Organizer', () => single('Organizer', meeting?.organizer)),
];

const uid: Parts = ({ message: { meeting }, show }) => [show('calendar:UID', () => typed('UID', meeting?.uid))];

const answers: readonly (readonly [ending: string, answer: string])[] = [
  ['.Pos', 'Accept'],
  ['.Neg', 'Decline'],
  ['.Tent', 'Tentative'],
];

const responseType: Parts = ({ message: { itemClass }, show }) => [
  show('meeting:ResponseType', () =>
    typed('ResponseType', answers.find(([ending]) => itemClass.endsWith(ending))?.[1]),
  ),
];

const requestType: Parts = ({ show }) => [
  show('meetingRequest:MeetingRequestType', () => typed('MeetingRequestType', 'NewMeetingRequest')),
];

const namesAlone: Parts = ({ message, show }) => [
  show('contacts:FileAs', () => typed('FileAs', message.subject)),
  show('contacts:DisplayName', () => typed('DisplayName', message.subject)),
];

/** A contact, or a message that was made one and has a name alone. */
const contact: Parts = (options) => {
  const { message, show } = options;
  return message.contact === undefined ? namesAlone(options) : contactParts(message.subject, message.contact, show);
};

/** An event, or a message that was made one and has what a meeting has. */
const event: Parts = (options) => {
  const { message, show } = options;
  if (message.event !== undefined) return eventParts(message.event, show);
  return [uid, timeAndPlace, organizer].flatMap((parts) => parts(options));
};

const taskParts: Parts = ({ show }) => [
  show('task:IsComplete', () => typed('IsComplete', 'false')),
  show('task:Status', () => typed('Status', 'NotStarted')),
];

/** What each kind of item has beside the fields of all items, in the schema's order. */
const kinds: Readonly<Record<string, readonly Parts[]>> = {
  Message: [messageParts],
  MeetingMessage: [messageParts, uid],
  MeetingRequest: [messageParts, uid, requestType, timeAndPlace, organizer],
  MeetingResponse: [messageParts, responseType, uid, timeAndPlace],
  MeetingCancellation: [messageParts, uid, timeAndPlace],
  PostItem: [postParts],
  CalendarItem: [event],
  Contact: [contact],
  Task: [taskParts],
};

export function partsOfKind(element: string, options: KindOptions): readonly string[] {
  return (kinds[element] ?? []).flatMap((parts) => parts(options));
}
