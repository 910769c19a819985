import { generatedReceivedAt, generateMessage } from './generate-message.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { generatedClass } from './message-kinds.ts';
import type { MailWorld, WorldFolder, WorldItem, WorldMailbox } from './model.ts';
import type { SampleFile } from './office-files.ts';
import { sampleFiles } from './office-files.ts';
import { MailStore, type StoreOptions } from './store.ts';
import { folderNames } from './vocabulary.ts';

/** A mailbox whose stores can be changed. */
export interface TestableMailbox extends WorldMailbox {
  readonly primary: MailStore;
  readonly archive?: MailStore;
}

/** A world that can be changed. */
export interface ChangeableWorld extends MailWorld {
  readonly mailboxes: readonly TestableMailbox[];
  mailbox(address: string): TestableMailbox | undefined;
  /** Adds a mailbox with the standard folders, which are empty. @throws RangeError when there is one with this address */
  addMailbox(address: string, options?: MailboxOptions): TestableMailbox;
  removeMailbox(address: string): void;
}

export interface MailboxOptions {
  readonly archive?: boolean;
  /** Which of the languages of `folderNames` the default folders are in. */
  readonly language?: number;
  /** Messages in the inbox that are generated when asked for. */
  readonly generated?: number;
  /** The same in the archive. */
  readonly generatedInArchive?: number;
}

export interface WorldOptions {
  readonly seed?: number;
  readonly attachmentShare?: number;
  /** Bytes of the largest bodies and attachments; they come rarely, and not at all without it. */
  readonly largest?: number;
  /** Bytes that every body is filled up to, as HTML. */
  readonly bodyBytes?: number;
}

/** Makes an empty world. The files that generated messages carry are read first. */
export async function createWorld(options: WorldOptions = {}): Promise<ChangeableWorld> {
  const files = await sampleFiles();
  const mailboxes = new Map<string, TestableMailbox>();
  return {
    get addresses() {
      return [...mailboxes.keys()];
    },
    get mailboxes() {
      return [...mailboxes.values()];
    },
    mailbox: (address) => mailboxes.get(address.toLowerCase()),
    removeMailbox: (address) => {
      mailboxes.delete(address.toLowerCase());
    },
    addMailbox: (given, mailboxOptions = {}) => {
      const address = given.toLowerCase();
      if (mailboxes.has(address)) throw new RangeError(`there is a mailbox ${address} already`);
      const colleagues = () => [...mailboxes.keys()];
      const mailbox = makeMailbox(address, { ...mailboxOptions, world: options, files, colleagues });
      mailboxes.set(address, mailbox);
      return mailbox;
    },
  };
}

interface Making extends MailboxOptions {
  readonly world: WorldOptions;
  readonly files: readonly SampleFile[];
  readonly colleagues: () => readonly string[];
}

function makeMailbox(address: string, making: Making): TestableMailbox {
  const displayName = address.split('@')[0] ?? address;
  const primary = new MailStore(`${address} primary`, {
    rootId: 'msgfolderroot',
    ...generatedMessages(address, 'primary', making),
  });
  addDefaultFolders(primary, making);
  if (making.archive !== true) return { address, displayName, primary };
  const archive = new MailStore(`${address} archive`, {
    rootId: 'archivemsgfolderroot',
    ...generatedMessages(address, 'archive', making),
  });
  const names = folderNames[making.language ?? 0] ?? {};
  archive.addFolder({
    name: names['inbox'] ?? 'Inbox',
    distinguishedId: 'archiveinbox',
    generated: making.generatedInArchive ?? 0,
  });
  archive.addFolder({ name: names['deleteditems'] ?? 'Deleted Items', distinguishedId: 'archivedeleteditems' });
  return { address, displayName, primary, archive };
}

function generatedMessages(
  owner: string,
  store: string,
  { world, files, colleagues }: Making,
): Omit<StoreOptions, 'rootId'> {
  const { seed = 1, attachmentShare, largest, bodyBytes } = world;
  // Fixed when the mailbox is made: a message must not change because a colleague comes.
  const options: GeneratorOptions = {
    seed,
    store: `${owner} ${store}`,
    owner,
    colleagues: colleagues(),
    files,
    ...(attachmentShare === undefined ? {} : { attachmentShare }),
    ...(largest === undefined ? {} : { largest }),
    ...(bodyBytes === undefined ? {} : { bodyBytes }),
  };
  return {
    render: (serial) => generateMessage(options, serial),
    classOf: generatedClass,
    receivedAt: (serial) => generatedReceivedAt(options, serial),
  };
}

function addDefaultFolders(store: MailStore, { language = 0, generated = 0 }: Making): void {
  const names = folderNames[language % folderNames.length] ?? {};
  const add = (distinguishedId: string, extra: { folderClass?: string; generated?: number; parentId?: string } = {}) =>
    store.addFolder({ name: names[distinguishedId] ?? distinguishedId, distinguishedId, ...extra });
  add('inbox', { generated });
  for (const id of ['sentitems', 'deleteditems', 'junkemail', 'drafts', 'outbox', 'conversationhistory']) add(id);
  add('calendar', { folderClass: 'IPF.Appointment' });
  add('contacts', { folderClass: 'IPF.Contact' });
  add('tasks', { folderClass: 'IPF.Task' });
  const syncIssues = add('syncissues');
  add('conflicts', { parentId: syncIssues.id });
}

/**
 * Moves an item into a folder of the archive. That is another store: nothing stays but the content with its search key.
 * @throws RangeError when there is no archive or no such item
 */
export function moveToArchive(
  { address, primary, archive }: TestableMailbox,
  itemId: string,
  folderId: string,
): WorldItem {
  const item = primary.item(itemId);
  if (archive === undefined) throw new RangeError(`${address} has no archive`);
  if (item === undefined) throw new RangeError(`there is no item ${itemId}`);
  const moved = archive.deliver(folderId, item.content, item.itemClass);
  primary.remove(itemId);
  return moved;
}

/** Everything in a world, one item at a time. */
export function* allItems(world: MailWorld): Iterable<{
  mailbox: WorldMailbox;
  store: 'primary' | 'archive';
  folder: WorldFolder;
  path: readonly WorldFolder[];
  item: WorldItem;
}> {
  for (const address of world.addresses) {
    const mailbox = world.mailbox(address);
    if (mailbox === undefined) continue;
    for (const store of ['primary', 'archive'] as const) {
      for (const folder of mailbox[store]?.folders() ?? []) {
        const path = pathOf(mailbox, store, folder);
        for (const item of itemsOf(folder)) yield { mailbox, store, folder, path, item };
      }
    }
  }
}

/** The folders from the top down to this one. */
function pathOf(mailbox: WorldMailbox, store: 'primary' | 'archive', folder: WorldFolder): readonly WorldFolder[] {
  const path = [folder];
  const root = mailbox[store]?.root.id;
  for (let up = folder.parentId; up !== undefined && up !== root; up = path[0]?.parentId) {
    const parent = mailbox[store]?.folder(up);
    if (parent === undefined) break;
    path.unshift(parent);
  }
  return path;
}

const pageSize = 500;

function* itemsOf(folder: WorldFolder): Iterable<WorldItem> {
  let below: number | undefined;
  for (;;) {
    const page = folder.itemsBelow(below, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    below = page.at(-1)?.serial;
  }
}
