import { createHash } from 'node:crypto';
import {
  allItems,
  type MailWorld,
  type WorldAttachment,
  type WorldFolder,
  type WorldItem,
  type WorldMessage,
} from '../mail/index.ts';

/** A message that has to be in the index once, however many copies of it there are; an edited copy is one of its own. */
export interface ExpectedMessage {
  readonly owner: string;
  readonly title: string;
  /** Ids of the copies; the document shows one of them. */
  readonly itemIds: ReadonlySet<string>;
  /** Words of the body that have to be found in the document; absent for real mail. */
  readonly token: string | undefined;
  /** Attachments that need documents of their own. */
  readonly attachments: readonly WorldAttachment[];
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

/** Extensions that the index takes as documents. */
const supported = /\.(pdf|docx?|xlsx?|pptx?|rtf|html?|txt|csv|json|xml|md)$/i;
/** Media types that it takes where a name says nothing. */
const supportedMedia = /^(text\/(plain|html|csv|xml|markdown|rtf)|application\/(pdf|json|xml|rtf|msword))\b/i;
/** Bytes of the largest attachment that goes into a request. */
const largest = 7 * 1024 * 1024;

/** Everything that has to be in the index, worked out from the mailboxes alone. */
export function expectedMessages(world: MailWorld): readonly ExpectedMessage[] {
  const messages = new Map<string, { items: WorldItem[]; owner: string }>();
  for (const { mailbox, store, folder, path, item } of allItems(world)) {
    if (!isIndexed(folder, path)) continue;
    const key = `${mailbox.address} ${store} ${whatIsRead(item.content())}`;
    const known = messages.get(key) ?? { items: [], owner: mailbox.address };
    known.items.push(item);
    messages.set(key, known);
  }
  return [...messages.values()].map(({ items, owner }) => describe(items, owner));
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

function describe(items: readonly WorldItem[], owner: string): ExpectedMessage {
  const content = items[0]?.content();
  const subject = content?.subject?.replace(/\s+/g, ' ').trim() ?? '';
  return {
    owner,
    title: subject === '' ? '(no subject)' : subject,
    itemIds: new Set(items.map(({ id }) => id)),
    token: /tok-[\w-]+/.exec(content?.body.text ?? '')?.[0],
    attachments: (content?.attachments ?? []).filter(isSupported),
  };
}

function isSupported(attachment: WorldAttachment): boolean {
  if (attachment.kind !== 'file') return attachment.kind === 'message';
  const { name = '', contentType = '' } = attachment;
  const promised = /\.\w{1,10}$/.test(name) ? supported.test(name) : supportedMedia.test(contentType);
  return promised && attachment.size > 0 && attachment.size <= largest;
}
