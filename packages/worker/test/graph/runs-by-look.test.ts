import { type ChangeableWorld, createWorld, type TestableMailbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStateStore, type MemoryStateStore } from '../../src/memory/index.ts';
import { owner } from '../support/engine-world.ts';
import { type MailAdapters, startMailAdapters } from '../support/mail-adapters.ts';
import { completeIndex, type MemoryIndex } from '../support/memory-index.ts';
import { oneRun } from '../support/one-run.ts';

let world: ChangeableWorld;
let mailbox: TestableMailbox;
let adapters: MailAdapters;
let index: MemoryIndex;
let state: MemoryStateStore;
let runs: number;
let folders: readonly string[];

beforeEach(async () => {
  world = await createWorld({ seed: 3 });
  mailbox = world.addMailbox(owner);
  const parent = mailbox.primary.addFolder({ name: 'projects' }).id;
  const own = ['one', 'two', 'three'].map((name) => mailbox.primary.addFolder({ name, parentId: parent }).id);
  folders = [mailbox.primary.wellKnown('inbox')?.id ?? '', parent, ...own];
  adapters = await startMailAdapters(world);
  index = completeIndex();
  state = createMemoryStateStore();
  runs = 0;
  for (const folder of folders) for (let message = 0; message < 4; message += 1) deliver(folder);
});

afterEach(() => adapters.close());

/** One run: titles that are in the index after it, and requests that it took. */
async function run() {
  runs += 1;
  adapters.graph.calls.reset();
  expect((await oneRun({ source: adapters.sources.graph, index, state }, runs)).outcome).toBe('complete');
  const { Batch: _, ...requests } = adapters.graph.calls.counts();
  return { titles: [...index.documents.values()].map(({ title }) => title).sort(), requests };
}

function deliver(folder: string): void {
  const content = mailbox.primary.deliver(folder).content();
  mailbox.primary.edit(newest(folder), () => ({
    ...content,
    subject: `message ${Buffer.from(content.searchKey).toString('hex')}`,
    attachments: [],
  }));
}

const newest = (folder: string) => mailbox.primary.folder(folder)?.itemsBelow(undefined, 1)[0]?.id ?? '';
const inMailbox = () =>
  folders
    .flatMap((folder) => mailbox.primary.folder(folder)?.itemsBelow(undefined, 100) ?? [])
    .map((item) => item.content().subject)
    .sort();

/** One after the other, in this folder. */
const changes: readonly ((folder: string, other: string) => unknown)[] = [
  (folder) => deliver(folder),
  (folder) => mailbox.primary.edit(newest(folder), (message) => ({ ...message, subject: `edited in ${folder}` })),
  (folder, other) => mailbox.primary.move(newest(folder), other),
  (folder) => mailbox.primary.remove(newest(folder)),
];

const refuse = (operation: string) =>
  adapters.graph.faults.add({ operation, effect: { kind: 'property', id: 'SystemTime 0x670a' } });

describe.each<readonly [string, readonly string[]]>([
  ['tells when folders changed', []],
  ['tells it of some', ['ListChildFolders']],
  ['tells it of none', ['ListFolders', 'ListChildFolders']],
])('through Microsoft Graph that %s', (_, refused) => {
  it('no change of any kind in any folder is missed', async () => {
    for (const operation of refused) refuse(operation);
    await run();
    for (const change of changes) {
      for (const [position, folder] of folders.entries()) {
        change(folder, folders[(position + 2) % folders.length] ?? '');
        expect((await run()).titles).toEqual(inMailbox());
      }
    }
  });
});

describe('a run with nothing new through Microsoft Graph', () => {
  it('asks for the tree and for lists of folders, from the second run on', async () => {
    await run();
    expect((await run()).requests).toEqual({ FoldersDelta: 1, ListFolders: 1, ListChildFolders: 2 });
  });

  it('asks each folder for its changes where lists do not tell of them', async () => {
    refuse('ListFolders');
    await run();
    const { requests } = await run();
    expect(requests).toEqual({ FoldersDelta: 1, MessagesDelta: requests['MessagesDelta'] });
  });
});
