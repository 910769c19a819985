import { beforeEach, describe, expect, it } from '@jest/globals';
import { compare } from '../../src/demo/compare.ts';
import { expectedMessages, graphIdOf } from '../../src/demo/expected.ts';
import type { ReportedFailure } from '../../src/demo/failures.ts';
import { createWorld, populate, sampleFiles, type WorldAttachment, type WorldMessage } from '../../src/index.ts';
import { textFile, textFileVariants } from '../../src/mail/text-files.ts';
import { type IndexedWorld, indexedWorld, owner } from './indexed-world.ts';

let indexed: IndexedWorld;

beforeEach(async () => {
  indexed = await indexedWorld();
});

const result = (failures: readonly ReportedFailure[] = []) => compare(indexed, failures);
const wrong = async () => (await result()).missing.map(({ what }) => what);

/** One message in the index with the content of its one attachment. */
function indexWith(attachment: WorldAttachment, content: string | Uint8Array): void {
  indexed.putMessage(indexed.deliver({ attachments: [attachment], body: { type: 'Text', text: 'tok-1' } }), 'tok-1');
  indexed.putAttachment({ title: attachment.name ?? '', content });
}

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
    expect(await result()).toMatchObject({ missing: [], extra: [], leaked: [], attachments: 1 });
  });

  it.each(variants)('does not hold with the text of another message (%i)', async (variant) => {
    const file = textFile(variant, { name: 'a', token: 'tok-2' });
    const other = textFile(0, { name: 'a', token: 'tok-3' });
    indexWith(file, await contentOf(other));
    expect(await wrong()).toEqual([`the content of the attachment "${file.name}"`]);
  });

  it('does not hold when its encoding was misread', async () => {
    const file = textFile(6, { name: 'a', token: 'tok-2' });
    indexWith(file, (await contentOf(file)).toString('latin1'));
    expect(await wrong()).toHaveLength(1);
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
    expect(await wrong()).toEqual([]);
    indexed.putAttachment({ title: 'a.docx', content: Buffer.concat([docx.bytes, Buffer.from('x')]) });
    expect(await wrong()).toEqual(['the content of the attachment "a.docx"']);
  });

  it('that the message does not have is too much', async () => {
    indexed.putMessage(indexed.deliver({}), '');
    indexed.putAttachment({ title: 'b.txt', content: 'x' });
    expect((await result()).extra).toEqual([
      expect.objectContaining({ what: 'a document of an attachment "b.txt"', mailbox: owner, folder: 'Inbox' }),
    ]);
  });
});

describe('a message in the index', () => {
  it('counts when it is there as it should be', async () => {
    indexed.putMessage(indexed.deliver({}), '');
    expect(await result()).toMatchObject({ messages: 1, messagesInIndex: 1, missing: [], extra: [], leaked: [] });
  });

  it('has to hold its own words', async () => {
    indexed.putMessage(indexed.deliver({ body: { type: 'Text', text: 'tok-1' } }), 'tok-2');
    expect(await wrong()).toEqual(['the text of the message']);
    expect(await result()).toMatchObject({ messages: 1, messagesInIndex: 0 });
  });

  it('has to say the folder of the copy that it shows', async () => {
    indexed.putMessage(indexed.deliver({}), '', { folder: 'Sent Items' });
    expect(await wrong()).toEqual(['the folder of the message']);
  });

  it('is missed when it is not there, and is too much when nothing explains it', async () => {
    indexed.deliver({});
    indexed.putMessage('nothing', '');
    const { missing, extra, messagesInIndex } = await result();
    expect([missing.map(({ what }) => what), extra.length, messagesInIndex]).toEqual([['the message'], 1, 0]);
  });

  it('is there once: a second document is too much', async () => {
    const itemId = indexed.deliver({});
    indexed.putMessage(itemId, '');
    indexed.putMessage(itemId, '', { id: 'again' });
    expect(await result()).toMatchObject({ messagesInIndex: 1, missing: [], extra: [{ mailbox: owner }] });
  });
});

describe('a reason on record', () => {
  const file = textFile(0, { name: 'a', token: 'tok-2' });
  const failure = { address: owner, store: 'primary', code: 'ErrorCorruptData', indexed: false };
  const reasons = async (...failures: readonly ReportedFailure[]) =>
    (await result(failures)).missing.map(({ reason }) => reason);

  it('excuses the message that it is about, with its attachments', async () => {
    const itemId = indexed.deliver({ attachments: [file] });
    expect(await reasons({ ...failure, itemId })).toEqual(['ErrorCorruptData', 'ErrorCorruptData']);
    expect(await result([{ ...failure, itemId }])).toMatchObject({ messagesInIndex: 0, messagesReported: 1 });
  });

  it('excuses it under the id of Microsoft Graph as well', async () => {
    const item = indexed.world.mailboxes[0]?.primary.item(indexed.deliver({}));
    const itemId = item === undefined ? '' : graphIdOf(item);
    expect(itemId).not.toBe(item?.id);
    expect(await reasons({ ...failure, itemId })).toEqual(['ErrorCorruptData']);
  });

  it('excuses no other message', async () => {
    indexed.deliver({});
    const other = indexed.deliver({});
    indexed.putMessage(other, '');
    expect(await reasons({ ...failure, itemId: other })).toEqual([undefined]);
  });

  it.each([{ store: 'archive' }, { address: 'ben@contoso.example' }])('of %j excuses nothing here', async (change) => {
    const itemId = indexed.deliver({});
    expect(await reasons({ ...failure, itemId, ...change })).toEqual([undefined]);
  });

  it('that says that the message is in the index excuses a part of it, and not all of it', async () => {
    const itemId = indexed.deliver({ attachments: [file] });
    const partly = { ...failure, itemId, indexed: true };
    expect(await reasons(partly)).toEqual([undefined, undefined]);
    indexed.putMessage(itemId, '');
    expect(await reasons(partly)).toEqual(['ErrorCorruptData']);
  });
});

describe('what has to be in the index', () => {
  it('is a message once for all its copies, and an edited copy as well', async () => {
    const itemId = indexed.deliver({});
    const { primary } = indexed.world.mailboxes[0] ?? {};
    const copied = primary?.copy(itemId, primary.wellKnown('sentitems')?.id ?? '').id ?? '';
    const found = async () =>
      (await expectedMessages(indexed.world, false)).map(({ title, copies }) => [
        title,
        ...copies.map((copy) => copy.itemId),
      ]);
    expect(await found()).toEqual([['report', itemId, copied]]);
    primary?.edit(copied, (content) => ({ ...content, subject: 'report (edited)' }));
    expect(await found()).toEqual([
      ['report', itemId],
      ['report (edited)', copied],
    ]);
  });

  it.each<Partial<WorldMessage>>([
    { itemClass: 'REPORT.IPM.Note.NDR' },
    { itemClass: 'IPM.Note.Microsoft.Voicemail.UM' },
    { sensitivity: 'Private' },
    { sensitivity: 'Confidential' },
  ])('leaves out %j, as the worker does by default', async (change) => {
    const kept = indexed.deliver({ sensitivity: 'Personal', itemClass: 'IPM.Note.SMIME' });
    indexed.deliver(change);
    const found = await expectedMessages(indexed.world, false);
    expect(found.flatMap(({ copies }) => copies.map(({ itemId }) => itemId))).toEqual([kept]);
  });

  it('leaves out tasks and folders that nobody searches', async () => {
    const populated = await createWorld();
    populate(populated, { mailboxes: 1, messages: 40 });
    const messages = await expectedMessages(populated, false);
    const expected = new Set(messages.flatMap(({ copies }) => copies.map(({ itemId }) => itemId)));
    const { primary } = populated.mailboxes[0] ?? {};
    for (const id of ['tasks', 'deleteditems', 'drafts', 'junkemail']) {
      const items = primary?.wellKnown(id)?.itemsBelow(undefined, 10) ?? [];
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) expect(expected).not.toContain(item.id);
    }
    expect(expected.size).toBeGreaterThan(30);
  });

  it('expects events of the window and contacts that people keep, and no others', async () => {
    const today = new Date('2026-03-10T12:00:00Z');
    const populated = await createWorld();
    populate(populated, { mailboxes: 1, messages: 40, today });
    const expected = await expectedMessages(populated, false, today);
    const { primary } = populated.mailboxes[0] ?? {};
    const items = expected.flatMap(({ copies: [copy] }) => primary?.item(copy?.itemId ?? '') ?? []);
    const events = items.flatMap((item) => item.content().event ?? []);
    expect(events).toHaveLength(3);
    expect(events.filter(({ recurrence }) => recurrence !== undefined)).toHaveLength(1);
    expect(expected.filter(({ isContact }) => isContact).map(({ copies }) => copies[0]?.folder)).toHaveLength(2);
    const later = await expectedMessages(populated, false, new Date('2028-03-10T12:00:00Z'));
    expect(later.length).toBe(expected.length - 2);
  });
});
