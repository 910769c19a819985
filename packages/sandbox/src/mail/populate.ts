import { generateContact } from './generate-contact.ts';
import { type EventOptions, generateEvent } from './generate-event.ts';
import type { ChangeableWorld, TestableMailbox } from './world.ts';

export interface Population {
  readonly mailboxes: number;
  /** Messages of each mailbox, archive included. */
  readonly messages: number;
  readonly domain?: string;
  /** Some mailboxes have an archive, as without it. */
  readonly archives?: boolean;
  /** What is near and far in calendars is so from this day on. */
  readonly today?: Date;
}

const people = [
  'anna.arendt',
  'ben.okafor',
  'chiara.rossi',
  'daiki.tanaka',
  'elif.yilmaz',
  'farid.haddad',
  'grace.nguyen',
];

/**
 * Fills a world with mailboxes as companies have them: default folders in several languages, deep and awkward folder
 * names, archives with folders named like those of the primary mailbox, and something in the folders that are not indexed.
 */
export function populate(
  world: ChangeableWorld,
  { mailboxes, messages, domain = 'contoso.example', archives = true, today = new Date() }: Population,
): void {
  for (let number = 0; number < mailboxes; number += 1) {
    const name = people[number] ?? `${people[number % people.length]}${Math.floor(number / people.length)}`;
    addPerson(world, `${name}@${domain}`, { number, messages, archives, today });
  }
}

interface Person extends Required<Pick<Population, 'messages' | 'archives' | 'today'>> {
  readonly number: number;
}

function addPerson(world: ChangeableWorld, address: string, { number, messages, archives, today }: Person): void {
  const archive = archives && number % 3 === 1;
  const awkward = Math.min(8, Math.floor(messages / 8));
  const inArchive = archive ? Math.floor(messages / 4) : 0;
  const generated = Math.max(0, messages - awkward - inArchive);
  const mailbox = world.addMailbox(address, { archive, language: number, generated, generatedInArchive: inArchive });
  addAwkwardFolders(mailbox, awkward);
  const { primary } = mailbox;
  for (const id of ['deleteditems', 'junkemail', 'drafts']) {
    const folder = primary.wellKnown(id);
    if (folder !== undefined) primary.deliver(folder.id);
  }
  addEvents(mailbox, today);
  addContacts(mailbox);
  addOtherItems(mailbox);
}

/** Events that are wanted and such that are not: too long ago, cancelled, private. A series is wanted whenever it began. */
function addEvents({ primary }: TestableMailbox, today: Date): void {
  const own = primary.wellKnown('calendar');
  if (own === undefined) return;
  const team = primary.addFolder({ name: 'Team events', parentId: own.id, folderClass: 'IPF.Appointment' });
  const kinds: readonly Omit<EventOptions, 'uid' | 'today'>[] = [
    { days: 7 },
    { days: -30, isAllDay: true },
    { days: -1200, recurrence: { kind: 'Weekly', interval: 2, days: ['Monday', 'Friday'] } },
    { days: -1100, recurrence: { kind: 'RelativeMonthly', interval: 1, days: ['Friday'], index: 'Last', until: 6 } },
    { days: -1100 },
    { days: 14, isCancelled: true },
    { days: 21, sensitivity: 'Private' },
    { days: 1100 },
  ];
  kinds.forEach((kind, position) => {
    const { id } = position % 2 === 0 ? own : team;
    const item = primary.deliver(id);
    const uid = `040000008200E00074C5B7101A82E008${item.serial}`;
    primary.edit(item.id, (message) => generateEvent(message, { ...kind, uid, today }));
  });
}

function addContacts({ primary }: TestableMailbox): void {
  const folder = primary.wellKnown('contacts');
  if (folder === undefined) return;
  const suppliers = primary.addFolder({ name: 'Suppliers', parentId: folder.id, folderClass: 'IPF.Contact' });
  for (const { id } of [folder, suppliers]) {
    const item = primary.deliver(id);
    primary.edit(item.id, (message) => generateContact(message, item.serial));
  }
  const cache = primary.addFolder({ name: 'Recipient Cache', folderClass: 'IPF.Contact.RecipientCache' });
  const kept = primary.deliver(cache.id);
  primary.edit(kept.id, (message) => generateContact(message, kept.serial));
}

/** What is no mail: it stands in folders of its own and is left out of the index. */
function addOtherItems({ primary }: TestableMailbox): void {
  for (const [id, itemClass] of [
    ['contacts', 'IPM.DistList'],
    ['tasks', 'IPM.Task'],
  ] as const) {
    const folder = primary.wellKnown(id);
    if (folder === undefined) continue;
    const item = primary.deliver(folder.id);
    primary.edit(item.id, (message) => ({ ...message, itemClass, attachments: [] }));
  }
}

function addAwkwardFolders({ primary, archive }: TestableMailbox, messages: number): void {
  const names = ['C', 'C# team', 'a/b', '🎉 party', 'x'.repeat(200), 'Deleted Items 2019', ' & <tag> "quoted"', '日本'];
  let parentId = primary.root.id;
  names.forEach((name, position) => {
    const folder = primary.addFolder({ name, parentId });
    if (position % 2 === 1) parentId = folder.id;
    if (position < messages) primary.deliver(folder.id);
  });
  archive?.addFolder({ name: 'C# team' });
}
