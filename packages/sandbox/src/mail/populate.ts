import type { ChangeableWorld, TestableMailbox } from './world.ts';

export interface Population {
  readonly mailboxes: number;
  /** Messages of each mailbox, archive included. */
  readonly messages: number;
  readonly domain?: string;
  /** Some mailboxes have an archive, as without it. */
  readonly archives?: boolean;
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
  { mailboxes, messages, domain = 'contoso.example', archives = true }: Population,
): void {
  for (let number = 0; number < mailboxes; number += 1) {
    const name = people[number] ?? `${people[number % people.length]}${Math.floor(number / people.length)}`;
    addPerson(world, `${name}@${domain}`, { number, messages, archives });
  }
}

function addPerson(
  world: ChangeableWorld,
  address: string,
  { number, messages, archives }: { number: number; messages: number; archives: boolean },
): void {
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
  addOtherItems(mailbox);
}

/** What is no mail: it stands in folders of its own and is left out of the index. */
function addOtherItems({ primary }: TestableMailbox): void {
  for (const [id, itemClass] of [
    ['calendar', 'IPM.Appointment'],
    ['contacts', 'IPM.Contact'],
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
