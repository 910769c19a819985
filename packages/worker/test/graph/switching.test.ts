import { type ChangeableWorld, createWorld, type TestableMailbox } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type IndexDocument, messageDocumentIdOf } from '../../src/documents/index.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../../src/memory/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import { owner } from '../support/engine-world.ts';
import { type MailAdapters, startMailAdapters } from '../support/mail-adapters.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { completeIndex, type MemoryIndex } from '../support/memory-index.ts';
import { oneRun } from '../support/one-run.ts';

let world: ChangeableWorld;
let mailbox: TestableMailbox;
let adapters: MailAdapters;
let index: MemoryIndex;
let state: MemoryStateStore;
let roles: readonly string[];
let runs = 0;
const warnings: string[] = [];
const emit = (event: SyncEvent) => {
  if (event.type === 'warning') warnings.push(event.code);
};
const restId = (id: string) => id.replaceAll('/', '-').replaceAll('+', '_');

beforeEach(async () => {
  roles = ['Mail.Read'];
  world = await createWorld({ seed: 5 });
  mailbox = world.addMailbox(owner, { generated: 150 });
  const { primary } = mailbox;
  const project = primary.addFolder({ name: 'project', generated: 40 });
  primary.addFolder({ name: 'a/b', parentId: project.id, generated: 10 });
  const [one] = project.itemsBelow(undefined, 1);
  primary.move(one?.id ?? '', primary.wellKnown('inbox')?.id ?? '');
  warnings.length = 0;
  adapters = await startMailAdapters(world, { roles: () => roles });
  state = createMemoryStateStore();
  index = completeIndex();
});

afterEach(() => adapters.close());

/** One run through one of the sources: what it put and deleted. */
async function run(api: 'ews' | 'graph', to = { index, state }) {
  runs += 1;
  const [puts, deletes] = [to.index.puts.length, to.index.deletes.length];
  const summary = await oneRun({ source: adapters.sources[api], ...to, emit }, runs);
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
 * was edited apart, until the listing has reached its end. A message that moved meanwhile is rendered again, and says so in its version.
 */
function comparable(documents: ReadonlyMap<string, IndexDocument>) {
  const withoutVersion = ({ attributes }: IndexDocument) => attributes.filter(({ name }) => name !== '_version');
  const plain = (id: string) => id.replace(/-v-[\w-]{22}/, '');
  return new Map(
    [...documents].map(([id, document]) => [
      plain(id),
      id.includes('-a-') ? undefined : { ...document, id: plain(id), attributes: withoutVersion(document) },
    ]),
  );
}

/** The documents of messages that documents belong to. */
const messagesOf = (ids: readonly string[]) => new Set(ids.map(messageDocumentIdOf));

const nothing = { put: [], deleted: [] };

describe('Rule 13: a change of the source', () => {
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
  it.each([1, 30])('a mailbox whose messages are refused as a whole is left as it is (%i new ones)', async (count) => {
    await run('graph');
    const held = index.documents.size;
    const inbox = mailbox.primary.wellKnown('inbox')?.id ?? '';
    for (let each = 0; each < count; each += 1) mailbox.primary.deliver(inbox);
    roles = ['Mail.ReadBasic.All'];
    const refused = await oneRun({ source: adapters.sources.graph, index, state }, 90);
    expect(refused).toMatchObject({
      outcome: 'incomplete',
      mailboxes: [{ result: { failures: [{ kind: 'mailbox', code: 'ErrorAccessDenied' }], outstanding: {} } }],
    });
    expect(index.documents.size).toBe(held);
    roles = ['Mail.Read'];
    expect(messagesOf((await run('graph')).put).size).toBe(count);
  });

  it('a run with nothing new fetches nothing, and asks all folders at once', async () => {
    await run('graph');
    const before = adapters.graph.calls.counts();
    expect(await run('graph')).toEqual(nothing);
    const after = adapters.graph.calls.counts();
    const asked = Object.fromEntries(
      Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const),
    );
    expect(asked).toMatchObject({ FoldersDelta: 1, ListFolders: 1, MessagesDelta: 0, GetMessage: 0 });
  });

  it('an attachment that is cut short goes into the index whole, or not at all', async () => {
    await run('graph');
    const { primary } = mailbox;
    const content = async () => Buffer.alloc(300_000, 'word ');
    const facts = { name: 'big.txt', contentType: 'text/plain', contentId: undefined, isInline: false, size: 300_000 };
    const inbox = primary.wellKnown('inbox')?.id ?? '';
    const { id } = primary.deliver(inbox);
    primary.edit(id, (message) => ({ ...message, attachments: [{ kind: 'file', ...facts, content }] }));
    adapters.graph.faults.add({ operation: 'GetAttachmentValue', effect: { kind: 'truncate' } });
    const cut = await oneRun({ source: adapters.sources.graph, index, state }, 91);
    expect(cut).toMatchObject({ outcome: 'incomplete', failuresByCode: { 'graph.attachment-cut-short': 1 } });
    const titles = () => [...index.documents.values()].map(({ title }) => title);
    expect(titles()).not.toContain('big.txt');
    adapters.graph.faults.clear();
    const later = createManualClock({ seed: 92 });
    later.advance(24 * 60 * 60 * 1000);
    expect((await oneRun({ source: adapters.sources.graph, index, state, clock: later }, 92)).outcome).toBe('complete');
    expect(titles()).toContain('big.txt');
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

  it.each([
    ['that was indexed', true],
    ['that came and was moved before it was read', false],
  ])('a message %s is brought into the folder that says nothing of its arrival', async (_, indexed) => {
    const { primary } = mailbox;
    const inbox = primary.wellKnown('inbox')?.id ?? '';
    const project = primary.folders().find(({ name }) => name === 'project')?.id ?? '';
    const old = primary.folder(inbox)?.itemsBelow(undefined, 1)[0]?.id ?? '';
    await run('graph');
    primary.move(indexed ? old : primary.deliver(inbox).id, project);
    const effect = { kind: 'untold', entries: 'arrived' } as const;
    adapters.graph.faults.add({ operation: 'MessagesDelta', effect, times: 20 });
    expect((await run('graph')).deleted).toEqual([]);
    expect(comparable(index.documents)).toEqual(comparable(await afresh('graph')));
    adapters.graph.faults.clear();
    expect(await run('graph')).toEqual(nothing);
  });

  it.each([
    ['inbox', 'project'],
    ['project', 'inbox'],
  ])(
    'a message that left %s for %s, was edited and came back is read again, though nobody tells of it',
    async (...names) => {
      const { primary } = mailbox;
      const [here = '', there = ''] = names.map(
        (wanted) => primary.folders().find(({ name }) => name.toLowerCase() === wanted)?.id,
      );
      await run('graph');
      const item = primary.folder(here)?.itemsBelow(undefined, 1)[0]?.id ?? '';
      const away = primary.move(item, there).id;
      primary.edit(away, (message) => ({ ...message, subject: 'edited elsewhere' }));
      primary.move(away, here);
      adapters.graph.faults.add({ operation: 'MessagesDelta', effect: { kind: 'moved-untold' } });
      await run('graph');
      const held = [...index.documents.values()].filter(({ title }) => title === 'edited elsewhere');
      expect(held).toHaveLength(1);
      adapters.graph.faults.clear();
      expect(await run('graph')).toEqual(nothing);
    },
  );

  it('a folder that comes without a word is found by a full run, with what was moved into it', async () => {
    const { primary } = mailbox;
    await run('graph');
    const folder = primary.addFolder({ name: 'unheard of', generated: 3 });
    const [item] = primary.wellKnown('inbox')?.itemsBelow(undefined, 1) ?? [];
    primary.move(item?.id ?? '', folder.id);
    const effect = { kind: 'untold', entries: 'arrived' } as const;
    adapters.graph.faults.add({ operation: 'FoldersDelta', effect, times: 1 });
    await run('graph');
    expect(comparable(index.documents)).not.toEqual(comparable(await afresh('graph')));
    await oneRun({ source: adapters.sources.graph, index, state }, 93, 'full');
    expect(comparable(index.documents)).toEqual(comparable(await afresh('graph')));
  });

  it('a folder that goes without a word takes its documents with it once the whole tree does not show it', async () => {
    const { primary } = mailbox;
    const folder = primary.addFolder({ name: 'short-lived', generated: 5 });
    await run('graph');
    const held = index.documents.size;
    primary.removeFolder(folder.id);
    adapters.graph.faults.add({ operation: 'FoldersDelta', effect: { kind: 'untold', entries: 'removed' }, times: 1 });
    expect(await run('graph')).toEqual(nothing);
    expect((await run('graph')).deleted.length).toBeGreaterThanOrEqual(5);
    expect(index.documents.size).toBeLessThan(held);
    expect(comparable(index.documents)).toEqual(comparable(await afresh('graph')));
  });

  it('a folder that goes without a word is told of once, and no later run asks for it', async () => {
    const { primary } = mailbox;
    const folder = primary.addFolder({ name: 'short-lived', generated: 5 });
    await run('graph');
    primary.removeFolder(folder.id);
    adapters.graph.faults.add({ operation: 'FoldersDelta', effect: { kind: 'untold', entries: 'removed' }, times: 1 });
    expect(await run('graph')).toEqual(nothing);
    await run('graph');
    const known = await state.view({ address: owner, store: 'primary' }).readFolders();
    expect(known.map(({ name }) => name)).not.toContain('short-lived');
    adapters.graph.calls.reset();
    expect(await run('graph')).toEqual(nothing);
    expect(warnings).toEqual([]);
    const requests = adapters.graph.calls.counts();
    expect(requests).toMatchObject({ FoldersDelta: 1, ListFolders: 1 });
    expect(requests).not.toHaveProperty('MessagesDelta');
  });

  it('a folder that was said to be gone by mistake is found again by the next run', async () => {
    const { primary } = mailbox;
    const folder = primary.addFolder({ name: 'still there', generated: 5 });
    await run('graph');
    const whole = comparable(index.documents);
    primary.deliver(folder.id);
    const refused = { kind: 'error', status: 404, code: 'ErrorItemNotFound' } as const;
    for (const operation of ['MessagesDelta', 'GetFolder']) {
      adapters.graph.faults.add({ operation, target: restId(folder.id), effect: refused, times: 1 });
    }
    expect((await run('graph')).deleted).toEqual([]);
    expect(comparable(index.documents)).toEqual(whole);
    expect((await run('graph')).deleted).toEqual([]);
    expect([...comparable(index.documents).keys()]).toEqual(expect.arrayContaining([...whole.keys()]));
    expect(comparable(index.documents)).toEqual(comparable(await afresh('graph')));
  });
});
