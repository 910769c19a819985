import type { MailMessage, MailParty } from './mail-message.ts';
import { cleanLine, cut } from './text.ts';

/** Characters of a line of the header block: names of a thousand recipients would bury the message. */
const lineCharacters = 2000;

/** The lines that stand above a message's text: label and value, only those the message has. */
export function headerLines(message: MailMessage, folderPath: string): readonly (readonly [string, string])[] {
  const lines: readonly (readonly [string, string])[] = [
    ['From', message.from === undefined ? '' : describe(message.from)],
    ['To', message.to.map(describe).join(', ')],
    ['Cc', message.cc.map(describe).join(', ')],
    ['Date', (message.sentAt ?? message.receivedAt ?? message.createdAt)?.toISOString() ?? ''],
    ['Subject', message.subject ?? ''],
    ['Folder', folderPath],
  ];
  return lines
    .map(([label, value]) => [label, cut(cleanLine(value), lineCharacters)] as const)
    .filter(([, value]) => value !== '');
}

function describe({ name, address }: MailParty): string {
  if (name === undefined || name === address) return address ?? '';
  return address === undefined ? name : `${name} <${address}>`;
}
