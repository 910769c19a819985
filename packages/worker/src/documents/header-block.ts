import { contactLines } from './contact-lines.ts';
import { describeParty } from './describe-party.ts';
import { eventLines } from './event-lines.ts';
import { leafOf } from './folder-leaf.ts';
import type { HeaderLine } from './header-line.ts';
import type { MailMessage } from './mail-message.ts';
import { cleanLine, cut } from './text.ts';
import { usableDate } from './usable-date.ts';

/** Characters of a line of the header block: names of a thousand recipients would bury the message. */
const lineCharacters = 2000;

/** The lines that stand above a message's text: only those the message has, then `more`. */
export function headerLines(
  message: MailMessage,
  folderPath: string,
  more: readonly HeaderLine[],
): readonly HeaderLine[] {
  return [...linesOf(message, folderPath), ...more]
    .map(([label, value]) => [label, cut(cleanLine(value), lineCharacters)] as const)
    .filter(([, value]) => value !== '');
}

function linesOf(message: MailMessage, folderPath: string): readonly HeaderLine[] {
  const { event, contact, subject = '' } = message;
  if (event !== undefined) return [['Title', subject], ...eventLines(message, event), ['Calendar', leafOf(folderPath)]];
  if (contact !== undefined) return [['Name', subject], ...contactLines(contact, message.categories)];
  return [
    ['From', message.from === undefined ? '' : describeParty(message.from)],
    ['To', message.to.map(describeParty).join(', ')],
    ['Cc', message.cc.map(describeParty).join(', ')],
    ['Date', usableDate(message.sentAt, message.receivedAt, message.createdAt)?.toISOString() ?? ''],
    ...meetingLines(message),
    ['Subject', subject],
    ['Folder', folderPath],
  ];
}

function meetingLines({ meeting }: MailMessage): readonly HeaderLine[] {
  if (meeting === undefined) return [];
  const times = [usableDate(meeting.start), usableDate(meeting.end)].flatMap((time) => time?.toISOString() ?? []);
  return [
    ['When', times.join(' – ')],
    ['Where', meeting.location ?? ''],
    ['Organizer', meeting.organizer === undefined ? '' : describeParty(meeting.organizer)],
  ];
}
