import type { Contact, PhysicalAddress } from '@microsoft/microsoft-graph-types';
import type { ContactAddress, ContactFacts, ContactPhone, MailMessage } from '../sync/ports/index.ts';
import { clean, textOf } from './clean-text.ts';
import { propertyOf, type WithProperties } from './properties.ts';
import { compact, dateOf, searchKeyOf, sensitivityOf } from './to-mail-message.ts';

/** A contact as Graph sends it; whatever it lacks is null, absent or empty. */
export type GraphContact = Omit<Contact, 'singleValueExtendedProperties'> & WithProperties;

/** A contact of Graph as plain data, with its members as reading through EWS has them. */
export function toContact(source: GraphContact, itemId: string): MailMessage {
  const notes = textOf(source.personalNotes);
  return compact<MailMessage>({
    itemId,
    changeKey: textOf(source.changeKey),
    searchKey: searchKeyOf(source),
    itemClass: textOf(propertyOf(source, 'messageClass')) ?? 'IPM.Contact',
    subject: textOf(source.displayName),
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    createdAt: dateOf(source.createdDateTime),
    modifiedAt: dateOf(source.lastModifiedDateTime),
    sensitivity: sensitivityOf(source),
    categories: (source.categories ?? []).map(clean),
    contact: factsOf(source),
    body: notes === undefined ? undefined : { format: 'text', content: notes },
    attachments: [],
  });
}

function factsOf(source: GraphContact): ContactFacts {
  return compact<ContactFacts>({
    emails: (source.emailAddresses ?? []).flatMap(({ address }) => textOf(address) ?? []),
    companyName: textOf(source.companyName),
    department: textOf(source.department),
    jobTitle: textOf(source.jobTitle),
    profession: textOf(source.profession),
    manager: textOf(source.manager),
    officeLocation: textOf(source.officeLocation),
    phones: [
      ...phones('business', source.businessPhones),
      ...phones('home', source.homePhones),
      ...phones('mobile', [source.mobilePhone ?? '']),
    ],
    addresses: [
      ...address('business', source.businessAddress),
      ...address('home', source.homeAddress),
      ...address('other', source.otherAddress),
    ],
    birthday: dateOf(source.birthday),
  });
}

function phones(kind: ContactPhone['kind'], numbers: readonly string[] | null | undefined): readonly ContactPhone[] {
  return (numbers ?? []).flatMap((given) => {
    const number = textOf(given);
    return number === undefined ? [] : { kind, number };
  });
}

function address(kind: ContactAddress['kind'], given: PhysicalAddress | null | undefined): readonly ContactAddress[] {
  const found = compact<ContactAddress>({
    kind,
    street: textOf(given?.street),
    postalCode: textOf(given?.postalCode),
    city: textOf(given?.city),
    state: textOf(given?.state),
    country: textOf(given?.countryOrRegion),
  });
  return Object.keys(found).length > 1 ? [found] : [];
}
