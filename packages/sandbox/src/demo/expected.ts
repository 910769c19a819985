import { createHash } from 'node:crypto';
import {
  allItems,
  type MailWorld,
  type WorldAttachment,
  type WorldFolder,
  type WorldItem,
  type WorldMessage,
} from '../mail/index.ts';
import { leftOut } from './attachment-rules.ts';

/** A message that has to be in the index once, however many copies of it there are; an edited copy is one of its own. */
export interface ExpectedMessage {
  /** Address of the mailbox: the one person who may see it. */
  readonly owner: string;
  readonly store: StoreName;
  readonly title: string;
  /** The document shows one of them. */
  readonly copies: readonly Copy[];
  /** Words of the body that have to be found in the document; absent for real mail. */
  readonly token: string | undefined;
  /** Attachments that need documents of their own. */
  readonly attachments: readonly WorldAttachment[];
}

export type StoreName = 'primary' | 'archive';

export interface Copy {
  readonly itemId: string;
  /** Names from the top down, joined by `/`. */
  readonly folder: string;
}

/** Folders that are not indexed, with everything below them. */
const excluded: ReadonlySet<string> = new Set([
  'deleteditems',
  'archivedeleteditems',
  'junkemail',
  'drafts',
  'outbox',
  'syncissues',
  'conversationhistory',
]);

/** Classes of items that are not indexed unless a setting says so: what servers and telephones write. */
const excludedClasses = /^(REPORT|IPM\.Note\.Microsoft\.(Voicemail|Missed\.Voice|Fax))(\.|$)/i;
/** Neither are messages that their sender marked like this. */
const excludedMarks: ReadonlySet<WorldMessage['sensitivity']> = new Set(['Private', 'Confidential']);

/** Everything that has to be in the index, worked out from the mailboxes alone. @param staging see `leftOut` */
export async function expectedMessages(world: MailWorld, staging: boolean): Promise<readonly ExpectedMessage[]> {
  const messages = new Map<string, Gathered>();
  for (const { mailbox, store, folder, path, item } of allItems(world)) {
    if (!isIndexed(folder, path) || isLeftOut(item)) continue;
    const key = `${mailbox.address} ${store} ${whatIsRead(item.content())}`;
    const known = messages.get(key) ?? { owner: mailbox.address, store, copies: [] };
    known.copies.push({ item, folder: path.map(({ name }) => name).join('/') });
    messages.set(key, known);
  }
  return Promise.all([...messages.values()].map((gathered) => describe(gathered, staging)));
}

/** The copies of a message, as they are found. */
interface Gathered extends Pick<ExpectedMessage, 'owner' | 'store'> {
  readonly copies: { readonly item: WorldItem; readonly folder: string }[];
}

/** What a reader would call the same message, wherever its copies stand and whatever is marked on them. */
function whatIsRead({ searchKey, subject, body, attachments }: WorldMessage): string {
  const names = attachments.map(({ kind, name }) => [kind, name]);
  const read = [Buffer.from(searchKey).toString('hex'), subject, body.text, names];
  return createHash('sha256').update(JSON.stringify(read)).digest('hex');
}

function isIndexed(folder: WorldFolder, path: readonly WorldFolder[]): boolean {
  return folder.folderClass === 'IPF.Note' && !path.some(({ distinguishedId = '' }) => excluded.has(distinguishedId));
}

function isLeftOut(item: WorldItem): boolean {
  return excludedClasses.test(item.itemClass) || excludedMarks.has(item.content().sensitivity);
}

async function describe({ owner, store, copies }: Gathered, staging: boolean): Promise<ExpectedMessage> {
  const content = copies[0]?.item.content();
  const subject = content?.subject?.replace(/\s+/g, ' ').trim() ?? '';
  const attachments: WorldAttachment[] = [];
  for (const attachment of content?.attachments ?? []) {
    if ((await leftOut(attachment, staging)) === undefined) attachments.push(attachment);
  }
  return {
    owner,
    store,
    title: subject === '' ? '(no subject)' : subject,
    copies: copies.map(({ item, folder }) => ({ itemId: item.id, folder })),
    token: /tok-[\w-]+/.exec(content?.body.text ?? '')?.[0],
    attachments,
  };
}
