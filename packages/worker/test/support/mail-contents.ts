import { allItems, type WorldFolder, type WorldItem, type WorldMessage } from '@connector/sandbox';
import { documentIdOf, type MailMessage } from '../../src/documents/index.ts';
import type { MailboxRef } from '../../src/sync/ports/index.ts';
import type { AdapterWorld } from './adapter-world.ts';
import { byText, type Content, contentsOf } from './index-contents.ts';

/** Something that has to be in the index. */
interface Living {
  readonly mailbox: MailboxRef;
  readonly path: string;
  readonly item: WorldItem;
}

/** Everything in the mailboxes but what stands below deleted items. */
function* living({ mail }: AdapterWorld): Iterable<Living> {
  for (const { mailbox, store, path, item } of allItems(mail)) {
    if (path.some(isLeftOut)) continue;
    yield { mailbox: { address: mailbox.address, store }, path: path.map(({ name }) => name).join('/'), item };
  }
}

function isLeftOut({ distinguishedId = '' }: WorldFolder): boolean {
  return distinguishedId.endsWith('deleteditems');
}

/** The ids of the documents that messages have, unless they are variants. */
export function livingDocuments(world: AdapterWorld): ReadonlySet<string> {
  return new Set(
    [...living(world)].map(({ mailbox, item }) => documentIdOf(mailbox, { searchKey: keyOf(item) } as MailMessage)),
  );
}

function keyOf(item: WorldItem): string {
  return Buffer.from(item.content().searchKey).toString('hex');
}

/** What the index holds: each message with its attachments, and of HTML what follows the header. */
export function contentsOfMail(world: AdapterWorld): readonly Content[] {
  const bodyIn = (html: string) => /<hr>\s*<p>(.*)<\/p>/s.exec(html)?.[1];
  return contentsOf(world)
    .map((content) => ({ ...content, text: bodyIn(content.text) ?? content.text }))
    .sort(byText);
}

/**
 * What the index should hold: each message once, however many copies there are, at the place of one of them; which one is the
 * engine's choice. A copy that was edited apart from the others is a message of its own.
 */
export async function expectedOfMail(world: AdapterWorld): Promise<readonly Content[]> {
  const held = new Set(contentsOfMail(world).map((content) => JSON.stringify(content)));
  const expected = new Map<string, Content>();
  for (const each of living(world)) {
    const content = await contentOf(each);
    const { place: _, attachments, ...rest } = content;
    const key = JSON.stringify([each.mailbox, keyOf(each.item), rest, attachments.length]);
    if (!expected.has(key) || held.has(JSON.stringify(content))) expected.set(key, content);
  }
  return [...expected.values()].sort(byText);
}

async function contentOf({ mailbox, path, item }: Living): Promise<Content> {
  const message = item.content();
  const link = `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(item.id)}&exvsurl=1&viewmodel=ReadMessageItem`;
  const place = `${path} ${link}`;
  return {
    title: message.subject ?? '',
    text: message.body.text.replace(/<\/?p>/g, ''),
    owner: [{ kind: 'user', id: mailbox.address }],
    place,
    attachments: (await filesOf(message)).map((file) => `${file} ${place}`).sort(),
  };
}

function filesOf({ attachments }: WorldMessage): Promise<readonly string[]> {
  return Promise.all(
    attachments.flatMap((attachment) =>
      attachment.kind === 'file'
        ? [attachment.content().then((bytes) => `${attachment.name}: ${Buffer.from(bytes).toString()}`)]
        : [],
    ),
  );
}
