import type { WorldContact, WorldMessage } from './model.ts';
import { bodyAs } from './views.ts';

/** A contact with the text of a message for notes. @param number tells contacts apart */
export function generateContact(message: WorldMessage, number: number): WorldMessage {
  const name = `Mia Schröder ${number}`;
  const contact: WorldContact = {
    emails: [`mia${number}@supplier.example`, `mia${number}@home.example`],
    companyName: 'Fabrikam & Söhne',
    department: 'Research',
    jobTitle: 'Chemist',
    profession: undefined,
    manager: 'Farid Haddad',
    officeLocation: `B ${number}`,
    businessPhones: [`+49 30 1000${number}`, `+49 30 2000${number}`],
    homePhones: number % 2 === 0 ? [] : [`+49 331 ${number}`],
    mobilePhone: `+49 170 ${number}`,
    businessAddress: { street: 'Hauptstraße 1', postalCode: '10115', city: 'Berlin', country: 'Germany' },
    homeAddress: number % 2 === 0 ? undefined : { city: 'Potsdam' },
    birthday: new Date('1980-05-04T11:59:00Z'),
  };
  const { meeting: _none, ...rest } = message;
  return {
    ...rest,
    itemClass: 'IPM.Contact',
    subject: name,
    sensitivity: 'Normal',
    body: { type: 'Text', text: bodyAs(message.body, 'Text').text.trim() },
    attachments: [],
    contact,
  };
}
