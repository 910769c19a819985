import { contentDigestOf, documentIdOf } from '../../src/documents/index.ts';
import { type EngineWorld, toRef } from './engine-world.ts';
import { toMailMessage } from './memory-source.ts';

/** One message in comparable form. */
export interface Content {
  readonly title: string;
  readonly text: string;
  readonly owner: unknown;
  /** Folder and link. */
  readonly place: string;
  readonly attachments: readonly string[];
}

/** What the index holds: each message with its attachments, whatever id it has. */
export function contentsOf({ index }: Pick<EngineWorld, 'index'>): readonly Content[] {
  const documents = [...index.documents.values()].map(({ id, title, content, attributes, access }) => {
    const value = (wanted: string) => attributes.find(({ name }) => name === wanted)?.value.value;
    return {
      id,
      parent: value('xchng_parentDocument'),
      title,
      text: new TextDecoder().decode(content).split('\n\n').at(-1)?.trim() ?? '',
      owner: access.allow,
      place: `${value('xchng_folder')} ${value('_source_uri')}`,
    };
  });
  const messages = documents.filter(({ parent }) => parent === undefined);
  const ids = new Set(messages.map(({ id }) => id));
  const lost = documents.filter(({ parent }) => parent !== undefined && !ids.has(String(parent)));
  if (lost.length > 0) throw new Error(`${lost.length} attachments without their message`);
  return messages
    .map(({ id, title, text, owner, place }) => ({
      title,
      text,
      owner,
      place,
      attachments: documents
        .filter(({ parent }) => parent === id)
        .map((attachment) => `${attachment.title}: ${attachment.text} ${attachment.place}`)
        .sort(),
    }))
    .sort(byText);
}

/**
 * What it should hold: each message once, however many copies there are, at the place of one of them; which one is the
 * engine's choice. A copy that was edited apart from the others is a message of its own.
 */
export function expectedContents(world: EngineWorld): readonly Content[] {
  const held = new Set(contentsOf(world).map((content) => JSON.stringify(content)));
  const expected = new Map<string, Content>();
  for (const { mailbox, path, item } of allItems(world)) {
    const message = toMailMessage(item);
    const key = `${documentIdOf(mailbox, message)} ${contentDigestOf(message)}`;
    const place = `${path} https://outlook.example/?ItemID=${item.itemId}`;
    const { subject, body, attachments = [] } = item.message;
    const content = {
      title: subject,
      text: body,
      owner: [{ kind: 'user', id: mailbox.address }],
      place,
      attachments: attachments.map(({ name, text }) => `${name}: ${text} ${place}`).sort(),
    };
    if (!expected.has(key) || held.has(JSON.stringify(content))) expected.set(key, content);
  }
  return [...expected.values()].sort(byText);
}

/** Everything that should be in the index. */
export function* allItems(world: EngineWorld) {
  for (const [key, test] of world.mailboxes) {
    if (world.unlisted.has(key)) continue;
    const mailbox = toRef(key);
    for (const { info, items } of test.folders.values()) {
      for (const item of items.values()) yield { mailbox, path: test.pathOf(info.id), item };
    }
  }
}

/** Puts them in an order. */
export function byText(one: Content, other: Content): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
