import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documentIdOf } from '../../src/documents/index.ts';
import type { Failure } from '../../src/errors.ts';
import type { SyncMode } from '../../src/sync/index.ts';
import { type EngineWorld, engineWorld, owner } from '../support/engine-world.ts';
import { allItems, contentsOf, expectedContents } from '../support/index-contents.ts';
import { type FaultHook, type TestMailbox, toMailMessage } from '../support/memory-source.ts';

/** Something that happens to a mailbox; numbers choose among what is there. */
type Change = readonly [kind: (typeof kinds)[number], mailbox: number, one: number, other: number];

const kinds = [
  'deliver',
  'deliver',
  'deliver',
  'edit',
  'read',
  'move',
  'move',
  'copy',
  'remove',
  'add-folder',
  'rename-folder',
  'move-folder',
  'remove-folder',
  'unlist',
  'list',
] as const;

/** A day's runs: sets of workers at the same time, as while a service rolls from one number of workers to another. */
interface Runs {
  readonly mode: SyncMode;
  /** Workers of each set. */
  readonly sets: readonly number[];
  /** The call with this number, counted over all ports of one worker, goes wrong. */
  readonly faults: readonly { readonly worker: number; readonly at: number; readonly kind: FaultKind }[];
}

const faultKinds = [
  'transient',
  'throttled',
  'mailbox',
  'folder',
  'cursor-invalid',
  'cancelled',
  'crash',
  'crash',
] as const;
type FaultKind = (typeof faultKinds)[number];

const addresses = [owner, 'ben@example.com', 'cora@example.com'];
const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom(...kinds),
  fc.nat(addresses.length),
  fc.nat(1000),
  fc.nat(1000),
);
const runs: fc.Arbitrary<Runs> = fc.record({
  mode: fc.constantFrom<SyncMode>('delta', 'delta', 'delta', 'full'),
  sets: fc.constantFrom([1], [1], [2], [3], [2, 3], [3, 1]),
  faults: fc.array(fc.record({ worker: fc.nat(4), at: fc.nat(120), kind: fc.constantFrom(...faultKinds) }), {
    maxLength: 4,
  }),
});
const day = fc.record({ changes: fc.array(change, { maxLength: 12 }), runs });

describe('any history of mailboxes, with any number of workers and any faults at any call', () => {
  it('ends, after one run without faults, with the index equal to the mailboxes, and no living message was ever deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 6 }), async (days) => {
        const world = engineWorld();
        const violations: string[] = [];
        for (const address of addresses) world.mailbox(address).addFolder('Inbox');
        world.mailbox(owner, 'archive').addFolder('Inbox');
        for (const { changes, runs: plan } of days) {
          for (const each of changes) happen(world, each);
          await runWithFaults(world, plan, violations);
        }
        const summaries = await world.runWorkers({
          mode: 'delta',
          sets: [[watchDeletes(world, violations), watchDeletes(world, violations)]],
        });
        for (const summary of summaries) expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {} });
        expect(violations).toEqual([]);
        expect(contentsOf(world)).toEqual(expectedContents(world));
        await expectIdle(world);
      }),
      { numRuns: Number(process.env['TEST_HISTORIES'] ?? 400) },
    );
  });
});

/** Nothing is fetched or put once everything is in. */
async function expectIdle(world: EngineWorld): Promise<void> {
  const before = world.index.puts.length;
  await world.run();
  expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  expect(world.index.puts.length).toBe(before);
}

async function runWithFaults(world: EngineWorld, { mode, sets, faults }: Runs, violations: string[]): Promise<void> {
  let worker = 0;
  const hooks = sets.map((workers) =>
    Array.from({ length: workers }, () => {
      const own = faults.filter((fault) => fault.worker === worker);
      worker += 1;
      return faultyHook(own, watchDeletes(world, violations));
    }),
  );
  await world.runWorkers({ mode, sets: hooks });
}

/** After a crash nothing the worker does has any effect. */
function faultyHook(faults: Runs['faults'], watch: FaultHook): FaultHook {
  let calls = 0;
  let dead = false;
  return (operation, detail) => {
    if (!dead) watch(operation, detail);
    calls += 1;
    const fault = faults.find(({ at }) => at === calls);
    dead ||= fault?.kind === 'crash';
    if (dead) return failure('configuration');
    return fault === undefined || fault.kind === 'crash' ? undefined : fitting(operation, fault.kind);
  };
}

/**
 * A message that lives is never absent: a document goes only if another one shows its message, or nobody has it. What is
 * found is put on record, since the engine would take an exception for a fault.
 */
function watchDeletes(world: EngineWorld, violations: string[]): FaultHook {
  return (operation, documentId) => {
    if (operation !== 'delete' || documentId.includes('-a-')) return undefined;
    const base = documentId.split('-v-')[0] ?? '';
    const shown = [...world.index.documents.keys()].some(
      (id) => id !== documentId && !id.includes('-a-') && (id === base || id.startsWith(`${base}-v-`)),
    );
    for (const { mailbox, item } of allItems(world)) {
      if (!shown && documentIdOf(mailbox, toMailMessage(item)) === base) violations.push(`${documentId} lives`);
    }
    return undefined;
  };
}

/** What a port can answer: the index and the table know nothing of folders and cursors. */
function fitting(operation: string, kind: FaultKind): Failure {
  const ofSource = operation.startsWith('list');
  if (kind === 'cursor-invalid') return failure(ofSource ? kind : 'transient');
  if (kind === 'folder') return failure(operation === 'listItemChanges' ? kind : 'transient');
  if (kind === 'mailbox') return failure(ofSource ? kind : 'transient');
  return failure(kind === 'crash' ? 'transient' : kind);
}

function failure(kind: Failure['kind']): Failure {
  return { code: `fault.${kind}`, kind, message: 'a fault' };
}

function happen(world: EngineWorld, [kind, which, one, other]: Change): void {
  const keys = [...world.mailboxes.keys()];
  const key = keys[which % keys.length] ?? '';
  if (kind === 'list') world.unlisted.clear();
  // The last mailbox stays: a worker without any list does not run.
  if (kind === 'unlist' && key !== keys[0]) world.unlisted.add(key);
  const mailbox = world.mailboxes.get(key);
  if (mailbox !== undefined && kind !== 'list' && kind !== 'unlist') happenTo(mailbox, { kind, one, other });
}

function happenTo(
  mailbox: TestMailbox,
  { kind, one, other }: { kind: Exclude<Change[0], 'list' | 'unlist'>; one: number; other: number },
): void {
  const folders = [...mailbox.folders.values()];
  const folder = folders[one % folders.length];
  const target = folders[other % folders.length];
  if (folder === undefined || target === undefined) {
    mailbox.addFolder(`folder ${one}`);
    return;
  }
  const from = folder.info.id;
  const items = [...folder.items.keys()];
  const item = items[other % Math.max(1, items.length)];
  switch (kind) {
    case 'deliver':
      mailbox.deliver(from, {
        searchKey: `key-${one}-${other}`,
        subject: `subject ${one}`,
        body: `body ${other}`,
        attachments: other % 4 === 0 ? [{ name: 'a.txt', text: `text ${one}` }] : [],
      });
      return;
    case 'add-folder':
      mailbox.addFolder(`folder ${one}`, other % 2 === 0 ? {} : { parentId: from });
      return;
    case 'rename-folder':
      mailbox.renameFolder(from, `renamed ${other}`);
      return;
    case 'move-folder':
      if (!isWithin(mailbox, target.info.id, from)) mailbox.moveFolder(from, target.info.id);
      return;
    case 'remove-folder':
      // Every mailbox has folders.
      if (folders.some(({ info }) => !isWithin(mailbox, info.id, from))) mailbox.removeFolder(from);
      return;
    default:
      if (item !== undefined) happenToItem(mailbox, { kind, from, item, to: target.info.id, number: one });
  }
}

function happenToItem(
  mailbox: TestMailbox,
  { kind, from, item, to, number }: { kind: Change[0]; from: string; item: string; to: string; number: number },
): void {
  if (kind === 'edit') mailbox.edit(from, item, { body: `edited ${number}`, attachments: [] });
  if (kind === 'read') mailbox.markRead(from, item);
  if (kind === 'move') mailbox.move(from, item, to);
  if (kind === 'copy') mailbox.copy(from, item, to);
  if (kind === 'remove') mailbox.remove(from, item);
}

function isWithin(mailbox: TestMailbox, folderId: string | undefined, ancestorId: string): boolean {
  if (folderId === undefined) return false;
  return folderId === ancestorId || isWithin(mailbox, mailbox.folders.get(folderId)?.info.parentId, ancestorId);
}
