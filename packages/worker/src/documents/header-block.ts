import type { MailMessage, MailParty } from './mail-message.ts';
import { cleanLine, cut } from './text.ts';
import { usableDate } from './usable-date.ts';

/** Characters of a line of the header block: names of a thousand recipients would bury the message. */
const lineCharacters = 2000;

/** Label and value. */
export type HeaderLine = readonly [string, string];

/** The lines that stand above a message's text: only those the message has, then `more`. */
export function headerLines(
  message: MailMessage,
  folderPath: string,
  more: readonly HeaderLine[],
): readonly HeaderLine[] {
  const lines: readonly HeaderLine[] = [
    ['From', message.from === undefined ? '' : describe(message.from)],
    ['To', message.to.map(describe).join(', ')],
    ['Cc', message.cc.map(describe).join(', ')],
    ['Date', usableDate(message.sentAt, message.receivedAt, message.createdAt)?.toISOString() ?? ''],
    ...meetingLines(message),
    ['Subject', message.subject ?? ''],
    ['Folder', folderPath],
    ...more,
  ];
  return lines
    .map(([label, value]) => [label, cut(cleanLine(value), lineCharacters)] as const)
    .filter(([, value]) => value !== '');
}

function meetingLines({ meeting }: MailMessage): readonly HeaderLine[] {
  if (meeting === undefined) return [];
  const times = [usableDate(meeting.start), usableDate(meeting.end)].flatMap((time) => time?.toISOString() ?? []);
  return [
    ['When', times.join(' – ')],
    ['Where', meeting.location ?? ''],
    ['Organizer', meeting.organizer === undefined ? '' : describe(meeting.organizer)],
  ];
}

function describe({ name, address }: MailParty): string {
  if (name === undefined || name === address) return address ?? '';
  return address === undefined ? name : `${name} <${address}>`;
}
