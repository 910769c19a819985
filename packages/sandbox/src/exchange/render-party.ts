import type { WorldParty } from '../mail/index.ts';
import { typed } from './xml.ts';

/** One person, or nothing. */
export function single(name: string, party: WorldParty | undefined): string {
  return party === undefined ? '' : `<t:${name}>${mailbox(party)}</t:${name}>`;
}

/** Several people, or nothing. */
export function several(name: string, all: readonly WorldParty[]): string {
  return all.length === 0 ? '' : `<t:${name}>${all.map(mailbox).join('')}</t:${name}>`;
}

/** People who are asked to come, or nothing. */
export function attendees(name: string, all: readonly WorldParty[]): string {
  const each = all.map((party) => `<t:Attendee>${mailbox(party)}<t:ResponseType>Unknown</t:ResponseType></t:Attendee>`);
  return all.length === 0 ? '' : `<t:${name}>${each.join('')}</t:${name}>`;
}

function mailbox({ name, address }: WorldParty): string {
  const routing = address?.startsWith('/') ? 'EX' : 'SMTP';
  const parts = [
    typed('Name', name),
    typed('EmailAddress', address),
    address === undefined ? '' : typed('RoutingType', routing),
  ];
  return `<t:Mailbox>${parts.join('')}</t:Mailbox>`;
}
