import ICAL from 'ical.js';
import type { WorldMeeting } from './model.ts';

/** What a calendar part makes of the message that it came with. */
export interface MeetingMessage {
  readonly itemClass: string;
  readonly meeting: WorldMeeting;
}

/** Reads an invitation, an answer to one or a cancellation (RFC 5546); undefined for anything else, broken ones too. */
export function meetingOf(calendar: string, method: string | undefined): MeetingMessage | undefined {
  try {
    const component = new ICAL.Component(ICAL.parse(calendar));
    const event = component.getFirstSubcomponent('vevent');
    const said = method ?? String(component.getFirstPropertyValue('method') ?? '');
    const itemClass = event === null ? undefined : classOf(said.toUpperCase(), event);
    return event === null || itemClass === undefined ? undefined : { itemClass, meeting: meetingIn(event) };
  } catch {
    return undefined;
  }
}

const answers: Readonly<Record<string, string>> = { ACCEPTED: 'Pos', DECLINED: 'Neg', TENTATIVE: 'Tent' };

function classOf(method: string, event: ICAL.Component): string | undefined {
  if (method === 'REQUEST') return 'IPM.Schedule.Meeting.Request';
  if (method === 'CANCEL') return 'IPM.Schedule.Meeting.Canceled';
  const status = String(event.getFirstProperty('attendee')?.getFirstParameter('partstat') ?? '').toUpperCase();
  const answer = method === 'REPLY' ? answers[status] : undefined;
  return answer === undefined ? undefined : `IPM.Schedule.Meeting.Resp.${answer}`;
}

function meetingIn(component: ICAL.Component): WorldMeeting {
  const event = new ICAL.Event(component);
  const organizer = component.getFirstProperty('organizer');
  return {
    uid: event.uid,
    start: event.startDate.toJSDate(),
    end: event.endDate.toJSDate(),
    location: event.location || undefined,
    organizer:
      organizer === null
        ? undefined
        : {
            name: organizer.getFirstParameter('cn') || undefined,
            address: String(organizer.getFirstValue()).replace(/^mailto:/i, ''),
          },
  };
}
