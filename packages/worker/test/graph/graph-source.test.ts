import {
  type ChangeableWorld,
  createWorld,
  type ExchangeStandIn,
  fileAttachment,
  type GraphFault,
  type GraphStandIn,
  sampleFiles,
  startExchange,
  startGraph,
  type TestableMailbox,
  type WorldAttachment,
  type WorldMessage,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createExchangeSource } from '../../src/exchange/index.ts';
import { createGraphSource } from '../../src/graph/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { FolderChange, ItemChange, MailboxReader, MailMessage, MailSource } from '../../src/sync/ports/index.ts';
import { basicSettings } from '../exchange/canned-exchange.ts';
import { goodSignIn } from '../support/mail-adapters.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { never } from './canned-graph.ts';

const address = 'ann@contoso.example';

let world: ChangeableWorld;
let mailbox: TestableMailbox;
let graph: GraphStandIn;
let exchange: ExchangeStandIn;
let source: MailSource;
let ews: MailSource;
let reader: MailboxReader;
let clock: ManualClock;
const events: SyncEvent[] = [];

beforeEach(async () => {
  world = await createWorld({ seed: 7 });
  mailbox = world.addMailbox(address, { archive: true, generated: 60 });
  graph = await startGraph({
    world,
    readToken: async (token) => (token === 'good' ? { roles: ['Mail.Read'] } : { refusal: 'bad' }),
  });
  exchange = await startExchange({ world, authentication: { basic: { username: 'svc', password: 'secret' } } });
  clock = createManualClock();
  events.length = 0;
  const emit = (event: SyncEvent) => events.push(event);
  source = createGraphSource({ graphUrl: graph.graphUrl, signIn: goodSignIn, clock, emit, version: '1.0' });
  ews = createExchangeSource({ settings: basicSettings(exchange.ewsUrl), clock, emit, version: '1.0' });
  reader = source.open({ address, store: 'primary' });
});

afterEach(async () => {
  expect(graph.peak()).toBeLessThanOrEqual(4);
  await source.close();
  await ews.close();
  await graph.close();
  await exchange.close();
});

const inbox = () => mailbox.primary.wellKnown('inbox')?.id ?? '';
const strike = (operation: string, effect: GraphFault, times = 1) => graph.faults.add({ operation, effect, times });

interface Listing<Change> {
  readonly changes: readonly Change[];
  readonly cursor: string;
}

async function items(folderId = inbox(), from?: string, by = reader): Promise<Listing<ItemChange>> {
  const changes: ItemChange[] = [];
  for (let cursor = from; ; ) {
    const page = await by.listItemChanges(folderId, cursor, never);
    changes.push(...page.changes);
    cursor = page.cursor;
    if (page.complete) return { changes, cursor };
  }
}

async function folders(from?: string, by = reader): Promise<Listing<FolderChange>> {
  const changes: FolderChange[] = [];
  for (let cursor = from; ; ) {
    const page = await by.listFolderChanges(cursor, never);
    changes.push(...page.changes);
    cursor = page.cursor;
    if (page.complete) return { changes, cursor };
  }
}

async function messages(by: MailboxReader, ids: readonly string[]): Promise<readonly MailMessage[]> {
  const all: MailMessage[] = [];
  for (let start = 0; start < ids.length; start += by.messageBatchSize) {
    for (const outcome of await by.fetchMessages(ids.slice(start, start + by.messageBatchSize), never)) {
      if (!outcome.ok) throw new Error(JSON.stringify(outcome));
      all.push(outcome.value);
    }
  }
  return all;
}

type Sample = Awaited<ReturnType<typeof sampleFiles>>[number];

const upserts = (changes: readonly ItemChange[]) =>
  changes.flatMap((change) => (change.kind === 'upsert' ? [change.itemId] : []));

const file = (sample: Sample | undefined) => {
  if (sample === undefined) throw new Error('there are no sample files');
  return fileAttachment(sample, 'sample.docx');
};

/** Delivers a message like others, but for this. */
function deliver(change: Partial<WorldMessage>): string {
  const content = mailbox.primary.deliver(inbox()).content();
  return restId(mailbox.primary.deliver(inbox(), () => ({ ...content, ...change })).immutableId);
}

const restId = (id: string) => id.replaceAll('/', '-').replaceAll('+', '_');
const immutable = (item: { readonly immutableId: string } | undefined) => restId(item?.immutableId ?? '');

describe('the same mailbox', () => {
  it('has the same folders as through EWS, but for those that hold no mail', async () => {
    mailbox.primary.addFolder({ name: ' a/b', parentId: inbox() });
    for (let number = 0; number < 120; number += 1) mailbox.primary.addFolder({ name: `folder ${number}` });
    const through = await folders();
    const others = await folders(undefined, ews.open({ address, store: 'primary' }));
    const mail = others.changes.filter(
      (change) => change.kind === 'upsert' && change.folder.folderClass === 'IPF.Note',
    );
    expect(through.changes).toHaveLength(mail.length);
    expect(through.changes).toEqual(expect.arrayContaining(mail as FolderChange[]));
    expect(graph.calls.counts()['FoldersDelta']).toBe(2);
  });

  it('has the same messages as through EWS, in everything but ids and change keys', async () => {
    const [sample] = await sampleFiles();
    const inner = mailbox.primary.deliver(inbox()).content();
    const attachments = [
      file(sample),
      { kind: 'message', name: 'inner', size: 100, message: inner } as const,
      { kind: 'reference', name: 'cloud', size: 0, url: 'https://x.example/' } as const,
    ];
    deliver({ attachments, sensitivity: 'Private', importance: 'High', flagStatus: 'Flagged', categories: ['Blue'] });
    deliver({
      body: { type: 'Text', text: ' plain < text\r\n> quoted\u0001\n' },
      bcc: [{ name: 'B', address: 'b@x.example' }],
    });
    deliver({ subject: undefined, from: undefined, to: [], sentAt: undefined, internetMessageId: undefined });
    const meeting = { uid: 'u', start: new Date(0), end: new Date(60_000), location: 'Room', organizer: inner.from };
    deliver({ itemClass: 'IPM.Schedule.Meeting.Request', from: inner.from, meeting });
    deliver({ itemClass: 'IPM.Schedule.Meeting.Canceled', meeting });
    const here = ews.open({ address, store: 'primary' });
    for (const folder of [inbox(), mailbox.primary.addFolder({ name: 'many', generated: 400 }).id]) {
      const mine = await messages(reader, upserts((await items(folder)).changes));
      const theirs = await messages(here, upserts((await items(folder, undefined, here)).changes));
      expect(mine).toHaveLength(theirs.length);
      const byLink = (all: readonly MailMessage[]) => new Map(all.map((one) => [one.webLink, shared(one)]));
      expect(byLink(mine)).toEqual(byLink(theirs));
    }
  });
});

/** What both sources say of a message. Ids are their own, and change keys differ with the kind of id. */
function shared(message: MailMessage) {
  const { itemId: _item, changeKey: _version, attachments, ...rest } = message;
  return { ...rest, attachments: attachments.map(({ id: _id, ...other }) => other) };
}

describe('folders', () => {
  it('tell what happened since', async () => {
    const { cursor } = await folders();
    const gone = mailbox.primary.addFolder({ name: 'short-lived' });
    const next = await folders(cursor);
    mailbox.primary.removeFolder(gone.id);
    mailbox.primary.renameFolder(inbox(), 'Eingang');
    const { changes } = await folders(next.cursor);
    expect(next.changes).toMatchObject([{ kind: 'upsert', folder: { id: gone.id, folderClass: 'IPF.Note' } }]);
    expect(changes).toHaveLength(2);
    expect(changes).toContainEqual({ kind: 'removed', folderId: gone.id });
    expect(changes).toContainEqual({
      kind: 'upsert',
      folder: expect.objectContaining({ name: 'Eingang', wellKnownName: 'inbox', id: inbox() }),
    });
  });

  it('cost one call when there is nothing new', async () => {
    const { cursor } = await folders();
    const before = graph.calls.counts();
    expect((await folders(cursor)).changes).toEqual([]);
    const after = graph.calls.counts();
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(['FoldersDelta']);
  });

  it('are listed again when their token is lost', async () => {
    const { cursor } = await folders();
    graph.loseTokens();
    await expect(folders(cursor)).rejects.toMatchObject({ kind: 'cursor-invalid', code: 'SyncStateNotFound' });
  });

  it('of a mailbox that is none are a failure of that mailbox', async () => {
    const nobody = source.open({ address: 'nobody@contoso.example', store: 'primary' });
    await expect(folders(undefined, nobody)).rejects.toMatchObject({ kind: 'mailbox' });
  });

  it('that went without a word say so when they are listed, from the beginning or from a cursor', async () => {
    const folder = mailbox.primary.addFolder({ name: 'short-lived', generated: 3 });
    const { cursor } = await items(folder.id);
    mailbox.primary.removeFolder(folder.id);
    for (const from of [cursor, undefined]) {
      expect(await reader.listItemChanges(folder.id, from, never)).toMatchObject({ changes: [], folderGone: true });
    }
  });
});

describe('item changes', () => {
  it('come newest first, in pages of five hundred, each item once', async () => {
    const big = mailbox.primary.addFolder({ name: 'big', generated: 1200 });
    const { changes } = await items(big.id);
    expect(new Set(upserts(changes)).size).toBe(1200);
    expect(changes[0]?.itemId).toBe(immutable(big.itemsBelow(undefined, 1)[0]));
    expect(graph.calls.counts()['MessagesDelta']).toBe(3);
  });

  it('tell arrivals, edits, moves and removals since', async () => {
    const target = mailbox.primary.addFolder({ name: 'target' });
    const { cursor } = await items();
    const [a, b, c] = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 3) ?? [];
    mailbox.primary.edit(a?.id ?? '', (message) => ({ ...message, subject: 'edited' }));
    mailbox.primary.remove(b?.id ?? '');
    const moved = mailbox.primary.move(c?.id ?? '', target.id);
    const arrived = mailbox.primary.deliver(inbox());
    const { changes } = await items(inbox(), cursor);
    expect(changes).toHaveLength(4);
    expect(changes).toContainEqual({ kind: 'upsert', itemId: immutable(a), changeKey: expect.any(String) });
    expect(changes).toContainEqual({ kind: 'removed', itemId: immutable(b) });
    const now = { folderId: target.id, changeKey: moved.changeKey };
    expect(changes).toContainEqual({ kind: 'removed', itemId: immutable(c), now });
    expect(changes).toContainEqual({ kind: 'upsert', itemId: immutable(arrived), changeKey: expect.any(String) });
    expect(upserts((await items(target.id)).changes)).toEqual([immutable(moved)]);
    expect(immutable(moved)).toBe(immutable(c));
  });

  it.each(['untold', 'before'] as const)('do not take what left and came back for removed (%s)', async (item) => {
    const target = mailbox.primary.addFolder({ name: 'target' });
    const { cursor } = await items();
    const [one] = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 1) ?? [];
    const away = mailbox.primary.move(one?.id ?? '', target.id);
    mailbox.primary.move(away?.id ?? '', inbox());
    strike('MessagesDelta', { kind: 'returned-as-removed', item });
    const { changes } = await items(inbox(), cursor);
    expect(changes).toEqual([{ kind: 'upsert', itemId: immutable(one), changeKey: expect.any(String) }]);
  });

  it('come once when a round tells them twice, in any order', async () => {
    strike('MessagesDelta', { kind: 'replay' });
    const { changes } = await items();
    expect(changes).toHaveLength(60);
    expect(new Set(upserts(changes)).size).toBe(60);
  });

  it('are listed again when the token is lost, also half way', async () => {
    const big = mailbox.primary.addFolder({ name: 'big', generated: 700 });
    const half = await reader.listItemChanges(big.id, undefined, never);
    expect(half.complete).toBe(false);
    const { cursor } = await items();
    graph.loseTokens();
    for (const [folderId, stale] of [
      [big.id, half.cursor],
      [inbox(), cursor],
    ] as const) {
      await expect(items(folderId, stale)).rejects.toMatchObject({ kind: 'cursor-invalid', code: 'SyncStateNotFound' });
    }
    expect((await items(big.id)).changes).toHaveLength(700);
  });

  it('come in smaller pages when pages are too large for the service', async () => {
    strike('MessagesDelta', { kind: 'truncated-page', above: 20 }, 20);
    expect(new Set(upserts((await items()).changes)).size).toBe(60);
  });

  it('with an entry that can never be told leave the folder alone, and the others go on', async () => {
    const [one] = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 1) ?? [];
    strike('MessagesDelta', { kind: 'truncated-page', poison: immutable(one) }, 20);
    await expect(items()).rejects.toMatchObject({ kind: 'folder', code: 'graph.unreadable-answer' });
  });
});

describe('messages', () => {
  it('come twenty at a time, within what one mailbox may ask for', async () => {
    const ids = upserts((await items()).changes);
    await messages(source.open({ address, store: 'primary' }), ids);
    expect(graph.calls.counts()['Batch']).toBe(3 + 3);
    expect(graph.calls.counts()['ListMessages']).toBeUndefined();
  });

  it('that arrived next to each other come by one request, and are the same', async () => {
    const ids = upserts((await items()).changes);
    const single = await messages(source.open({ address, store: 'primary' }), ids);
    const before = graph.calls.counts();
    expect(await messages(reader, ids)).toEqual(single);
    const after = graph.calls.counts();
    // Three lists, three of plain texts, and those of which it is not known when they arrived.
    expect(after['ListMessages']).toBe(3 + 3);
    expect((after['GetMessage'] ?? 0) - (before['GetMessage'] ?? 0)).toBeLessThanOrEqual(3);
  });

  it('that arrived while they were fetched take nothing from the others', async () => {
    const ids = upserts((await items()).changes).slice(0, 20);
    const [newest] = await messages(source.open({ address, store: 'primary' }), ids);
    for (let more = 0; more < 15; more += 1) deliver({ receivedAt: newest?.receivedAt });
    expect((await messages(reader, ids)).map(({ itemId }) => itemId)).toEqual(ids);
  });

  it('far from each other are asked for one by one', async () => {
    const ids = upserts((await items()).changes).filter((_, position) => position % 10 === 0);
    await messages(reader, ids);
    expect(graph.calls.counts()['ListMessages']).toBeUndefined();
  });

  it('between which others stand that no page told of are asked for together no more', async () => {
    const big = mailbox.primary.addFolder({ name: 'big', generated: 200 });
    const { cursor } = await items(big.id);
    const edited = big.itemsBelow(undefined, 200).filter((_, position) => position % 20 === 0);
    for (const { id } of edited) mailbox.primary.edit(id, (message) => ({ ...message, subject: 'edited' }));
    const ids = upserts((await items(big.id, cursor)).changes);
    expect(ids).toHaveLength(10);
    for (const half of [ids.slice(0, 5), ids.slice(5)]) {
      expect((await messages(reader, half)).map(({ subject }) => subject)).toEqual(half.map(() => 'edited'));
    }
    expect(graph.calls.counts()['ListMessages']).toBe(1);
  });

  it.each<[string, GraphFault]>([
    ['fails', { kind: 'error', status: 500, code: 'ErrorInternalServerError' }],
    ['ends in the middle', { kind: 'truncated-page' }],
    ['is not served', { kind: 'error', status: 400, code: 'ErrorInvalidUrlQueryFilter' }],
  ])('come one by one when a list of them %s, and so does what follows', async (_, effect) => {
    const ids = upserts((await items()).changes);
    strike('ListMessages', effect, 100);
    expect(await messages(reader, ids)).toHaveLength(60);
    expect(graph.calls.counts()['ListMessages']).toBe(1);
    expect(clock.slept).toEqual([]);
  });

  it('are asked for together again after a throttle', async () => {
    const ids = upserts((await items()).changes).slice(0, 20);
    strike('ListMessages', { kind: 'error', status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 3 });
    expect(await messages(reader, ids)).toHaveLength(20);
    expect(graph.calls.counts()['ListMessages']).toBe(3);
    expect(clock.slept).toHaveLength(1);
  });

  it('whose attachments cannot be expanded come with them all the same', async () => {
    const [sample] = await sampleFiles();
    const one = deliver({ attachments: Array.from({ length: 30 }, () => file(sample)) });
    strike('GetMessage', { kind: 'expand-fails', above: 20 }, 100);
    const [message] = await messages(reader, [one]);
    expect(message?.attachments).toHaveLength(30);
    const { bytes } = (await reader.fetchAttachment(message?.attachments[29]?.id ?? '', never)) as {
      bytes: Uint8Array;
    };
    expect(bytes.byteLength).toBe(message?.attachments[29]?.size);
  });

  it('that went since they were listed are gone, and do not take others with them', async () => {
    const [a, b] = upserts((await items()).changes);
    const [first] = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 1) ?? [];
    mailbox.primary.remove(first?.id ?? '');
    expect(await reader.fetchMessages([a ?? '', b ?? ''], never)).toMatchObject([
      { ok: false, failure: { kind: 'gone', code: 'ErrorItemNotFound' } },
      { ok: true },
    ]);
  });

  it('that were moved since they were listed say where they are', async () => {
    const target = mailbox.primary.addFolder({ name: 'target' });
    const [a, b] = upserts((await items()).changes);
    const [first] = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 1) ?? [];
    mailbox.primary.move(first?.id ?? '', target.id);
    expect(await reader.fetchMessages([a ?? '', b ?? ''], never)).toMatchObject([
      { ok: true, folderId: target.id },
      { ok: true, folderId: inbox() },
    ]);
  });

  it('that are throttled one by one come in the end', async () => {
    const ids = upserts((await items()).changes).slice(0, 20);
    strike('GetMessage', { kind: 'error', status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 3 }, 5);
    expect(await messages(source.open({ address, store: 'primary' }), ids)).toHaveLength(20);
    expect(clock.slept).toHaveLength(1);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(3_000);
  });
});

describe('attachments', () => {
  it('are files as they are, messages to be read, and links without content', async () => {
    const [sample] = await sampleFiles();
    const inner = mailbox.primary.deliver(inbox()).content();
    const id = deliver({
      attachments: [
        file(sample),
        {
          kind: 'message',
          name: 'inner',
          size: 100,
          message: { ...inner, attachments: [file(sample)] },
        },
        { kind: 'reference', name: 'cloud', size: 0, url: 'https://x.example/' },
      ],
    });
    const [message] = await messages(reader, [id]);
    const [first, attached, link] = message?.attachments.map((attachment) => attachment.id) ?? [];
    const content = await reader.fetchAttachment(first ?? '', never);
    expect(content).toMatchObject({ kind: 'file' });
    expect(Buffer.from((content as { bytes: Uint8Array }).bytes).equals(sample?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(await reader.fetchAttachment(attached ?? '', never)).toMatchObject({
      kind: 'message',
      message: { subject: inner.subject, attachments: [{ kind: 'file' }] },
    });
    await expect(reader.fetchAttachment(link ?? '', never)).rejects.toMatchObject({ kind: 'permanent' });
  });
});

describe('a large attachment', () => {
  it('that is cut short comes whole in the end, through either source', async () => {
    const bytes = Buffer.alloc(300_000, 'a');
    const big: WorldAttachment = {
      kind: 'file',
      name: 'big.txt',
      contentType: 'text/plain',
      contentId: undefined,
      isInline: false,
      size: bytes.length,
      content: async () => bytes,
    };
    const id = deliver({ attachments: [big] });
    const [{ id: ewsId = '' } = {}] = mailbox.primary.wellKnown('inbox')?.itemsBelow(undefined, 1) ?? [];
    strike('GetAttachmentValue', { kind: 'truncate' }, 2);
    exchange.faults.add({ operation: 'GetAttachment', effect: { kind: 'truncate' }, times: 2 });
    for (const [by, itemId] of [
      [reader, id],
      [ews.open({ address, store: 'primary' }), ewsId],
    ] as const) {
      const [message] = await messages(by, [itemId]);
      const [attachment] = message?.attachments ?? [];
      const content = await by.fetchAttachment(attachment?.id ?? '', never, attachment?.size);
      expect(Buffer.from((content as { bytes: Uint8Array }).bytes).equals(bytes)).toBe(true);
    }
  });
});
