import { expect } from '@jest/globals';
import fc from 'fast-check';
import { testSeed } from './deep-seed.ts';
import { type EngineWorld, engineWorld, owner } from './engine-world.ts';
import { api, faultyHook, type Runs, runs, runsOfBothSources, runWithFaults, watchDeletes } from './faulty-runs.ts';
import { contentsOf, expectedContents } from './index-contents.ts';
import { addresses, type Change, change, happen, mendAll, rememberedItems } from './mailbox-changes.ts';
import type { Api } from './memory-source.ts';
import type { SettledStore } from './settled-store.ts';

/** A run through one of the sources, which is killed at a call. */
interface KilledRun {
  readonly api: Api;
  readonly at: number;
}

/** Days of changes, each with its runs under faults, and changes of the source after the last one. */
interface History {
  readonly days: readonly { readonly changes: readonly Change[]; readonly runs: Runs }[];
  readonly switches: readonly KilledRun[];
}

function daysOf(ofDay: fc.Arbitrary<Runs>) {
  const day = fc.record({ changes: fc.array(change, { maxLength: 12 }), runs: ofDay });
  return fc.array(day, { minLength: 1, maxLength: 6 });
}

const ofOneSource: fc.Arbitrary<History> = fc.record({ days: daysOf(runs), switches: fc.constant([]) });
const ofBothSources: fc.Arbitrary<History> = fc.record({
  days: daysOf(runsOfBothSources),
  switches: fc.array(fc.record({ api, at: fc.nat(150) }), { maxLength: 5 }),
});

/** Which histories are played. */
export interface Histories {
  readonly numRuns: number;
  /** Milliseconds after which no more are played, and a failing one is not made simpler any more. */
  readonly limitMs: number;
  /** Opens the table that a history keeps its state in; without it, state is in memory. */
  readonly openTable?: () => SettledStore;
  /** The source changes at random. */
  readonly sourceChanges?: boolean;
}

/**
 * Plays random histories: after each, one run without faults makes the index equal to the mailboxes, and nothing that lives
 * was deleted on the way. The seed is printed; `TEST_SEED` plays the same ones again, `TEST_PATH` one of them alone.
 */
export async function playHistories({ numRuns, limitMs, openTable, sourceChanges }: Histories): Promise<void> {
  process.stderr.write(`TEST_SEED=${testSeed}: ${numRuns} histories\n`);
  const path = process.env['TEST_PATH'];
  const property = fc.asyncProperty(sourceChanges === true ? ofBothSources : ofOneSource, async (history) => {
    const table = openTable?.();
    try {
      await play(history, engineWorld({ looks: true, ...(table === undefined ? {} : { table }) }));
    } finally {
      await table?.store.close();
    }
  });
  await fc.assert(property, {
    numRuns,
    seed: testSeed,
    // Over a wire it takes too long to make a failing history simpler.
    endOnFailure: openTable !== undefined,
    interruptAfterTimeLimit: limitMs,
    markInterruptAsFailure: true,
    ...(path === undefined ? {} : { path }),
  });
}

async function play({ days, switches }: History, world: EngineWorld): Promise<void> {
  const violations: string[] = [];
  for (const address of addresses) world.mailbox(address).addFolder('Inbox');
  world.mailbox(owner, 'archive').addFolder('Inbox');
  for (const { changes, runs: plan } of days) {
    const remembered = await rememberedItems(world);
    for (const each of changes) happen(world, each, remembered);
    await runWithFaults(world, plan, violations);
  }
  mendAll(world);
  const summaries = await world.runWorkers({
    mode: 'delta',
    sets: [[watchDeletes(world, violations), watchDeletes(world, violations)]],
  });
  for (const summary of summaries) expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {} });
  expect(violations).toEqual([]);
  expect(contentsOf(world)).toEqual(expectedContents(world));
  await expectIdle(world);
  await expectNothingPut(world, switches);
}

/** Nothing is fetched or put once everything is in. */
async function expectIdle(world: EngineWorld): Promise<void> {
  const before = world.index.puts.length;
  await world.run();
  expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  expect(world.index.puts.length).toBe(before);
}

/** Changes of the source alone put and delete nothing, whenever their runs are killed. */
async function expectNothingPut(world: EngineWorld, switches: readonly KilledRun[]): Promise<void> {
  const { puts, deletes } = world.index;
  const before = [puts.length, deletes.length];
  for (const { api: through, at } of switches) {
    world.api = through;
    await world.runWorkers({
      mode: 'delta',
      sets: [[faultyHook([{ worker: 0, at, kind: 'crash' }], () => undefined)]],
    });
  }
  const [summary] = await world.runWorkers({ mode: 'delta', sets: [[() => undefined]] });
  expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {} });
  expect([puts.length, deletes.length]).toEqual(before);
}
