import fc from 'fast-check';
import { readDocumentsOf } from '../../src/sync/documents-of.ts';
import { type EngineWorld, owner, toRef } from './engine-world.ts';
import { everydayChanges } from './everyday-changes.ts';
import { isWithin } from './folder-tree.ts';
import type { TestMailbox } from './memory-source.ts';

/** Something that happens to a mailbox; numbers choose among what is there. */
export type Change = readonly [kind: (typeof kinds)[number], mailbox: number, one: number, other: number];

const kinds = [...everydayChanges, 'unlist', 'list', 'spoil'] as const;

/** Whose mailboxes there are. */
export const addresses = [owner, 'ben@example.com', 'cora@example.com'];

/** Any change; the archive of one of them counts as a mailbox as well. */
export const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom(...kinds),
  fc.nat(addresses.length),
  fc.nat(1000),
  fc.nat(1000),
);

/** Lets it happen, as far as it can. `remembered`: what is on record, of which some may not be readable any more. */
export function happen(world: EngineWorld, [kind, which, one, other]: Change, remembered: ReadonlySet<string>): void {
  const keys = [...world.mailboxes.keys()];
  const key = keys[which % keys.length] ?? '';
  if (kind === 'list') world.unlisted.clear();
  const mailbox = world.mailboxes.get(key);
  // The last mailbox stays: a worker without any list does not run.
  if (kind === 'unlist' && key !== keys[0]) {
    world.unlisted.add(key);
    // Half of it may be forgotten when it is listed again.
    mailbox?.mendAll();
  }
  if (mailbox === undefined || kind === 'list' || kind === 'unlist') return;
  if (kind === 'spoil')
    spoil(mailbox, { isRemembered: (folder, item) => remembered.has(`${key} ${folder} ${item}`), one, other });
  else happenTo(mailbox, { kind, one, other });
}

interface Spoiling {
  readonly isRemembered: (folderId: string, itemId: string) => boolean;
  readonly one: number;
  readonly other: number;
}

/** What is not remembered where it is and can never be read is given up, and a document of it may be deleted. */
function spoil(mailbox: TestMailbox, { isRemembered, one, other }: Spoiling): void {
  const known = [...mailbox.folders.values()].flatMap(({ info, items }) =>
    [...items.values()].filter(({ itemId, immutableId }) =>
      [itemId, immutableId].some((id) => isRemembered(info.id, id)),
    ),
  );
  const chosen = known[one % Math.max(1, known.length)];
  if (chosen !== undefined) mailbox.spoil(chosen.immutableId, other);
}

/** Items that are on record as copies of their documents, as `key folderId itemId`. */
export async function rememberedItems(world: EngineWorld): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  await world.usualState.prepare(new AbortController().signal);
  for (const key of world.mailboxes.keys()) {
    const state = world.usualState.view(toRef(key));
    for (const { id } of await state.readFolders()) {
      for await (const items of state.scanItems(id)) {
        const copies = [...(await readDocumentsOf({ state }, items)).keys()];
        for (const { itemId } of copies) found.add(`${key} ${id} ${itemId}`);
      }
    }
  }
  return found;
}

function happenTo(
  mailbox: TestMailbox,
  { kind, one, other }: { kind: Exclude<Change[0], 'list' | 'unlist' | 'spoil'>; one: number; other: number },
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

/** Everything can be read from now on: what could not was edited, so that it is tried again. */
export function mendAll(world: EngineWorld): void {
  for (const mailbox of world.mailboxes.values()) mailbox.mendAll();
}
