import type { ContactAddress, ContactFacts, ContactPhone, MailMessage } from '../sync/ports/index.ts';
import { compact, dateIn, sensitivityIn } from './read-item.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';
import { bodyOf, categoriesOf, type MessageFacts, searchKeyOf } from './to-mail-message.ts';

/**
 * A contact as plain data. Without what Microsoft Graph does not tell: attachments, which are photographs as a rule, a link,
 * and some of the telephones.
 */
export function toContact(item: XmlElement, { itemId }: Pick<MessageFacts, 'itemId'>): MailMessage {
  return compact<MailMessage>({
    itemId,
    changeKey: child(item, 'ItemId')?.attributes['ChangeKey'],
    searchKey: searchKeyOf(item),
    itemClass: textIn(item, 'ItemClass') ?? 'IPM.Contact',
    subject: textIn(item, 'DisplayName'),
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    createdAt: dateIn(item, 'DateTimeCreated'),
    modifiedAt: dateIn(item, 'LastModifiedTime'),
    sensitivity: sensitivityIn(item),
    categories: categoriesOf(item),
    contact: factsOf(item),
    body: bodyOf(item),
    attachments: [],
  });
}

function factsOf(item: XmlElement): ContactFacts {
  return compact<ContactFacts>({
    emails: emailKeys.flatMap((key) => entryOf(item, 'EmailAddresses', key)?.text || []),
    companyName: textIn(item, 'CompanyName'),
    department: textIn(item, 'Department'),
    jobTitle: textIn(item, 'JobTitle'),
    profession: textIn(item, 'Profession'),
    manager: textIn(item, 'Manager'),
    officeLocation: textIn(item, 'OfficeLocation'),
    phones: phoneKeys.flatMap(([kind, key]): ContactPhone[] => {
      const number = entryOf(item, 'PhoneNumbers', key)?.text ?? '';
      return number === '' ? [] : [{ kind, number }];
    }),
    addresses: addressKeys.flatMap(([kind, key]) => toAddress(kind, entryOf(item, 'PhysicalAddresses', key)) ?? []),
    birthday: dateIn(item, 'Birthday'),
  });
}

const emailKeys = ['EmailAddress1', 'EmailAddress2', 'EmailAddress3'] as const;
const phoneKeys = [
  ['business', 'BusinessPhone'],
  ['business', 'BusinessPhone2'],
  ['home', 'HomePhone'],
  ['home', 'HomePhone2'],
  ['mobile', 'MobilePhone'],
] as const;
const addressKeys = [
  ['business', 'Business'],
  ['home', 'Home'],
  ['other', 'Other'],
] as const;

function entryOf(item: XmlElement, dictionary: string, key: string): XmlElement | undefined {
  return child(item, dictionary)?.children.find(({ attributes }) => attributes['Key'] === key);
}

function toAddress(kind: ContactAddress['kind'], entry: XmlElement | undefined): ContactAddress | undefined {
  const address = compact<ContactAddress>({
    kind,
    street: textIn(entry, 'Street'),
    postalCode: textIn(entry, 'PostalCode'),
    city: textIn(entry, 'City'),
    state: textIn(entry, 'State'),
    country: textIn(entry, 'CountryOrRegion'),
  });
  return Object.keys(address).length > 1 ? address : undefined;
}
