import {
  type ChangeableWorld,
  createWorld,
  type ExchangeStandIn,
  generateContact,
  generateEvent,
  startExchange,
  type TestableMailbox,
  type WorldEvent,
  type WorldMessage,
  type WorldRecurrence,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createExchangeSource } from '../../src/exchange/index.ts';
import type { MailboxReader, MailMessage, MailSource } from '../../src/sync/ports/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { recordedBodies } from '../support/recorded-bodies.ts';
import { basicSettings } from './canned-exchange.ts';

const never = new AbortController().signal;
const address = 'ann@contoso.example';
const today = new Date('2026-03-10T12:00:00Z');

let world: ChangeableWorld;
let mailbox: TestableMailbox;
let exchange: ExchangeStandIn;
let source: MailSource;
let reader: MailboxReader;

beforeEach(async () => {
  world = await createWorld({ seed: 7 });
  mailbox = world.addMailbox(address, { generated: 5 });
  const authentication = { basic: { username: 'svc', password: 'secret' } };
  exchange = await startExchange({ world, authentication, ...recordedBodies() });
  const settings = basicSettings(exchange.ewsUrl);
  source = createExchangeSource({ settings, clock: createManualClock(), emit: () => {}, version: '1.0' });
  reader = source.open({ address, store: 'primary' });
});

afterEach(async () => {
  await source.close();
  await exchange.close();
});

const folderOf = (wellKnown: string) => mailbox.primary.wellKnown(wellKnown)?.id ?? '';

async function fetchOnly(id: string): Promise<MailMessage> {
  const [outcome] = await reader.fetchMessages([id], never);
  if (outcome?.ok !== true) throw new Error(`not fetched: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

async function fetchEvent(change: Partial<WorldEvent> = {}, options = {}): Promise<MailMessage> {
  const { id } = mailbox.primary.deliver(folderOf('calendar'));
  mailbox.primary.edit(id, (message) => {
    const made = generateEvent(message, { uid: '0400123', days: 1, today, ...options });
    return { ...made, ...(made.event === undefined ? {} : { event: { ...made.event, ...change } }) };
  });
  return fetchOnly(id);
}

const recurrenceOf = async (recurrence: WorldRecurrence) => (await fetchEvent({ recurrence })).event?.recurrence;

describe('the folders of calendars and contacts', () => {
  it('are told with their class', async () => {
    const { changes } = await reader.listFolderChanges(undefined, never);
    const classes = changes.map((change) => change.kind === 'upsert' && change.folder.folderClass);
    expect(classes).toEqual(expect.arrayContaining(['IPF.Appointment', 'IPF.Contact']));
  });

  it('list a series once', async () => {
    const { id } = mailbox.primary.deliver(folderOf('calendar'));
    const { changes } = await reader.listItemChanges(folderOf('calendar'), undefined, never);
    expect(changes).toEqual([expect.objectContaining({ kind: 'upsert', itemId: id })]);
  });
});

describe('an event', () => {
  it('comes with when, where and with whom it is', async () => {
    const message = await fetchEvent({ required: [{ name: 'Ben', address: 'ben@contoso.example' }], optional: [] });
    expect(message).toMatchObject({
      itemClass: 'IPM.Appointment',
      to: [{ name: 'Ben', address: 'ben@contoso.example' }],
      cc: [{ name: 'Room 3', address: 'room3@contoso.example' }],
      sensitivity: 'normal',
    });
    expect(message.event).toEqual({
      uid: '0400123',
      start: new Date('2026-03-11T08:00:00Z'),
      end: new Date('2026-03-11T09:30:00Z'),
      isAllDay: false,
      timeZone: 'W. Europe Standard Time',
      location: 'Raum 3 / Room 3',
      isCancelled: false,
      isReminderOn: true,
      isOnlineMeeting: false,
    });
    expect(message.webLink).toMatch(/\?ItemID=[^&]+&exvsurl=1&path=\/calendar\/item$/);
    expect(message.body?.content).toContain('tok-');
    expect(Object.keys(message)).not.toEqual(expect.arrayContaining(['meeting']));
    expect([message.receivedAt, message.sentAt, message.searchKey, message.flagStatus]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it.each([60, -300, 780])('that lasts all day has its days, %d minutes ahead of UTC', async (utcOffset) => {
    const { event } = await fetchEvent({ utcOffset }, { isAllDay: true });
    expect(event).toMatchObject({ isAllDay: true, start: new Date('2026-03-11'), end: new Date('2026-03-13') });
  });

  it('says that it was cancelled', async () => {
    expect((await fetchEvent({ isCancelled: true })).event?.isCancelled).toBe(true);
  });

  it('lacks what it does not have', async () => {
    const bare = { location: undefined, organizer: undefined, required: [], optional: [], resources: [] };
    const message = await fetchEvent(bare);
    expect([message.from, message.to, message.cc, message.event?.location]).toEqual([undefined, [], [], undefined]);
  });
});

describe('the pattern of a series', () => {
  const from = '2026-01-05';
  it.each<[WorldRecurrence, object]>([
    [
      { kind: 'Daily', interval: 3, days: [], from, until: 5 },
      { pattern: 'daily', interval: 3, daysOfWeek: [], startDate: from, occurrences: 5 },
    ],
    [
      { kind: 'Weekly', interval: 2, days: ['Monday', 'Friday'], from, until: '2026-06-30' },
      { pattern: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'], startDate: from, endDate: '2026-06-30' },
    ],
    [
      { kind: 'AbsoluteMonthly', interval: 1, days: [], dayOfMonth: 31, from },
      { pattern: 'absoluteMonthly', interval: 1, daysOfWeek: [], dayOfMonth: 31, startDate: from },
    ],
    [
      { kind: 'RelativeMonthly', interval: 1, days: ['Friday'], index: 'Last', from },
      { pattern: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'last', startDate: from },
    ],
    [
      { kind: 'AbsoluteYearly', interval: 1, days: [], dayOfMonth: 24, month: 12, from },
      { pattern: 'absoluteYearly', interval: 1, daysOfWeek: [], dayOfMonth: 24, month: 12, startDate: from },
    ],
    [
      { kind: 'RelativeYearly', interval: 1, days: ['Monday'], index: 'First', month: 5, from },
      { pattern: 'relativeYearly', interval: 1, daysOfWeek: ['monday'], index: 'first', month: 5, startDate: from },
    ],
  ])('%j is read', async (recurrence, expected) => {
    expect(await recurrenceOf(recurrence)).toEqual(expected);
  });
});

describe('a contact', () => {
  async function fetchContact(number: number, change: Partial<WorldMessage> = {}): Promise<MailMessage> {
    const { id } = mailbox.primary.deliver(folderOf('contacts'));
    mailbox.primary.edit(id, (message) => ({ ...generateContact(message, number), ...change }));
    return fetchOnly(id);
  }

  it('comes with who it is and how to reach them', async () => {
    const message = await fetchContact(1, { categories: ['Suppliers'] });
    expect(message).toMatchObject({ itemClass: 'IPM.Contact', subject: 'Mia Schröder 1', categories: ['Suppliers'] });
    expect(message.searchKey).toMatch(/^[0-9a-f]{32}$/);
    expect(message.contact).toEqual({
      emails: ['mia1@supplier.example', 'mia1@home.example'],
      companyName: 'Fabrikam & Söhne',
      department: 'Research',
      jobTitle: 'Chemist',
      manager: 'Farid Haddad',
      officeLocation: 'B 1',
      phones: [
        { kind: 'business', number: '+49 30 10001' },
        { kind: 'business', number: '+49 30 20001' },
        { kind: 'home', number: '+49 331 1' },
        { kind: 'mobile', number: '+49 170 1' },
      ],
      addresses: [
        { kind: 'business', street: 'Hauptstraße 1', postalCode: '10115', city: 'Berlin', country: 'Germany' },
        { kind: 'home', city: 'Potsdam' },
      ],
      birthday: new Date('1980-05-04T11:59:00Z'),
    });
    expect(message.body).toMatchObject({ format: 'text' });
  });

  it('lacks what it does not have', async () => {
    const { contact } = await fetchContact(2);
    expect(contact?.phones).toHaveLength(3);
    expect(contact?.addresses).toHaveLength(1);
    expect(contact).not.toHaveProperty('profession');
  });
});
