import { type ChangeableWorld, createWorld, type TestableMailbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type IndexDocument, messageDocumentIdOf } from '../../src/documents/index.ts';
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
let runs = 0;

beforeEach(async () => {
  world = await createWorld({ seed: 5 });
  mailbox = world.addMailbox(owner, { generated: 150 });
  const { primary } = mailbox;
  const project = primary.addFolder({ name: 'project', generated: 40 });
  primary.addFolder({ name: 'a/b', parentId: project.id, generated: 10 });
  const [one] = project.itemsBelow(undefined, 1);
  primary.move(one?.id ?? '', primary.wellKnown('inbox')?.id ?? '');
  adapters = await startMailAdapters(world);
  state = createMemoryStateStore();
  index = completeIndex();
});

afterEach(() => adapters.close());

/** One run through one of the sources: what it put and deleted. */
async function run(api: 'ews' | 'graph', to = { index, state }) {
  runs += 1;
  const [puts, deletes] = [to.index.puts.length, to.index.deletes.length];
  const summary = await oneRun({ source: adapters.sources[api], ...to }, runs);
  expect(summary.outcome).toBe('complete');
  return { put: to.index.puts.slice(puts), deleted: to.index.deletes.slice(deletes) };
}

/** What an index holds that never knew another source. */
async function afresh(api: 'ews' | 'graph') {
  const to = { index: completeIndex(), state: createMemoryStateStore() };
  await run(api, to);
  return to.index.documents;
}

/**
 * Documents of attachments by their ids alone: of an attached message that is plain text Graph knows nothing but HTML. And
 * whether a document is a variant does not count: an edit of the same day as the change of the source looks like a copy that
 * was edited apart, until the listing has reached its end.
 */
function comparable(documents: ReadonlyMap<string, IndexDocument>) {
  const plain = (id: string) => id.replace(/-v-[\w-]{22}/, '');
  return new Map(
    [...documents].map(([id, document]) => [
      plain(id),
      id.includes('-a-') ? undefined : { ...document, id: plain(id) },
    ]),
  );
}

/** The documents of messages that documents belong to. */
const messagesOf = (ids: readonly string[]) => new Set(ids.map(messageDocumentIdOf));

const nothing = { put: [], deleted: [] };

describe('a change of the source', () => {
  it.each([
    ['ews', 'graph'],
    ['graph', 'ews'],
  ] as const)('from %s to %s, and back, puts and deletes nothing', async (from, to) => {
    expect((await run(from)).put.length).toBeGreaterThan(200);
    expect(await run(to)).toEqual(nothing);
    expect(await run(to)).toEqual(nothing);
    expect(await run(from)).toEqual(nothing);
    expect(comparable(index.documents)).toEqual(comparable(await afresh(to)));
  });

  it('puts and deletes what changed meanwhile, and no more', async () => {
    await run('ews');
    const { primary } = mailbox;
    const inbox = primary.wellKnown('inbox');
    const [edited, moved, deleted] = inbox?.itemsBelow(undefined, 3).map(({ id }) => id) ?? [];
    primary.edit(edited ?? '', (message) => ({ ...message, subject: 'edited', attachments: [] }));
    primary.move(moved ?? '', primary.addFolder({ name: 'new' }).id);
    primary.remove(deleted ?? '');
    const change = await run('graph');
    expect(messagesOf(change.put).size).toBe(2);
    expect(change.deleted.length).toBeGreaterThan(0);
    expect(comparable(index.documents)).toEqual(comparable(await afresh('graph')));
  });

  it('puts nothing of messages with several copies either, whichever is read first', async () => {
    const { primary } = mailbox;
    const inbox = primary.wellKnown('inbox')?.id ?? '';
    const [one, two] =
      primary
        .folder(inbox)
        ?.itemsBelow(undefined, 2)
        .map(({ id }) => id) ?? [];
    primary.copy(one ?? '', inbox);
    primary.copy(two ?? '', primary.addFolder({ name: 'copies' }).id);
    await run('ews');
    expect(await run('graph')).toEqual(nothing);
    expect(await run('graph')).toEqual(nothing);
    expect(await run('ews')).toEqual(nothing);
    expect([...index.documents.keys()].sort()).toEqual([...(await afresh('graph')).keys()].sort());
  });
});

describe('through Microsoft Graph', () => {
  it('a run with nothing new fetches nothing, and asks all folders at once', async () => {
    await run('graph');
    const before = adapters.graph.calls.counts();
    expect(await run('graph')).toEqual(nothing);
    const after = adapters.graph.calls.counts();
    const asked = Object.fromEntries(
      Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const),
    );
    expect(asked).toMatchObject({ FoldersDelta: 1, GetMessage: 0, Batch: 1 });
  });

  it('an item that left its folder and came back keeps its document', async () => {
    await run('graph');
    const { primary } = mailbox;
    const inbox = primary.wellKnown('inbox');
    const [item] = inbox?.itemsBelow(undefined, 1) ?? [];
    const away = primary.move(item?.id ?? '', primary.addFolder({ name: 'new' }).id);
    primary.move(away?.id ?? '', inbox?.id ?? '');
    adapters.graph.faults.add({
      operation: 'MessagesDelta',
      effect: { kind: 'returned-as-removed', item: 'untold' },
      times: 20,
    });
    expect((await run('graph')).deleted).toEqual([]);
    expect(comparable(index.documents)).toEqual(comparable(await afresh('graph')));
  });

  it('a folder that goes without a word takes its documents with it', async () => {
    const { primary } = mailbox;
    const folder = primary.addFolder({ name: 'short-lived', generated: 5 });
    await run('graph');
    const held = index.documents.size;
    primary.removeFolder(folder.id);
    adapters.graph.faults.add({ operation: 'FoldersDelta', effect: { kind: 'untold', entries: 'removed' }, times: 1 });
    expect((await run('graph')).deleted.length).toBeGreaterThanOrEqual(5);
    expect(index.documents.size).toBeLessThan(held);
    expect(comparable(index.documents)).toEqual(comparable(await afresh('graph')));
  });
});
