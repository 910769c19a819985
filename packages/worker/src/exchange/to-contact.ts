import { EmailAddressKey, PhoneNumberKey, PhysicalAddressKey } from 'ews-javascript-api';
import type { ContactAddress, ContactFacts, ContactPhone, MailMessage } from '../sync/ports/index.ts';
import { given, givenText } from './given.ts';
import type { ContactSource } from './item-source.ts';
import { compact, dateOf, importanceOf, sensitivityOf } from './read-item.ts';
import { bodyOf, categoriesOf, type MessageFacts, searchKeyOf } from './to-mail-message.ts';

/**
 * A contact as plain data. Without what Microsoft Graph does not tell: attachments, which are photographs as a rule, a link,
 * and some of the telephones.
 */
export function toContact(item: ContactSource, { itemId }: MessageFacts): MailMessage {
  return compact<MailMessage>({
    itemId,
    changeKey: givenText(() => item.Id.ChangeKey),
    searchKey: searchKeyOf(item),
    itemClass: givenText(() => item.ItemClass) ?? 'IPM.Contact',
    subject: givenText(() => item.DisplayName),
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    createdAt: dateOf(() => item.DateTimeCreated),
    modifiedAt: dateOf(() => item.LastModifiedTime),
    importance: importanceOf(item),
    sensitivity: sensitivityOf(item),
    categories: categoriesOf(item),
    contact: factsOf(item),
    body: bodyOf(item),
    attachments: [],
  });
}

function factsOf(item: ContactSource): ContactFacts {
  return compact<ContactFacts>({
    emails: emailKeys.flatMap((key) => givenText(() => item.EmailAddresses._getItem(key).Address) ?? []),
    companyName: givenText(() => item.CompanyName),
    department: givenText(() => item.Department),
    jobTitle: givenText(() => item.JobTitle),
    profession: givenText(() => item.Profession),
    manager: givenText(() => item.Manager),
    officeLocation: givenText(() => item.OfficeLocation),
    phones: phoneKeys.flatMap(([kind, key]): ContactPhone[] => {
      const number = givenText(() => item.PhoneNumbers._getItem(key));
      return number === undefined ? [] : [{ kind, number }];
    }),
    addresses: addressKeys.flatMap(([kind, key]) => toAddress(item, kind, key) ?? []),
    birthday: dateOf(() => item.Birthday),
  });
}

const emailKeys = [EmailAddressKey.EmailAddress1, EmailAddressKey.EmailAddress2, EmailAddressKey.EmailAddress3];
const phoneKeys = [
  ['business', PhoneNumberKey.BusinessPhone],
  ['business', PhoneNumberKey.BusinessPhone2],
  ['home', PhoneNumberKey.HomePhone],
  ['home', PhoneNumberKey.HomePhone2],
  ['mobile', PhoneNumberKey.MobilePhone],
] as const;
const addressKeys = [
  ['business', PhysicalAddressKey.Business],
  ['home', PhysicalAddressKey.Home],
  ['other', PhysicalAddressKey.Other],
] as const;

function toAddress(
  item: ContactSource,
  kind: ContactAddress['kind'],
  key: PhysicalAddressKey,
): ContactAddress | undefined {
  const entry = given(() => item.PhysicalAddresses._getItem(key));
  const address = compact<ContactAddress>({
    kind,
    street: givenText(() => entry?.Street),
    postalCode: givenText(() => entry?.PostalCode),
    city: givenText(() => entry?.City),
    state: givenText(() => entry?.State),
    country: givenText(() => entry?.CountryOrRegion),
  });
  return Object.keys(address).length > 1 ? address : undefined;
}
