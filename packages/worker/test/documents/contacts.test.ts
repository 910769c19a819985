import { describe, expect, it } from '@jest/globals';
import { type ContactFacts, fingerprintOf } from '../../src/documents/index.ts';
import { contextOf, documentOf, textOf, valuesOf } from './contexts.ts';

const facts: ContactFacts = {
  emails: ['grace@fabrikam.example', 'grace@home.example'],
  companyName: 'Fabrikam',
  department: 'Research',
  jobTitle: 'Chemist',
  profession: 'Scientist',
  manager: 'Farid Haddad',
  officeLocation: 'B 12',
  phones: [
    { kind: 'business', number: '+49 30 1' },
    { kind: 'home', number: '+49 30 2' },
    { kind: 'mobile', number: '+49 170 3' },
  ],
  addresses: [
    { kind: 'business', street: 'Main St 1', postalCode: '10115', city: 'Berlin', country: 'Germany' },
    { kind: 'home', city: 'Potsdam' },
  ],
  birthday: new Date('1980-05-04T11:59:00Z'),
};
const grace = {
  itemClass: 'IPM.Contact',
  subject: 'Grace Nguyen',
  categories: ['Suppliers'],
  createdAt: new Date('2026-02-01T10:00:00Z'),
  body: { format: 'text' as const, content: 'Met at the fair.' },
  contact: facts,
};

describe('the document of a contact', () => {
  it('says who it is and how to reach them', () => {
    const document = documentOf(grace, { folderPath: 'Contacts' });
    expect(document.title).toBe('Grace Nguyen');
    expect(textOf(document)).toBe(
      [
        'Name: Grace Nguyen',
        'Company: Fabrikam',
        'Department: Research',
        'Job title: Chemist',
        'Profession: Scientist',
        'Manager: Farid Haddad',
        'Office: B 12',
        'Email: grace@fabrikam.example, grace@home.example',
        'Business phone: +49 30 1',
        'Home phone: +49 30 2',
        'Mobile phone: +49 170 3',
        'Business address: Main St 1, 10115 Berlin, Germany',
        'Home address: Potsdam',
        'Birthday: 1980-05-04',
        'Categories: Suppliers',
        '',
        'Met at the fair.',
        '',
      ].join('\n'),
    );
  });

  it('has the fields of the native connector', () => {
    expect(valuesOf(documentOf(grace, { folderPath: 'Contacts' }))).toEqual({
      _created_at: grace.createdAt,
      _category: 'CONTACT',
      xchng_title: 'Grace Nguyen',
      xchng_folder: 'Contacts',
      xchng_accountOwner: 'ann@contoso.example',
      email_categories: ['Suppliers'],
      xchng_contactName: 'Grace Nguyen',
      xchng_email: 'grace@fabrikam.example, grace@home.example',
      xchng_companyName: 'Fabrikam',
      xchng_department: 'Research',
      xchng_jobtitle: 'Chemist',
      xchng_profession: 'Scientist',
      xchng_manager: 'Farid Haddad',
      xchng_officeLocation: 'B 12',
      xchng_mobile: '+49 170 3',
      xchng_businessAddress: 'Main St 1, 10115 Berlin, Germany',
      xchng_homeAddress: 'Potsdam',
      xchng_birthday: facts.birthday,
    });
  });

  it('of one without a name says so', () => {
    const { subject: _none, ...nameless } = grace;
    expect(documentOf(nameless).title).toBe('(no name)');
  });

  it('is put again when the person moves', () => {
    const print = (contact: ContactFacts) => fingerprintOf(contextOf({ ...grace, contact }));
    expect(print(facts)).not.toBe(print({ ...facts, addresses: [] }));
  });
});
