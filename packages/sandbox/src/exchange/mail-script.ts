import { z } from 'zod';
import {
  type ChangeableWorld,
  type MailStore,
  moveToArchive,
  type StoredFolder,
  type WorldMessage,
} from '../mail/index.ts';

const text = z.string();
const id = z.string().min(1);
const parties = z.array(z.strictObject({ name: text.optional(), address: text.optional() }));
const message = z.strictObject({
  subject: text.optional(),
  html: text.optional(),
  text: text.optional(),
  from: z.strictObject({ name: text.optional(), address: text.optional() }).optional(),
  to: parties.optional(),
  categories: z.array(text).optional(),
  itemClass: id.optional(),
});
const place = { mailbox: id, store: z.enum(['primary', 'archive']).default('primary') };
const action = <Name extends string, Fields extends z.ZodRawShape>(name: Name, fields: Fields) =>
  z.strictObject({ ...place, action: z.literal(name), ...fields });

/**
 * One change of a mailbox. Folders are named by id or by distinguished id (`inbox`), items by id. A message that is
 * delivered is what the generator makes of its place, with the fields that are given in place of the generated ones.
 */
export const mailScript = z.discriminatedUnion('action', [
  action('deliver', { folder: id, message: message.optional() }),
  action('edit', { item: id, message }),
  action('read', { item: id, isRead: z.boolean() }),
  action('move', { item: id, folder: id }),
  /** Into the archive; the folder is one of its own. */
  action('archive', { item: id, folder: id }),
  action('delete', { item: id }),
  action('add-folder', { name: id, parent: id.optional(), folderClass: id.optional() }),
  action('rename-folder', { folder: id, name: id }),
  action('remove-folder', { folder: id }),
]);

export type MailScript = z.infer<typeof mailScript>;

/** What a change made: the id of the item or folder that it concerned, the new one after a move. */
export interface ScriptResult {
  readonly itemId?: string;
  readonly folderId?: string;
}

/** Changes a mailbox. @throws RangeError for a mailbox, folder or item that is not there */
export function runMailScript(world: ChangeableWorld, script: MailScript): ScriptResult {
  const store = world.mailbox(script.mailbox)?.[script.store];
  if (store === undefined) throw new RangeError(`there is no ${script.store} mailbox ${script.mailbox}`);
  switch (script.action) {
    case 'deliver':
      return { itemId: deliver(store, folderOf(store, script.folder), script.message) };
    case 'edit':
      store.edit(script.item, (before) => changed(before, script.message));
      return { itemId: script.item };
    case 'read':
      store.markRead(script.item, script.isRead);
      return { itemId: script.item };
    case 'move':
      return { itemId: store.move(script.item, folderOf(store, script.folder).id).id };
    case 'archive':
      return { itemId: archived(world, script) };
    case 'delete':
      store.remove(script.item);
      return { itemId: script.item };
    case 'add-folder': {
      const { name, parent, folderClass } = script;
      const parentId = parent === undefined ? store.root.id : folderOf(store, parent).id;
      return {
        folderId: store.addFolder({ name, parentId, ...(folderClass === undefined ? {} : { folderClass }) }).id,
      };
    }
    case 'rename-folder': {
      const folder = folderOf(store, script.folder);
      store.renameFolder(folder.id, script.name);
      return { folderId: folder.id };
    }
    case 'remove-folder': {
      const folder = folderOf(store, script.folder);
      store.removeFolder(folder.id);
      return { folderId: folder.id };
    }
  }
}

function archived(
  world: ChangeableWorld,
  { mailbox: address, item, folder }: Extract<MailScript, { action: 'archive' }>,
) {
  const mailbox = world.mailbox(address);
  if (mailbox?.archive === undefined) throw new RangeError(`there is no archive of ${address}`);
  return moveToArchive(mailbox, item, folderOf(mailbox.archive, folder).id).id;
}

function folderOf(store: MailStore, name: string): StoredFolder {
  const folder = store.wellKnown(name) ?? store.folder(name);
  if (folder === undefined || folder.id === store.root.id) throw new RangeError(`there is no folder ${name}`);
  return folder;
}

type MessageFields = z.infer<typeof message>;

/** It arrives as it was generated, and is made what it has to be at once. */
function deliver(store: MailStore, folder: StoredFolder, fields: MessageFields | undefined): string {
  const { id: itemId } = store.deliver(folder.id);
  if (fields !== undefined) store.edit(itemId, (before) => changed(before, fields));
  return itemId;
}

function changed(before: WorldMessage, { html, text: plain, from, to, ...rest }: MessageFields): WorldMessage {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const party = ({ name, address }: { name?: string | undefined; address?: string | undefined }) => ({ name, address });
  return {
    ...before,
    ...given,
    ...(html === undefined ? {} : { body: { type: 'HTML', text: html } }),
    ...(plain === undefined ? {} : { body: { type: 'Text', text: plain } }),
    ...(from === undefined ? {} : { from: party(from), sender: party(from) }),
    ...(to === undefined ? {} : { to: to.map(party) }),
  };
}
