import { documentIdOf } from '../../src/documents/index.ts';
import type { MailboxRef } from '../../src/sync/ports/index.ts';
import type { EngineWorld } from './engine-world.ts';
import { toMailMessage } from './memory-source.ts';

/** One document in comparable form; the place is that of any copy. */
interface Content {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly owner: unknown;
  readonly place: string;
}

/** What the index holds. */
export function contentsOf(world: EngineWorld): readonly Content[] {
  return [...world.index.documents.values()]
    .map(({ id, title, content, attributes, access }) => {
      const value = (wanted: string) => attributes.find(({ name }) => name === wanted)?.value.value;
      const parent = value('xchng_parentDocument');
      return {
        id: parent === undefined ? id : `${parent} ${title}`,
        title,
        text: new TextDecoder().decode(content).split('\n\n').at(-1)?.trim() ?? '',
        owner: access.allow,
        place: `${value('xchng_folder')} ${value('_source_uri')}`,
      };
    })
    .sort(byId);
}

/**
 * What it should hold: each message once, however many copies there are, with the content and at the place of one of them.
 * Which one is the engine's choice: copies that were edited apart are still one document.
 */
export function expectedContents(world: EngineWorld): readonly Content[] {
  const held = new Map(contentsOf(world).map((content) => [content.id, content]));
  const expected = new Map<string, readonly Content[]>();
  for (const { mailbox, path, item } of allItems(world)) {
    const id = documentIdOf(mailbox, toMailMessage(item));
    const place = `${path} https://outlook.example/?ItemID=${item.itemId}`;
    const owner = [{ kind: 'user', id: mailbox.address }];
    const { subject, body, attachments = [] } = item.message;
    if (expected.has(id) && held.get(id)?.place !== place) continue;
    expected.set(id, [
      { id, title: subject, text: body, owner, place },
      ...attachments.map(({ name, text }) => ({ id: `${id} ${name}`, title: name, text, owner, place })),
    ]);
  }
  return [...expected.values()].flat().sort(byId);
}

function* allItems(world: EngineWorld) {
  for (const [key, test] of world.mailboxes) {
    const [address = '', store] = key.split('/');
    const mailbox: MailboxRef = { address, store: store === 'archive' ? 'archive' : 'primary' };
    for (const { info, items } of test.folders.values()) {
      for (const item of items.values()) yield { mailbox, path: test.pathOf(info.id), item };
    }
  }
}

function byId(one: Content, other: Content): number {
  return one.id < other.id ? -1 : 1;
}
