import {
  moveToArchive,
  type TestableMailbox,
  type WorldFolder,
  type WorldItem,
  type WorldMessage,
} from '@connector/sandbox';
import fc from 'fast-check';
import type { AdapterWorld } from './adapter-world.ts';
import { everydayChanges } from './everyday-changes.ts';
import { isWithin } from './folder-tree.ts';

type Store = TestableMailbox['primary'];

/** Something that happens to mail; numbers choose among what is there. */
export type MailChange = readonly [kind: (typeof kinds)[number], store: number, one: number, other: number];

const kinds = [...everydayChanges, 'move-and-back', 'archive'] as const;

/** Any change of any store. */
export const mailChange: fc.Arbitrary<MailChange> = fc.tuple(
  fc.constantFrom(...kinds),
  fc.nat(2),
  fc.nat(1000),
  fc.nat(1000),
);

/** Lets it happen, as far as it can. */
export function happenToMail({ mail }: AdapterWorld, [kind, which, one, other]: MailChange): void {
  const stores = mail.mailboxes.flatMap(({ primary, archive }) =>
    archive === undefined ? primary : [primary, archive],
  );
  const store = pick(stores, which);
  const mailbox = mail.mailboxes.find(({ primary }) => primary === store);
  if (store === undefined) return;
  if (kind.endsWith('folder')) {
    changeFolders(store, [kind, which, one, other]);
    return;
  }
  const target = pick(store.folders(), other);
  if (kind === 'deliver') {
    const folder = pick(store.folders().filter(isIndexed), one);
    if (folder !== undefined) store.deliver(folder.id, () => messageOf(one, other));
    return;
  }
  const items = store.folders().flatMap((folder) => folder.itemsBelow(undefined, 1000));
  const item = pick(items, one);
  if (item !== undefined && target !== undefined) {
    changeItem({ store, mailbox, item, kind, to: target.id, number: one });
  }
}

/** What comes into deleted items was somewhere before. */
function isIndexed({ distinguishedId = '' }: WorldFolder): boolean {
  return !distinguishedId.endsWith('deleteditems');
}

interface ItemChange {
  readonly store: Store;
  readonly mailbox: TestableMailbox | undefined;
  readonly item: WorldItem;
  readonly kind: MailChange[0];
  readonly to: string;
  readonly number: number;
}

function changeItem({ store, mailbox, item: { id, isRead, folderId }, kind, to, number }: ItemChange): void {
  if (kind === 'edit') {
    const body = { type: 'HTML', text: `<p>edited ${number}</p>` } as const;
    store.edit(id, (message) => ({ ...message, body, attachments: [] }));
  }
  if (kind === 'read') store.markRead(id, !isRead);
  if (kind === 'move') store.move(id, to);
  if (kind === 'move-and-back') store.move(store.move(id, to).id, folderId);
  if (kind === 'copy') store.copy(id, to);
  if (kind === 'remove') store.remove(id);
  const inbox = mailbox?.archive?.wellKnown('archiveinbox');
  if (kind === 'archive' && mailbox !== undefined && inbox !== undefined) moveToArchive(mailbox, id, inbox.id);
}

/** Those that every mailbox has stay as they are. */
function changeFolders(store: Store, [kind, , one, other]: MailChange): void {
  const own = pick(
    store.folders().filter(({ distinguishedId }) => distinguishedId === undefined),
    one,
  );
  const target = pick([store.root, ...store.folders()], other);
  if (own === undefined || target === undefined || kind === 'add-folder') {
    store.addFolder({ name: `folder ${one}`, ...(target === undefined ? {} : { parentId: target.id }) });
    return;
  }
  if (kind === 'rename-folder') store.renameFolder(own.id, `renamed ${other}`);
  if (kind === 'move-folder' && !isWithin((id) => store.folder(id)?.parentId, target.id, own.id))
    store.moveFolder(own.id, target.id);
  if (kind === 'remove-folder') store.removeFolder(own.id);
}

function pick<T>(all: readonly T[], number: number): T | undefined {
  return all[number % Math.max(1, all.length)];
}

const nobody = { name: 'Cora', address: 'cora@example.com' };

/** A message with a search key of its own, as HTML or plain text, and with an attachment at times. */
function messageOf(one: number, other: number): WorldMessage {
  const at = new Date(Date.UTC(2026, 0, 1, 0, 0, one));
  const bytes = Buffer.from(`text ${one}`);
  const text = `body ${other}`;
  return {
    itemClass: 'IPM.Note',
    searchKey: Buffer.alloc(16, `${one}-${other}/`),
    internetMessageId: `<${one}.${other}@example.com>`,
    inReplyTo: undefined,
    references: undefined,
    subject: `subject ${one}`,
    from: nobody,
    sender: nobody,
    to: [nobody],
    cc: [],
    bcc: [],
    replyTo: [],
    sentAt: at,
    receivedAt: at,
    createdAt: at,
    modifiedAt: at,
    importance: 'Normal',
    sensitivity: 'Normal',
    flagStatus: 'NotFlagged',
    categories: [],
    conversationTopic: `subject ${one}`,
    body: other % 3 === 0 ? { type: 'Text', text } : { type: 'HTML', text: `<p>${text}</p>` },
    attachments:
      other % 4 === 0
        ? [
            {
              kind: 'file',
              name: 'a.txt',
              contentType: 'text/plain',
              contentId: undefined,
              isInline: false,
              size: bytes.byteLength,
              content: async () => bytes,
            },
          ]
        : [],
  };
}
