import { beforeEach, describe, expect, it } from '@jest/globals';
import { compare } from '../../src/demo/compare.ts';
import { expectedMessages } from '../../src/demo/expected.ts';
import {
  type ChangeableWorld,
  createWorld,
  populate,
  type Sandbox,
  type StoredDocument,
  sampleFiles,
  type WorldAttachment,
  type WorldMessage,
} from '../../src/index.ts';
import { textFile, textFileVariants } from '../../src/mail/text-files.ts';

const owner = 'ann@contoso.example';
let world: ChangeableWorld;
let documents: StoredDocument[];

beforeEach(async () => {
  world = await createWorld();
  world.addMailbox(owner);
  documents = [];
});

function deliver(change: Partial<WorldMessage>): string {
  const { primary } = world.mailboxes[0] ?? {};
  const inbox = primary?.wellKnown('inbox')?.id ?? '';
  const generated = primary?.deliver(inbox);
  const content = generated?.content();
  if (primary === undefined || content === undefined) throw new Error('there is no mailbox');
  primary.edit(generated?.id ?? '', () => ({ ...content, subject: 'report', attachments: [], ...change }));
  return generated?.id ?? '';
}

function index(id: string, title: string, content: string | Uint8Array, attributes: Record<string, string>): void {
  const shown = { xchng_accountOwner: owner, ...attributes };
  documents.push({
    id,
    title,
    content: Buffer.from(content),
    attributes: new Map(Object.entries(shown).map(([name, stringValue]) => [name, { stringValue }])),
  } as unknown as StoredDocument);
}

/** One message in the index with the content of its one attachment. */
function indexWith(attachment: WorldAttachment, content: string | Uint8Array): void {
  const itemId = deliver({ attachments: [attachment], body: { type: 'Text', text: 'tok-1' } });
  index('m', 'report', 'tok-1', { _source_uri: `https://owa.example/?ItemID=${encodeURIComponent(itemId)}` });
  index('a', attachment.name ?? '', content, { xchng_parentDocument: 'm' });
}

const result = () => {
  const qbusiness = { documents: { all: () => documents, canSee: (address: string) => address === owner } };
  return compare({ world, qbusiness } as unknown as Sandbox);
};
const contentOf = async (attachment: WorldAttachment) =>
  attachment.kind === 'file' ? Buffer.from(await attachment.content()) : Buffer.alloc(0);

describe('an attachment in the index', () => {
  const variants = Array.from({ length: textFileVariants }, (_, variant) => variant);
  const decoders: Readonly<Record<string, string>> = { 'UTF-16': 'utf-16le', 'windows-1252': 'windows-1250' };

  it.each(variants)('holds when its text is there in UTF-8, whatever it was encoded in (%i)', async (variant) => {
    const file = textFile(variant, { name: 'a', token: 'tok-2' });
    const charset = file.kind === 'file' ? (file.contentType?.split('charset=')[1] ?? '') : '';
    // Node takes windows-1252 for Latin-1; the sentence here is the same in the code page of Central Europe.
    const text = new TextDecoder(decoders[charset] ?? charset).decode(await contentOf(file));
    indexWith(file, `<html><body>${text}</body></html>`);
    expect(await result()).toMatchObject({ missing: [], extra: [], leaked: [] });
  });

  it.each(variants)('does not hold with the text of another message (%i)', async (variant) => {
    const file = textFile(variant, { name: 'a', token: 'tok-2' });
    const other = textFile(0, { name: 'a', token: 'tok-3' });
    indexWith(file, await contentOf(other));
    expect((await result()).missing).toEqual([`${owner}: report / ${file.name} (its content)`]);
  });

  it('does not hold when its encoding was misread', async () => {
    const file = textFile(6, { name: 'a', token: 'tok-2' });
    indexWith(file, (await contentOf(file)).toString('latin1'));
    expect((await result()).missing).toHaveLength(1);
  });

  it('of a document has to be the same byte for byte', async () => {
    const [docx] = await sampleFiles();
    if (docx === undefined) throw new Error('there is no sample file');
    const attachment: WorldAttachment = {
      kind: 'file',
      name: 'a.docx',
      contentType: docx.contentType,
      contentId: undefined,
      isInline: false,
      size: docx.bytes.byteLength,
      content: async () => docx.bytes,
    };
    indexWith(attachment, docx.bytes);
    expect((await result()).missing).toEqual([]);
    documents.pop();
    index('a', 'a.docx', Buffer.concat([docx.bytes, Buffer.from('x')]), { xchng_parentDocument: 'm' });
    expect((await result()).missing).toEqual([`${owner}: report / a.docx (its content)`]);
  });
});

describe('a message in the index', () => {
  it('has to hold its own words', async () => {
    const itemId = deliver({ body: { type: 'Text', text: 'tok-1' } });
    index('m', 'report', 'tok-2', { _source_uri: `https://owa.example/?ItemID=${encodeURIComponent(itemId)}` });
    expect((await result()).missing).toEqual([`${owner}: report (its text)`]);
  });

  it('is missed when it is not there, and is too much when nothing explains it', async () => {
    deliver({});
    index('m', 'stranger', 'x', { _source_uri: 'https://owa.example/?ItemID=nothing' });
    expect(await result()).toMatchObject({ missing: [`${owner}: report`], extra: [`${owner}: stranger`] });
  });
});

describe('what has to be in the index', () => {
  it('is a message once for all its copies, and an edited copy as well', async () => {
    const itemId = deliver({});
    const { primary } = world.mailboxes[0] ?? {};
    const copied = primary?.copy(itemId, primary.wellKnown('sentitems')?.id ?? '').id ?? '';
    expect(expectedMessages(world).map(({ itemIds }) => itemIds)).toEqual([new Set([itemId, copied])]);
    primary?.edit(copied, (content) => ({ ...content, subject: 'report (edited)' }));
    const titles = expectedMessages(world).map(({ title, itemIds }) => [title, [...itemIds]]);
    expect(titles).toEqual([
      ['report', [itemId]],
      ['report (edited)', [copied]],
    ]);
  });

  it('leaves out appointments, contacts, tasks and folders that nobody searches', async () => {
    const populated = await createWorld();
    populate(populated, { mailboxes: 1, messages: 40 });
    const expected = new Set(expectedMessages(populated).flatMap(({ itemIds }) => [...itemIds]));
    const { primary } = populated.mailboxes[0] ?? {};
    for (const id of ['calendar', 'contacts', 'tasks', 'deleteditems', 'drafts', 'junkemail']) {
      const items = primary?.wellKnown(id)?.itemsBelow(undefined, 10) ?? [];
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) expect(expected).not.toContain(item.id);
    }
    expect(expected.size).toBeGreaterThan(30);
  });
});
