import { createWorld, moveToArchive, type TestableMailbox } from '@connector/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { messageDocumentIdOf } from '../../src/documents/index.ts';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import { owner } from '../support/engine-world.ts';
import { type MailAdapters, startMailAdapters } from '../support/mail-adapters.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { completeIndex } from '../support/memory-index.ts';
import { oneRun } from '../support/one-run.ts';

/** Of the primary mailbox and the archive together; copies come on top. */
const messages = Number(process.env['TEST_MESSAGES'] ?? 10_000);
const archived = messages / 10;
const copies = messages / 50;
/** Below so many newer messages of the inbox none has a copy. */
const uncopied = messages / 10;

const state = createMemoryStateStore();
const index = completeIndex();
/** One for the worker, which keeps to the ten thousand requests of a mailbox in ten minutes, and for the service, which sees to it. */
const clock = createManualClock();
const never = new AbortController().signal;

let mailbox: TestableMailbox;
let inbox: string;
let done: string;
let adapters: MailAdapters;
let runs = 0;

beforeAll(async () => {
  const world = await createWorld({ seed: 7 });
  const generated = messages - archived - messages / 5;
  mailbox = world.addMailbox(owner, { archive: true, generated, generatedInArchive: archived });
  const { primary } = mailbox;
  inbox = primary.wellKnown('inbox')?.id ?? '';
  const project = primary.addFolder({ name: 'project', generated: messages / 10 });
  done = primary.addFolder({ name: 'done', parentId: project.id, generated: messages / 10 }).id;
  for (const id of some(copies, 50)) primary.copy(id, done);
  for (const id of some(copies / 4, 50 + copies)) primary.copy(id, inbox);
  adapters = await startMailAdapters(world, { clock });
});

afterAll(() => adapters.close());

/** Ids of messages in the inbox that settings let into the index, below so many newer ones. */
function some(count: number, below: number): readonly string[] {
  const all = mailbox.primary.folder(inbox)?.itemsBelow(undefined, below + 2 * count + 20) ?? [];
  const wanted = all.slice(below).filter((item) => {
    const { sensitivity, itemClass, attachments } = item.content();
    const isPlain = itemClass === 'IPM.Note' && attachments.length === 0;
    return isPlain && (sensitivity === 'Normal' || sensitivity === 'Personal');
  });
  expect(wanted.length).toBeGreaterThanOrEqual(count);
  return wanted.slice(0, count).map(({ id }) => id);
}

const items = () => mailbox.primary.folders().reduce((sum, folder) => sum + folder.itemCount, 0);
const mailFolders = async () => {
  const folders = await state.view({ address: owner, store: 'primary' }).readFolders();
  return folders.filter(({ listing }) => listing > 0).length;
};

/** What a run did: documents of messages put and deleted, each time they were, and calls to both sources. */
async function run(api: 'ews' | 'graph', drain = never) {
  runs += 1;
  const before = { puts: index.puts.length, deletes: index.deletes.length };
  const calls = adapters.calls();
  const stores = ['primary', 'archive'] as const;
  const { outcome, counts } = await oneRun({ source: adapters.sources[api], index, state }, runs, 'delta', {
    stores,
    drain,
    clock,
  });
  const after = adapters.calls();
  const isMessage = (id: string) => messageDocumentIdOf(id) === id;
  return {
    outcome,
    fetched: counts.fetched,
    put: index.puts.slice(before.puts).filter(isMessage).length,
    deleted: index.deletes.slice(before.deletes).filter(isMessage).length,
    calls: Object.fromEntries(
      Object.entries(after).flatMap(([name, count]) => {
        const made = count - (calls[name] ?? 0);
        return made === 0 ? [] : [[name, made] as const];
      }),
    ),
  };
}

/** Aborted while so many pages of the inbox are read through Microsoft Graph: that page is the last. */
function afterPages(pages: number): AbortSignal {
  const drain = new AbortController();
  const { open } = adapters.sources.graph;
  let listed = 0;
  adapters.sources.graph = {
    ...adapters.sources.graph,
    open: (ref) => {
      const reader = open(ref);
      return {
        ...reader,
        listItemChanges: (folderId, ...asked) => {
          listed += folderId === inbox ? 1 : 0;
          if (listed === pages) drain.abort();
          return reader.listItemChanges(folderId, ...asked);
        },
      };
    },
  };
  return drain.signal;
}

const nothing = { outcome: 'complete', fetched: 0, put: 0, deleted: 0 };

// One story: each step goes on where the one before ended.
describe(`a change of the source of ${messages} messages with copies, attachments and an archive`, () => {
  it('begins with an index that EWS filled', async () => {
    const first = await run('ews');
    expect(first).toMatchObject({ outcome: 'complete', deleted: 0 });
    expect(first.put).toBeGreaterThan(messages / 2);
    expect(index.documents.size).toBeGreaterThan(first.put - copies);
  });

  it('to Microsoft Graph fetches each message once, and puts and deletes nothing', async () => {
    const { calls, ...change } = await run('graph');
    const { fetched, ...rest } = change;
    const { fetched: _none, ...same } = nothing;
    expect(rest).toEqual(same);
    // A request that has to wait beyond the limit of the service is made again.
    expect(fetched).toBeGreaterThanOrEqual(items());
    expect(fetched).toBeLessThan(1.01 * items());
    // Twenty at a time, and plain texts a second time.
    expect(calls['ListMessages']).toBeLessThan(1.1 * 2 * (items() / 20));
    // Those whose time of arrival is not known, and lists that had to be asked for again.
    expect(calls['GetMessage']).toBeLessThan(0.1 * items());
    // The archive: its tree, and its folders one by one. Nothing of it is fetched.
    expect(calls).not.toHaveProperty('GetItem');
    expect(calls).not.toHaveProperty('GetAttachment');
  });

  it('back to EWS puts and deletes just what changed meanwhile', async () => {
    const { primary, archive } = mailbox;
    const [moved, edited, removed, copied, filed] = [0, 1, 2, 3, 4].map((part) => some(5, uncopied + part * 60));
    for (const id of moved ?? []) primary.move(id, done);
    for (const id of edited ?? []) primary.edit(id, (message) => ({ ...message, subject: `edited ${id.slice(-9)}` }));
    for (const id of removed ?? []) primary.remove(id);
    for (const id of copied ?? []) primary.copy(id, done);
    const shelf = archive?.wellKnown('archiveinbox')?.id ?? '';
    for (const id of filed ?? []) moveToArchive(mailbox, id, shelf);
    const { calls, fetched, ...change } = await run('ews');
    // An edited message looks like a copy that was edited apart, and gets another document.
    expect(change).toEqual({ outcome: 'complete', put: 5 + 5 + 5, deleted: 5 + 5 + 5 });
    // Those filed in the archive, and those moved, whose documents showed another place.
    expect(fetched).toBeLessThanOrEqual(items() + 5 + 5);
    expect(calls).not.toHaveProperty('GetMessage');
  });

  it('that is interrupted, and taken back, goes on with EWS where it was', async () => {
    const interrupted = await run('graph', afterPages(2));
    expect(interrupted).toMatchObject({ put: 0, deleted: 0 });
    expect(interrupted.fetched).toBeGreaterThan(0);
    expect(interrupted.fetched).toBeLessThan(items());
    const { primary } = mailbox;
    const [moved, edited, removed] = [0, 1, 2].map((part) => some(5, uncopied + 300 + part * 60));
    for (const id of moved ?? []) primary.move(id, done);
    for (const id of edited ?? []) primary.edit(id, (message) => ({ ...message, subject: `edited ${id.slice(-9)}` }));
    for (const id of removed ?? []) primary.remove(id);
    const { calls, ...change } = await run('ews');
    expect(change).toEqual({ outcome: 'complete', fetched: 5 + 5, put: 5 + 5, deleted: 5 });
    expect(calls['SyncFolderItems']).toBeLessThanOrEqual(2 * (await mailFolders()) + 4);
    // Ten items in one request.
    expect(calls['GetItem']).toBeLessThanOrEqual(4);
  });

  it('that is interrupted, and gone on with, ends in the same way', async () => {
    await run('graph', afterPages(2));
    const { calls: _calls, fetched, ...second } = await run('graph');
    expect(second).toEqual({ outcome: 'complete', put: 0, deleted: 0 });
    expect(fetched).toBeLessThan(items());
    const { calls: idle, ...last } = await run('graph');
    expect(last).toEqual(nothing);
    expect(idle).not.toHaveProperty('GetMessage');
    expect(idle).not.toHaveProperty('GetItem');
  });
});
