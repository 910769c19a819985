import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documentIdOf } from '../../src/documents/index.ts';
import type { Failure } from '../../src/errors.ts';
import type { SyncMode } from '../../src/sync/index.ts';
import { type EngineWorld, engineWorld, owner } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import { type TestMailbox, toMailMessage } from '../support/memory-source.ts';

/** Something that happens to a mailbox; numbers choose among what is there. */
type Change = readonly [kind: (typeof kinds)[number], one: number, other: number];

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
] as const;

/** A run during which the call with this number, counted over all ports, goes wrong. */
interface Run {
  readonly mode: SyncMode;
  readonly faults: readonly { readonly at: number; readonly kind: FaultKind }[];
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

const change: fc.Arbitrary<Change> = fc.tuple(fc.constantFrom(...kinds), fc.nat(1000), fc.nat(1000));
const run: fc.Arbitrary<Run> = fc.record({
  mode: fc.constantFrom<SyncMode>('delta', 'delta', 'delta', 'full'),
  faults: fc.array(fc.record({ at: fc.nat(120), kind: fc.constantFrom(...faultKinds) }), { maxLength: 3 }),
});
const day = fc.record({ changes: fc.array(change, { maxLength: 10 }), run });

describe('any history of a mailbox, with any faults at any call', () => {
  it('ends, after one run without faults, with the index equal to the mailbox, and no living message was ever deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 6 }), async (days) => {
        const world = engineWorld();
        const mailbox = world.mailbox();
        mailbox.addFolder('Inbox');
        for (const { changes, run: plan } of days) {
          for (const each of changes) happen(mailbox, each);
          await runWithFaults(world, plan);
        }
        world.fault = undefined;
        const summary = await world.run();
        expect(summary.failuresByCode).toEqual({});
        expect(summary.outcome).toBe('complete');
        expect(contentsOf(world)).toEqual(expectedContents(world));
        await expectIdle(world);
      }),
      { numRuns: Number(process.env['TEST_HISTORIES'] ?? 400) },
    );
  });
});

async function expectIdle(world: EngineWorld): Promise<void> {
  const before = world.index.puts.length;
  await world.run();
  expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  expect(world.index.puts.length).toBe(before);
}

/** After a crash nothing the engine does has any effect. */
async function runWithFaults(world: EngineWorld, { mode, faults }: Run): Promise<void> {
  let calls = 0;
  let dead = false;
  world.fault = (operation, detail) => {
    if (operation === 'delete' && !dead) expectGone(world, detail);
    calls += 1;
    const fault = faults.find(({ at }) => at === calls);
    dead ||= fault?.kind === 'crash';
    if (dead) return failure('configuration');
    return fault === undefined || fault.kind === 'crash' ? undefined : fitting(operation, fault.kind);
  };
  await world.run(mode);
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

/** No copy of the message exists in a folder that is indexed. */
function expectGone(world: EngineWorld, documentId: string): void {
  if (documentId.includes('-a-')) return;
  for (const { items } of world.mailbox().folders.values()) {
    for (const item of items.values()) {
      expect(documentIdOf({ address: owner, store: 'primary' }, toMailMessage(item))).not.toBe(documentId);
    }
  }
}

function happen(mailbox: TestMailbox, [kind, one, other]: Change): void {
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
      if (folders.length > 1) mailbox.removeFolder(from);
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
