import type { WorldAddress, WorldContact } from '../mail/index.ts';
import { type MessageProperty, messageProperties } from './message-properties.ts';

const ofContact =
  (read: (contact: WorldContact) => unknown): MessageProperty =>
  ({ message }) => {
    const { contact } = message();
    return contact === undefined ? null : read(contact);
  };

const { createdDateTime, lastModifiedDateTime, changeKey, categories, parentFolderId } = messageProperties as Readonly<
  Record<string, MessageProperty>
>;
const shared = { createdDateTime, lastModifiedDateTime, changeKey, categories, parentFolderId };

/** Properties of a contact of v1.0, by name. */
export const contactProperties: Readonly<Record<string, MessageProperty>> = {
  ...(shared as Readonly<Record<string, MessageProperty>>),
  displayName: ({ message }) => message().subject ?? '',
  personalNotes: ({ message }) => message().body.text,
  emailAddresses: ofContact(({ emails }) => emails.map((address) => ({ name: address, address }))),
  companyName: ofContact(({ companyName }) => companyName ?? null),
  department: ofContact(({ department }) => department ?? null),
  jobTitle: ofContact(({ jobTitle }) => jobTitle ?? null),
  profession: ofContact(({ profession }) => profession ?? null),
  manager: ofContact(({ manager }) => manager ?? null),
  officeLocation: ofContact(({ officeLocation }) => officeLocation ?? null),
  businessPhones: ofContact(({ businessPhones }) => businessPhones),
  homePhones: ofContact(({ homePhones }) => homePhones),
  mobilePhone: ofContact(({ mobilePhone }) => mobilePhone ?? null),
  businessAddress: ofContact(({ businessAddress }) => address(businessAddress)),
  homeAddress: ofContact(({ homeAddress }) => address(homeAddress)),
  otherAddress: () => ({}),
  birthday: ofContact(({ birthday }) => birthday?.toISOString().replace(/\.\d+Z$/, 'Z') ?? null),
};

/** Empty without an address. */
function address(given: WorldAddress | undefined) {
  if (given === undefined) return {};
  const { country, ...rest } = given;
  return { ...rest, ...(country === undefined ? {} : { countryOrRegion: country }) };
}
