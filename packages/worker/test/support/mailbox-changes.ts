import fc from 'fast-check';
import { type EngineWorld, owner } from './engine-world.ts';
import { everydayChanges } from './everyday-changes.ts';
import { isWithin } from './folder-tree.ts';
import type { TestMailbox } from './memory-source.ts';

/** Something that happens to a mailbox; numbers choose among what is there. */
export type Change = readonly [kind: (typeof kinds)[number], mailbox: number, one: number, other: number];

const kinds = [...everydayChanges, 'unlist', 'list'] as const;

/** Whose mailboxes there are. */
export const addresses = [owner, 'ben@example.com', 'cora@example.com'];

/** Any change; the archive of one of them counts as a mailbox as well. */
export const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom(...kinds),
  fc.nat(addresses.length),
  fc.nat(1000),
  fc.nat(1000),
);

/** Lets it happen, as far as it can. */
export function happen(world: EngineWorld, [kind, which, one, other]: Change): void {
  const keys = [...world.mailboxes.keys()];
  const key = keys[which % keys.length] ?? '';
  if (kind === 'list') world.unlisted.clear();
  // The last mailbox stays: a worker without any list does not run.
  if (kind === 'unlist' && key !== keys[0]) world.unlisted.add(key);
  const mailbox = world.mailboxes.get(key);
  if (mailbox !== undefined && kind !== 'list' && kind !== 'unlist') happenTo(mailbox, { kind, one, other });
}

function happenTo(
  mailbox: TestMailbox,
  { kind, one, other }: { kind: Exclude<Change[0], 'list' | 'unlist'>; one: number; other: number },
): void {
  const folders = [...mailbox.folders.values()];
  const folder = folders[one % folders.length];
  const target = folders[other % folders.length];
  if (folder === undefined || target === undefined) {
    mailbox.addFolder(`folder ${one}`);
    return;
  }
  const from = folder.info.id;
  const parentOf = (id: string) => mailbox.folders.get(id)?.info.parentId;
  const items = [...folder.items.keys()];
  const item = items[other % Math.max(1, items.length)];
  switch (kind) {
    case 'deliver':
      mailbox.deliver(from, {
        searchKey: `key-${one}-${other}`,
        subject: `subject ${one}`,
        body: `body ${other}`,
        attachments: other % 4 === 0 ? [{ name: 'a.txt', text: `text ${one}` }] : [],
      });
      return;
    case 'add-folder':
      mailbox.addFolder(`folder ${one}`, other % 2 === 0 ? {} : { parentId: from });
      return;
    case 'rename-folder':
      mailbox.renameFolder(from, `renamed ${other}`);
      return;
    case 'move-folder':
      if (!isWithin(parentOf, target.info.id, from)) mailbox.moveFolder(from, target.info.id);
      return;
    case 'remove-folder':
      // Every mailbox has folders.
      if (folders.some(({ info }) => !isWithin(parentOf, info.id, from))) mailbox.removeFolder(from);
      return;
    default:
      if (item !== undefined) happenToItem(mailbox, { kind, from, item, to: target.info.id, number: one });
  }
}

function happenToItem(
  mailbox: TestMailbox,
  { kind, from, item, to, number }: { kind: Change[0]; from: string; item: string; to: string; number: number },
): void {
  if (kind === 'edit') mailbox.edit(from, item, { body: `edited ${number}`, attachments: [] });
  if (kind === 'read') mailbox.markRead(from, item);
  if (kind === 'move') mailbox.move(from, item, to);
  if (kind === 'copy') mailbox.copy(from, item, to);
  if (kind === 'remove') mailbox.remove(from, item);
}
