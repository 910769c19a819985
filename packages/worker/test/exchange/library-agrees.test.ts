import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ChangeableWorld,
  createWorld,
  type ExchangeStandIn,
  importMail,
  populate,
  type RecordedCall,
  startExchange,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createExchangeSource } from '../../src/exchange/index.ts';
import type { FolderChange, MailboxReader, MailMessage, MailSource } from '../../src/sync/ports/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { basicSettings, envelope, never } from './canned-exchange.ts';
import { attachmentOf, folderPageOf, itemPageOf, messagesOf } from './reference/library-reader.ts';

let world: ChangeableWorld;
let exchange: ExchangeStandIn;
let source: MailSource;
let last: RecordedCall | undefined;

beforeEach(async () => {
  world = await createWorld({ seed: 11 });
  exchange = await startExchange({
    world,
    authentication: { basic: { username: 'svc', password: 'secret' } },
    onExchange: (call) => {
      last = call;
    },
  });
  source = createExchangeSource({
    settings: basicSettings(exchange.ewsUrl),
    clock: createManualClock(),
    emit: () => {},
    version: '1.0',
  });
});
afterEach(async () => {
  await source.close();
  await exchange.close();
});

/** The answer to the last call, in an envelope again. */
const answer = () => envelope(last?.response ?? '');

/** Reads all of a store and has the library read the same answers. @returns how many messages and attachments that were */
async function compareStore(reader: MailboxReader): Promise<{ messages: number; attachments: number }> {
  const tally = { messages: 0, attachments: 0 };
  const folders = await reader.listFolderChanges(undefined, never);
  expect(await folderPageOf(answer())).toEqual({ ...folders, changes: folders.changes.map(withoutCalendar) });
  for (const change of folders.changes) {
    if (change.kind !== 'upsert') continue;
    const page = await reader.listItemChanges(change.folder.id, undefined, never);
    expect(await itemPageOf(answer())).toEqual(page);
    const ids = page.changes.map(({ itemId }) => itemId);
    for (let from = 0; from < ids.length; from += reader.messageBatchSize) {
      const messages = await compareMessages(reader, ids.slice(from, from + reader.messageBatchSize));
      tally.messages += messages.length;
      for (const message of messages) tally.attachments += await compareAttachments(reader, message);
    }
  }
  return tally;
}

async function compareMessages(reader: MailboxReader, ids: readonly string[]): Promise<readonly MailMessage[]> {
  const outcomes = await reader.fetchMessages(ids, never);
  const ours = outcomes.map((outcome) => (outcome.ok ? outcome.value : undefined));
  const asked = ids.map((itemId, position) => ({ itemId, link: ours[position]?.webLink ?? '' }));
  const theirs = await messagesOf(answer(), asked);
  const isMail = (_: unknown, position: number) =>
    ours[position]?.event === undefined && ours[position]?.contact === undefined;
  // What the library makes of events loses their wall clocks and takes the patterns that it cannot read for none.
  expect(theirs.filter(isMail)).toEqual(ours.filter(isMail).map((message) => message && withoutLinks(message)));
  return ours.flatMap((message) => message ?? []);
}

/** The library's number for the calendar is zero, which it takes for nothing. */
function withoutCalendar(change: FolderChange): FolderChange {
  if (change.kind !== 'upsert' || change.folder.wellKnownName !== 'calendar') return change;
  const { wellKnownName: _, ...folder } = change.folder;
  return { ...change, folder };
}

/** The library drops links to files in the cloud. */
function withoutLinks(message: MailMessage): MailMessage {
  return { ...message, attachments: message.attachments.filter(({ kind }) => kind !== 'reference') };
}

async function compareAttachments(reader: MailboxReader, { attachments }: MailMessage): Promise<number> {
  const readable = attachments.filter(({ kind }) => kind === 'file' || kind === 'message');
  for (const { id } of readable) {
    const content = await reader.fetchAttachment(id, never);
    const ours = content.kind === 'file' ? content : { ...content, message: withoutLinks(content.message) };
    expect(await attachmentOf(answer(), id)).toEqual(ours);
  }
  return readable.length;
}

describe('an answer of Exchange becomes the same, read here and by ews-javascript-api', () => {
  it('with messages of every kind that the generator knows', async () => {
    populate(world, { mailboxes: 3, messages: 60 });
    let messages = 0;
    let attachments = 0;
    for (const { address, archive } of world.mailboxes) {
      const stores = archive === undefined ? (['primary'] as const) : (['primary', 'archive'] as const);
      for (const store of stores) {
        const tally = await compareStore(source.open({ address, store }));
        messages += tally.messages;
        attachments += tally.attachments;
      }
    }
    expect(messages).toBeGreaterThan(150);
    expect(attachments).toBeGreaterThan(20);
  });

  // A machine of a user may lack the corpus.
  const corpus = join(process.env['CONNECTOR_SHARED_DATA'] ?? join(process.cwd(), '../shared/data'), 'mail');
  for (const folder of existsSync(corpus) ? [corpus] : []) {
    it('with real mail', async () => {
      const { messages: imported } = await importMail(world, folder);
      let messages = 0;
      for (const { address } of world.mailboxes) {
        messages += (await compareStore(source.open({ address, store: 'primary' }))).messages;
      }
      expect(messages).toBe(imported);
    });
  }
});
