import type { MailParty } from './mail-message.ts';

/** `Name <address>`, or what there is of it. */
export function describeParty({ name, address }: MailParty): string {
  if (name === undefined || name === address) return address ?? '';
  return address === undefined ? name : `${name} <${address}>`;
}
