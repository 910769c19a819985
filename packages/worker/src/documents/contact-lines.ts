import type { ContactAddress, ContactFacts } from './contact-facts.ts';
import type { HeaderLine } from './header-line.ts';
import { usableDate } from './usable-date.ts';

/** The lines above a contact's notes: who the person is and how to reach them. */
export function contactLines(contact: ContactFacts, categories: readonly string[]): readonly HeaderLine[] {
  return [
    ['Company', contact.companyName ?? ''],
    ['Department', contact.department ?? ''],
    ['Job title', contact.jobTitle ?? ''],
    ['Profession', contact.profession ?? ''],
    ['Manager', contact.manager ?? ''],
    ['Office', contact.officeLocation ?? ''],
    ['Email', contact.emails.join(', ')],
    ...contact.phones.map(({ kind, number }): HeaderLine => [phoneLabels[kind], number]),
    ...contact.addresses.map((address): HeaderLine => [addressLabels[address.kind], addressText(address)]),
    ['Birthday', usableDate(contact.birthday)?.toISOString().slice(0, 10) ?? ''],
    ['Categories', categories.join(', ')],
  ];
}

const phoneLabels = { business: 'Business phone', home: 'Home phone', mobile: 'Mobile phone' } as const;
const addressLabels = { business: 'Business address', home: 'Home address', other: 'Other address' } as const;

/** An address on one line. */
export function addressText({ street, postalCode, city, state, country }: ContactAddress): string {
  const town = [postalCode, city].filter((part) => part !== undefined).join(' ');
  return [street, town, state, country].filter((part) => part !== undefined && part !== '').join(', ');
}
