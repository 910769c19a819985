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

/** What it should hold: each message once, however many copies there are, shown at the place of one of them. */
export function expectedContents(world: EngineWorld): readonly Content[] {
  const held = new Map(contentsOf(world).map((content) => [content.id, content]));
  const expected = new Map<string, Content>();
  for (const { mailbox, path, item } of allItems(world)) {
    const id = documentIdOf(mailbox, toMailMessage(item));
    const place = `${path} https://outlook.example/?ItemID=${item.itemId}`;
    const owner = [{ kind: 'user', id: mailbox.address }];
    const { subject, body, attachments = [] } = item.message;
    const contents = [
      { id, title: subject, text: body, owner, place },
      ...attachments.map(({ name, text }) => ({ id: `${id} ${name}`, title: name, text, owner, place })),
    ];
    for (const content of contents) {
      // Of several copies, the one that the index shows is as good as any other.
      if (!expected.has(content.id) || held.get(content.id)?.place === place) expected.set(content.id, content);
    }
  }
  return [...expected.values()].sort(byId);
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
