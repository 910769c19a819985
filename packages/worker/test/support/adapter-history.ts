import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { SyncMode } from '../../src/sync/index.ts';
import { type AdapterWorld, startAdapterWorld } from './adapter-world.ts';
import { testSeed } from './deep-seed.ts';
import { api, baseOf, faultyHook, isOfMessage } from './faulty-runs.ts';
import { happenToMail, type MailChange, mailChange } from './mail-changes.ts';
import { contentsOfMail, expectedOfMail, livingDocuments } from './mail-contents.ts';
import type { Api, FaultHook } from './memory-source.ts';
import { addFaults, anyFault, clearWire, movesUntold, passingFault, type WireFault } from './wire-faults.ts';

/** Days of changes, each with its runs under faults, and a run without any at the end. */
interface AdapterHistory {
  readonly days: readonly { readonly changes: readonly MailChange[]; readonly runs: readonly FaultyRun[] }[];
  readonly last: { readonly api: Api; readonly mode: SyncMode };
  /** Changes of a page at the most. */
  readonly pageEntries: number;
}

/** A run through one of the sources, with faults on the wire and maybe killed at a call to the index or the state. */
interface FaultyRun {
  readonly api: Api;
  readonly mode: SyncMode;
  readonly faults: readonly WireFault[];
  readonly killedAt: number | undefined;
}

/** What a history is made of: what is lost for good by some faults, only a full run finds. */
function historyThrough(
  through: fc.Arbitrary<Api>,
  { mode, fault }: { mode: SyncMode; fault: fc.Arbitrary<WireFault> },
): fc.Arbitrary<AdapterHistory> {
  const run = fc.record({
    api: through,
    mode: fc.constantFrom<SyncMode>('delta', 'delta', 'delta', 'full'),
    faults: fc.oneof(
      { weight: 3, arbitrary: fc.array(fault, { maxLength: 4, size: 'max' }) },
      { weight: 1, arbitrary: movesUntold },
    ),
    killedAt: fc.option(fc.nat(150), { nil: undefined, freq: 2 }),
  });
  const day = fc.record({
    changes: fc.array(mailChange, { maxLength: 14, size: 'max' }),
    runs: fc.array(run, { minLength: 1, maxLength: 2 }),
  });
  return fc.record({
    days: fc.array(day, { minLength: 1, maxLength: 5 }),
    last: fc.record({ api: through, mode: fc.constant(mode) }),
    pageEntries: fc.constantFrom(1, 2, 3, 500),
  });
}

/** Which histories are played. */
export interface AdapterHistories {
  readonly numRuns: number;
  /** Milliseconds after which no more are played, and a failing one is not made simpler any more. */
  readonly limitMs: number;
  /** The one adapter that mailboxes are read through; without it they take turns. */
  readonly only?: Api;
}

/**
 * Plays random histories over the real adapters: after each, one run without faults makes the index equal to the mailboxes,
 * and nothing that lives was deleted on the way. Seed and path as in `playHistories`.
 */
export async function playAdapterHistories({ numRuns, limitMs, only }: AdapterHistories): Promise<void> {
  process.stderr.write(`TEST_SEED=${testSeed}: ${numRuns} histories over adapters\n`);
  const through = only === undefined ? api : fc.constant(only);
  const history = fc.oneof(
    historyThrough(through, { mode: 'delta', fault: passingFault }),
    historyThrough(through, { mode: 'full', fault: anyFault }),
  );
  const path = process.env['TEST_PATH'];
  const property = fc.asyncProperty(history, async (played) => {
    const world = await startAdapterWorld(played.pageEntries);
    try {
      await play(played, world);
    } finally {
      await world.close();
    }
  });
  await fc.assert(property, {
    numRuns,
    seed: testSeed,
    interruptAfterTimeLimit: limitMs,
    markInterruptAsFailure: true,
    ...(path === undefined ? {} : { path }),
  });
}

async function play({ days, last }: AdapterHistory, world: AdapterWorld): Promise<void> {
  const violations: string[] = [];
  for (const { changes, runs } of days) {
    for (const change of changes) happenToMail(world, change);
    for (const run of runs) await runUnderFaults(world, run, violations);
  }
  const summary = await world.run({ ...last, fault: watchDeletes(world, violations) });
  expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {} });
  expect(violations).toEqual([]);
  expect(contentsOfMail(world)).toEqual(await expectedOfMail(world));
  await expectIdle(world, last.api);
}

async function runUnderFaults(
  world: AdapterWorld,
  { api: through, mode, faults, killedAt }: FaultyRun,
  violations: string[],
): Promise<void> {
  addFaults(world, faults);
  const killed = killedAt === undefined ? [] : [{ worker: 0, at: killedAt, kind: 'crash' as const }];
  await world.run({ api: through, mode, fault: faultyHook(killed, watchDeletes(world, violations)) });
  clearWire(world);
}

/** As of histories in memory: a document goes only if another one shows its message, or nobody has it. */
function watchDeletes(world: AdapterWorld, violations: string[]): FaultHook {
  return (operation, documentId) => {
    if (operation !== 'delete' || !isOfMessage(documentId)) return undefined;
    const base = baseOf(documentId);
    const shown = [...world.index.documents.keys()].some(
      (id) => id !== documentId && isOfMessage(id) && baseOf(id) === base,
    );
    if (!shown && livingDocuments(world).has(base)) violations.push(`${documentId} lives`);
    return undefined;
  };
}

/** Once everything is in, nothing is fetched, put or deleted through either source. */
async function expectIdle(world: AdapterWorld, through: Api): Promise<void> {
  const { puts, deletes } = world.index;
  const before = [puts.length, deletes.length];
  const fetched = () => ['GetItem', 'GetAttachment', 'GetAttachmentValue'].map((call) => world.calls()[call] ?? 0);
  const fetches = fetched();
  expect(await world.run({ api: through, mode: 'delta' })).toMatchObject({ outcome: 'complete', failuresByCode: {} });
  expect([puts.length, deletes.length]).toEqual(before);
  expect(fetched()).toEqual(fetches);
}
