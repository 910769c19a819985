import {
  type ChangeableWorld,
  createWorld,
  type ExchangeFault,
  type ExchangeStandIn,
  fileAttachment,
  sampleFiles,
  startExchange,
  type TestableMailbox,
  type WorldMessage,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createExchangeSource } from '../../src/exchange/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { ItemChange, MailboxReader, MailMessage, MailSource } from '../../src/sync/ports/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { recordedBodies } from '../support/recorded-bodies.ts';
import { basicSettings } from './canned-exchange.ts';

const never = new AbortController().signal;
const address = 'ann@contoso.example';

let world: ChangeableWorld;
let mailbox: TestableMailbox;
let exchange: ExchangeStandIn;
let source: MailSource;
let reader: MailboxReader;
let clock: ManualClock;
const events: SyncEvent[] = [];

const openSource = (ewsUrl = exchange.ewsUrl) =>
  createExchangeSource({ settings: basicSettings(ewsUrl), clock, emit: (event) => events.push(event), version: '1.0' });

beforeEach(async () => {
  world = await createWorld({ seed: 7 });
  mailbox = world.addMailbox(address, { archive: true, generated: 30, generatedInArchive: 3 });
  const authentication = { basic: { username: 'svc', password: 'secret' } };
  exchange = await startExchange({ world, authentication, ...recordedBodies() });
  clock = createManualClock();
  events.length = 0;
  source = openSource();
  reader = source.open({ address, store: 'primary' });
});

afterEach(async () => {
  await source.close();
  await exchange.close();
});

const inbox = () => mailbox.primary.wellKnown('inbox')?.id ?? '';
const strike = (operation: string, effect: ExchangeFault, times = 1) =>
  exchange.faults.add({ operation, effect, times });

async function listAll(folderId: string): Promise<readonly ItemChange[]> {
  const changes: ItemChange[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await reader.listItemChanges(folderId, cursor, never);
    changes.push(...page.changes);
    if (page.complete) return changes;
    cursor = page.cursor;
  }
}

async function fetchOne(change: Partial<WorldMessage>): Promise<MailMessage> {
  const content = mailbox.primary.deliver(inbox()).content();
  const item = mailbox.primary.deliver(inbox(), () => ({ ...content, ...change }));
  const [outcome] = await reader.fetchMessages([item.id], never);
  if (outcome?.ok !== true) throw new Error(`not fetched: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

describe('folders', () => {
  it('come with class, parent and distinguished id, from the visible tree alone', async () => {
    const parent = mailbox.primary.addFolder({ name: 'C# team' });
    mailbox.primary.addFolder({ name: 'a/b', parentId: parent.id });
    const { changes, complete } = await reader.listFolderChanges(undefined, never);
    const folders = changes.flatMap((change) => (change.kind === 'upsert' ? [change.folder] : []));
    expect(complete).toBe(true);
    expect(folders).toHaveLength(mailbox.primary.folders().length);
    expect(folders.find(({ wellKnownName }) => wellKnownName === 'deleteditems')?.name).toBe('Deleted Items');
    expect(folders.find(({ wellKnownName }) => wellKnownName === 'tasks')?.folderClass).toBe('IPF.Task');
    expect(folders.find(({ name }) => name === 'a/b')?.parentId).toBe(parent.id);
  });

  it('tell what happened since', async () => {
    const { cursor } = await reader.listFolderChanges(undefined, never);
    const gone = mailbox.primary.folders()[3];
    mailbox.primary.removeFolder(gone?.id ?? '');
    mailbox.primary.renameFolder(inbox(), 'Eingang');
    const { changes } = await reader.listFolderChanges(cursor, never);
    expect(changes).toHaveLength(2);
    expect(changes).toContainEqual({ kind: 'upsert', folder: expect.objectContaining({ name: 'Eingang' }) });
    expect(changes).toContainEqual({ kind: 'removed', folderId: gone?.id });
  });

  it('of an archive stand apart, and a mailbox without one is normal', async () => {
    const archive = source.open({ address, store: 'archive' });
    const { changes } = await archive.listFolderChanges(undefined, never);
    expect(changes.map((change) => change.kind === 'upsert' && change.folder.wellKnownName)).toEqual([
      'archiveinbox',
      'archivedeleteditems',
    ]);
    world.addMailbox('ben@contoso.example');
    const none = source.open({ address: 'ben@contoso.example', store: 'archive' });
    await expect(none.listFolderChanges(undefined, never)).rejects.toMatchObject({ kind: 'no-archive' });
  });

  it('of an unknown mailbox are a failure of that mailbox', async () => {
    const unknown = source.open({ address: 'nobody@contoso.example', store: 'primary' });
    await expect(unknown.listFolderChanges(undefined, never)).rejects.toMatchObject({
      kind: 'mailbox',
      code: 'ErrorNonExistentMailbox',
    });
  });
});

describe('a cursor', () => {
  it('is told from those of another source, and Exchange is not asked', async () => {
    const { cursor } = await reader.listFolderChanges(undefined, never);
    const calls = exchange.calls.counts();
    expect(reader.isOwnCursor(cursor)).toBe(true);
    expect(reader.isOwnCursor('graph:items:1:https://x/')).toBe(false);
    expect(exchange.calls.counts()).toEqual(calls);
  });
});

describe('item changes', () => {
  it('come newest first, in pages, each item once', async () => {
    const big = mailbox.primary.addFolder({ name: 'big', generated: 1200 });
    const changes = await listAll(big.id);
    expect(new Set(changes.map(({ itemId }) => itemId)).size).toBe(1200);
    expect(changes[0]?.itemId).toBe(big.itemsBelow(undefined, 1)[0]?.id);
    expect(exchange.calls.counts()['SyncFolderItems']).toBe(3);
  });

  it('tell arrivals, edits, read flags, moves and removals since', async () => {
    const target = mailbox.primary.addFolder({ name: 'target' });
    const { cursor } = await reader.listItemChanges(inbox(), undefined, never);
    const [a, b, c, d] = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 4) ?? [];
    mailbox.primary.edit(a?.id ?? '', (message) => ({ ...message, subject: 'edited' }));
    mailbox.primary.markRead(b?.id ?? '', true);
    mailbox.primary.remove(c?.id ?? '');
    const moved = mailbox.primary.move(d?.id ?? '', target.id);
    const { changes } = await reader.listItemChanges(inbox(), cursor, never);
    expect(changes).toEqual([
      { kind: 'upsert', itemId: a?.id, changeKey: expect.any(String) },
      { kind: 'read-flag', itemId: b?.id },
      { kind: 'removed', itemId: c?.id },
      { kind: 'removed', itemId: d?.id },
    ]);
    const there = await reader.listItemChanges(target.id, undefined, never);
    expect(there.changes).toEqual([{ kind: 'upsert', itemId: moved.id, changeKey: expect.any(String) }]);
  });

  it('tell the end of an item that was told of, whatever became of it before, and nothing of one that came and went', async () => {
    const known = mailbox.primary.deliver(inbox());
    const { cursor } = await reader.listItemChanges(inbox(), undefined, never);
    mailbox.primary.edit(known.id, (message) => ({ ...message, subject: 'edited' }));
    const cameAndWent = mailbox.primary.deliver(inbox());
    for (const { id } of [known, cameAndWent]) mailbox.primary.remove(id);
    const { changes } = await reader.listItemChanges(inbox(), cursor, never);
    expect(changes).toEqual([{ kind: 'removed', itemId: known.id }]);
  });

  it.each(['garbage', 'U1MgZ2FyYmFnZQ=='])('with the cursor %s are asked for from the beginning', async (cursor) => {
    await expect(reader.listItemChanges(inbox(), cursor, never)).rejects.toMatchObject({ kind: 'cursor-invalid' });
  });

  it('of a folder that is gone are a failure of that folder', async () => {
    const folder = mailbox.primary.addFolder({ name: 'x' });
    mailbox.primary.removeFolder(folder.id);
    await expect(reader.listItemChanges(folder.id, undefined, never)).rejects.toMatchObject({ kind: 'folder' });
  });

  it('survive an item of a kind that the library does not know', async () => {
    strike('SyncFolderItems', { kind: 'unknown-element' });
    expect(await listAll(inbox())).toHaveLength(30);
  });
});

describe('messages', () => {
  it('arrive whole', async () => {
    const message = await fetchOne({
      subject: 'Grüße & <tags> 🎉',
      from: { name: 'Ben', address: 'ben@contoso.example' },
      to: [
        { name: 'Ann', address },
        { name: undefined, address: 'x@y.example' },
      ],
      cc: [{ name: 'Only a name', address: undefined }],
      sentAt: new Date('2026-02-03T04:05:06Z'),
      importance: 'High',
      sensitivity: 'Private',
      flagStatus: 'Flagged',
      categories: ['Blue', 'Ä'],
      internetMessageId: '<1@x>',
      body: { type: 'HTML', text: '<p>Hallo\r\nWelt</p>' },
      attachments: [],
    });
    expect(message).toMatchObject({
      subject: 'Grüße & <tags> 🎉',
      from: { name: 'Ben', address: 'ben@contoso.example' },
      to: [{ name: 'Ann', address }, { address: 'x@y.example' }],
      cc: [{ name: 'Only a name' }],
      sentAt: new Date('2026-02-03T04:05:06Z'),
      importance: 'high',
      sensitivity: 'private',
      flagStatus: 'flagged',
      categories: ['Blue', 'Ä'],
      internetMessageId: '<1@x>',
      body: { format: 'html', content: '<p>Hallo\r\nWelt</p>' },
      webLink: expect.stringMatching(/^https:\/\/outlook\.office365\.com\/owa\/\?ItemID=.+%2F.+&exvsurl=1/),
    });
  });

  it.each([
    ['IPM.Schedule.Meeting.Request', true],
    ['IPM.Schedule.Meeting.Resp.Pos', false],
    ['IPM.Schedule.Meeting.Canceled', false],
  ])('of class %s say when and where the meeting is', async (itemClass, saysWho) => {
    const organizer = { name: 'Ann', address: 'ann@contoso.example' };
    const [start, end] = [new Date('2026-03-01T09:00:00Z'), new Date('2026-03-01T10:30:00Z')];
    const content = mailbox.primary.deliver(inbox()).content();
    const meeting = { uid: 'uid', start, end, location: 'Room 7', organizer };
    const { id } = mailbox.primary.deliver(inbox(), () => ({ ...content, itemClass, meeting }));
    const [outcome] = await reader.fetchMessages([id], never);
    expect(outcome).toMatchObject({
      ok: true,
      value: { itemClass, meeting: { start, end, location: 'Room 7', ...(saysWho ? { organizer } : {}) } },
    });
  });

  it('of other classes say nothing of a meeting', async () => {
    const { id } = mailbox.primary.deliver(inbox());
    const [outcome] = await reader.fetchMessages([id], never);
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome?.ok === true && 'meeting' in outcome.value).toBe(false);
  });

  it('keep plain text plain', async () => {
    const message = await fetchOne({ body: { type: 'Text', text: 'a <b> c' } });
    expect(message.body).toEqual({ format: 'text', content: 'a <b> c' });
  });

  it.each(['subject', 'from', 'sentAt', 'receivedAt', 'internetMessageId'] as const)(
    'without %s lack it',
    async (name) => {
      expect(await fetchOne({ [name]: undefined })).not.toHaveProperty(name);
    },
  );

  it.each(['', '   ', '\t'])('with the subject %j have none', async (subject) => {
    expect(await fetchOne({ subject })).not.toHaveProperty('subject');
  });

  it('keep their search key over moves and share it with copies, although ids and folders change', async () => {
    const target = mailbox.primary.addFolder({ name: 'target' });
    const item = mailbox.primary.deliver(inbox());
    const copy = mailbox.primary.copy(item.id, target.id);
    const moved = mailbox.primary.move(item.id, target.id);
    const outcomes = await reader.fetchMessages([copy.id, moved.id], never);
    const keys = outcomes.map((outcome) => outcome.ok && outcome.value.searchKey);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[0]).toBe(keys[1]);
  });

  it('fail one by one', async () => {
    const [good, corrupt] = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 2) ?? [];
    exchange.faults.add({
      operation: 'Item',
      target: corrupt?.id ?? '',
      effect: { kind: 'item-error', code: 'ErrorCorruptData' },
    });
    const gone = mailbox.primary.deliver(inbox());
    mailbox.primary.remove(gone.id);
    const outcomes = await reader.fetchMessages([good?.id ?? '', corrupt?.id ?? '', gone.id, 'nonsense'], never);
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : `${outcome.failure.code} ${outcome.failure.kind}`))).toEqual([
      'ok',
      'ErrorCorruptData permanent',
      'ErrorItemNotFound gone',
      'ErrorInvalidIdMalformed permanent',
    ]);
  });

  it('that a batch did not get to may be tried again', async () => {
    const items = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 4) ?? [];
    strike('GetItem', { kind: 'batch-stopped', after: 2 });
    const outcomes = await reader.fetchMessages(
      items.map(({ id }) => id),
      never,
    );
    expect(outcomes.map((outcome) => outcome.ok || outcome.failure.kind)).toEqual([
      true,
      true,
      'transient',
      'transient',
    ]);
  });

  it('of an answer with fewer messages than asked for are a failure that may pass, not a TypeError', async () => {
    const items = mailbox.primary.folder(inbox())?.itemsBelow(undefined, 2) ?? [];
    strike('GetItem', { kind: 'fewer-responses' }, 99);
    await expect(
      reader.fetchMessages(
        items.map(({ id }) => id),
        never,
      ),
    ).rejects.toMatchObject({
      code: 'ews.incomplete-answer',
      kind: 'transient',
    });
  });

  it('keep an error code that the library does not know', async () => {
    const item = mailbox.primary.deliver(inbox());
    exchange.faults.add({
      operation: 'Item',
      target: item.id,
      effect: { kind: 'item-error', code: 'ErrorFromTheFuture', outsideSchema: true },
    });
    const [outcome] = await reader.fetchMessages([item.id], never);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'ErrorFromTheFuture', kind: 'transient' } });
  });

  it('lose characters that XML forbids and nothing else', async () => {
    strike('GetItem', { kind: 'control-characters' });
    expect((await fetchOne({ subject: 'a\u0007b' })).subject).toBe('ab');
  });
});

describe('attachments', () => {
  it('of every kind are told, and their contents arrive byte for byte', async () => {
    const files = await sampleFiles();
    const pdf = files.find(({ extension }) => extension === 'pdf');
    const nested = mailbox.primary.deliver(inbox()).content();
    if (pdf === undefined) throw new Error('no pdf');
    const message = await fetchOne({
      attachments: [
        fileAttachment(pdf, 'Ä invoice.pdf'),
        {
          kind: 'message',
          name: 'fwd',
          size: 100,
          message: { ...nested, subject: 'inner', body: { type: 'Text', text: 'inner text' } },
        },
        { kind: 'reference', name: 'Plan & Co.docx', size: 10, url: 'https://share.example/' },
        fileAttachment(pdf, 'logo.png', { contentId: 'logo' }),
      ],
    });
    const named = (name: string) => message.attachments.find((attachment) => attachment.name === name);
    const size = pdf.bytes.byteLength;
    expect(message.attachments).toHaveLength(4);
    expect(named('Ä invoice.pdf')).toMatchObject({
      kind: 'file',
      contentType: 'application/pdf',
      isInline: false,
      size,
    });
    expect(named('fwd')).toMatchObject({ kind: 'message' });
    expect(named('Plan & Co.docx')).toMatchObject({ kind: 'reference' });
    expect(named('logo.png')).toMatchObject({ kind: 'file', isInline: true });
    const [file, inner] = [named('Ä invoice.pdf'), named('fwd')];
    const content = await reader.fetchAttachment(file?.id ?? '', never);
    expect(content.kind === 'file' && Buffer.compare(content.bytes, pdf.bytes)).toBe(0);
    const attached = await reader.fetchAttachment(inner?.id ?? '', never);
    expect(attached).toMatchObject({ kind: 'message', message: { subject: 'inner', body: { content: 'inner text' } } });
  });

  it('that cannot be opened fail for good', async () => {
    const [pdf] = await sampleFiles();
    if (pdf === undefined) throw new Error('no file');
    const message = await fetchOne({ attachments: [fileAttachment(pdf, 'x.docx')] });
    const id = message.attachments[0]?.id ?? '';
    exchange.faults.add({
      operation: 'Item',
      target: id,
      effect: { kind: 'item-error', code: 'ErrorCannotOpenFileAttachment' },
    });
    await expect(reader.fetchAttachment(id, never)).rejects.toMatchObject({
      code: 'ErrorCannotOpenFileAttachment',
      kind: 'permanent',
    });
  });
});

describe('what the library gets wrong', () => {
  const call = () => reader.listItemChanges(inbox(), undefined, never);

  it.each<[string, ExchangeFault]>([
    ['an empty 500', { kind: 'http', status: 500 }],
    ['a 500 with a web page', { kind: 'http', status: 500, body: 'html' }],
    ['a 502 with a web page', { kind: 'http', status: 502, body: 'html' }],
    ['a web page with 200', { kind: 'http', status: 200, body: 'html' }],
    ['a body that ends early', { kind: 'truncate' }],
    ['a broken connection', { kind: 'reset' }],
    ['a fault with 200', { kind: 'fault', code: 'ErrorInternalServerTransientError', status: 200 }],
    ['a fault with 500', { kind: 'fault', code: 'ErrorMailboxStoreUnavailable' }],
    ['an error in the answer', { kind: 'response-error', code: 'ErrorTimeoutExpired' }],
    ['503 without advice', { kind: 'http', status: 503 }],
    ['a busy server without advice', { kind: 'fault', code: 'ErrorServerBusy' }],
  ])('is tried again after %s, and the answer arrives', async (_, effect) => {
    strike('SyncFolderItems', effect, 2);
    expect((await call()).changes).toHaveLength(30);
    expect(events.filter(({ type }) => type === 'retrying')).toHaveLength(2);
  });

  it.each<[string, ExchangeFault, object]>([
    ['an empty 500', { kind: 'http', status: 500 }, { code: 'http.500', kind: 'transient' }],
    ['a body that ends early', { kind: 'truncate' }, { code: 'ews.truncated-answer' }],
    ['a web page', { kind: 'http', status: 200, body: 'html' }, { code: 'ews.html-answer' }],
    ['a broken connection', { kind: 'reset' }, { code: 'network.ECONNRESET', kind: 'transient' }],
    ['a fault with 200', { kind: 'fault', code: 'ErrorADUnavailable', status: 200 }, { code: 'ErrorADUnavailable' }],
  ])('ends as an Error with a code after %s', async (_, effect, expected) => {
    strike('SyncFolderItems', effect, 99);
    const thrown: unknown = await call().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toMatchObject(expected);
  });

  it.each<[string, ExchangeFault, number]>([
    ['BackOffMilliseconds in a fault', { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 7_000 }, 7_000],
    ['BackOffMilliseconds in the answer', { kind: 'response-error', code: 'ErrorServerBusy', backOffMs: 8_000 }, 8_000],
    ['Retry-After', { kind: 'http', status: 429, retryAfterSeconds: 9 }, 9_000],
    [
      'the text of the message',
      { kind: 'fault', code: 'ErrorServerBusy', message: 'Suggested backoff time 6500 ms.' },
      6_500,
    ],
    ['no advice at all', { kind: 'fault', code: 'ErrorServerBusy' }, 5_000],
  ])('waits as long as it is told by %s', async (_, effect, least) => {
    strike('SyncFolderItems', effect);
    await call();
    expect(clock.slept[0]).toBeGreaterThanOrEqual(least);
  });

  it('does not wait out minutes but says how long it was told to stay away', async () => {
    strike('SyncFolderItems', { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 297_749 });
    await expect(call()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 297_749 });
    expect(clock.slept).toEqual([]);
  });

  it('keeps what a 403 says, as a matter of this mailbox', async () => {
    strike('SyncFolderItems', { kind: 'http', status: 403, diagnostics: '4000000;reason="app not allowed"' });
    await expect(call()).rejects.toMatchObject({
      code: 'http.403',
      kind: 'mailbox',
      message: expect.stringContaining('app not allowed'),
    });
  });

  it('is cancelled when asked to, though the server never answers', async () => {
    strike('SyncFolderItems', { kind: 'hang' });
    const abort = new AbortController();
    const waiting = reader.listItemChanges(inbox(), undefined, abort.signal);
    setImmediate(() => abort.abort());
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('names the remedy when nobody listens', async () => {
    const { url } = exchange;
    await exchange.close();
    const lonely = openSource(`${url}/EWS/Exchange.asmx`);
    await expect(lonely.open({ address, store: 'primary' }).listFolderChanges(undefined, never)).rejects.toMatchObject({
      code: 'network.ECONNREFUSED',
      message: expect.stringContaining('EXCHANGE_EWS_URL'),
    });
    await lonely.close();
  });
});

describe('signing in', () => {
  it('with a wrong password is a matter of configuration, tried once', async () => {
    const wrong = createExchangeSource({
      settings: { ...basicSettings(exchange.ewsUrl), exchangePassword: 'wrong' },
      clock,
      emit: () => {},
      version: '1.0',
    });
    await expect(wrong.open({ address, store: 'primary' }).listFolderChanges(undefined, never)).rejects.toMatchObject({
      code: 'http.401',
      message: expect.stringContaining('EXCHANGE_PASSWORD'),
      kind: 'configuration',
    });
    expect(clock.slept).toEqual([]);
    await wrong.close();
  });
});

describe('a look at all folders', () => {
  const look = async () => {
    const folders = mailbox.primary.folders().map(({ id }) => ({ id, cursor: 'any' }));
    return reader.lookAtFolders(folders, never);
  };
  const changed = async (change: () => void): Promise<string[]> => {
    const before = await look();
    change();
    const after = await look();
    return [...after].flatMap(([id, now]) => (JSON.stringify(now) === JSON.stringify(before.get(id)) ? [] : id));
  };
  const first = () => mailbox.primary.wellKnown('inbox')?.itemsBelow(undefined, 1)[0]?.id ?? '';

  it('tells which of them something was delivered to, edited in, removed from or moved between', async () => {
    const { primary } = mailbox;
    const drafts = primary.wellKnown('drafts')?.id ?? '';
    expect(await changed(() => {})).toEqual([]);
    expect(await changed(() => primary.deliver(inbox()))).toEqual([inbox()]);
    expect(await changed(() => primary.edit(first(), (message) => message))).toEqual([inbox()]);
    expect(await changed(() => primary.remove(first()))).toEqual([inbox()]);
    expect((await changed(() => primary.move(first(), drafts))).sort()).toEqual([inbox(), drafts].sort());
  });

  it('takes one call for a thousand folders', async () => {
    for (let number = 0; number < 1_100; number += 1) mailbox.primary.addFolder({ name: `folder ${number}` });
    exchange.calls.reset();
    const folders = mailbox.primary.folders();
    expect([...(await look()).keys()].sort()).toEqual(folders.map(({ id }) => id).sort());
    expect(exchange.calls.counts()).toEqual({ FindFolder: 2 });
  });

  it('looks at the archive below its own root', async () => {
    const looks = await source.open({ address, store: 'archive' }).lookAtFolders([], never);
    expect([...looks.keys()].sort()).toEqual(
      mailbox.archive
        ?.folders()
        .map(({ id }) => id)
        .sort(),
    );
  });
});
