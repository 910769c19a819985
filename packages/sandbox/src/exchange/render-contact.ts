import type { WorldAddress, WorldContact } from '../mail/index.ts';
import { escapeXml, typed, utc } from './xml.ts';

type Show = (field: string, text: () => string) => string;

/** What a contact has beside the fields of all items, in the schema's order. */
export function contactParts(name: string | undefined, contact: WorldContact, show: Show): readonly string[] {
  const field = (element: string, value: () => string | undefined) =>
    show(`contacts:${element}`, () => typed(element, value()));
  return [
    field('FileAs', () => name),
    field('DisplayName', () => name),
    field('CompanyName', () => contact.companyName),
    show('contacts:EmailAddresses', () => entries('EmailAddresses', emailsOf(contact))),
    show('contacts:PhysicalAddresses', () => entries('PhysicalAddresses', addressesOf(contact))),
    show('contacts:PhoneNumbers', () => entries('PhoneNumbers', phonesOf(contact))),
    field('Birthday', () => utc(contact.birthday)),
    field('Department', () => contact.department),
    field('JobTitle', () => contact.jobTitle),
    field('Manager', () => contact.manager),
    field('OfficeLocation', () => contact.officeLocation),
    field('Profession', () => contact.profession),
  ];
}

/** Key and content of an entry of a dictionary. */
type Entry = readonly [key: string, content: string];

function entries(name: string, all: readonly Entry[]): string {
  if (all.length === 0) return '';
  return `<t:${name}>${all.map(([key, content]) => `<t:Entry Key="${key}">${content}</t:Entry>`).join('')}</t:${name}>`;
}

function emailsOf({ emails }: WorldContact): readonly Entry[] {
  return emails.map((address, position) => [`EmailAddress${position + 1}`, escapeXml(address)]);
}

function phonesOf({ businessPhones, homePhones, mobilePhone }: WorldContact): readonly Entry[] {
  const numbers: readonly (readonly [string, string | undefined])[] = [
    ['BusinessPhone', businessPhones[0]],
    ['BusinessPhone2', businessPhones[1]],
    ['HomePhone', homePhones[0]],
    ['HomePhone2', homePhones[1]],
    ['MobilePhone', mobilePhone],
  ];
  return numbers.flatMap(([key, number]) => (number === undefined ? [] : [[key, escapeXml(number)] as const]));
}

function addressesOf({ businessAddress, homeAddress }: WorldContact): readonly Entry[] {
  const all: readonly (readonly [string, WorldAddress | undefined])[] = [
    ['Business', businessAddress],
    ['Home', homeAddress],
  ];
  return all.flatMap(([key, address]) => (address === undefined ? [] : [[key, partsOf(address)] as const]));
}

function partsOf({ street, city, state, country, postalCode }: WorldAddress): string {
  return [
    typed('Street', street),
    typed('City', city),
    typed('State', state),
    typed('CountryOrRegion', country),
    typed('PostalCode', postalCode),
  ].join('');
}
