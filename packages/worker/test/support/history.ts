import { expect } from '@jest/globals';
import fc from 'fast-check';
import { testSeed } from './deep-seed.ts';
import { type EngineWorld, engineWorld, owner } from './engine-world.ts';
import { runs, runWithFaults, watchDeletes } from './faulty-runs.ts';
import { contentsOf, expectedContents } from './index-contents.ts';
import { addresses, change, happen } from './mailbox-changes.ts';
import type { SettledStore } from './settled-store.ts';

const day = fc.record({ changes: fc.array(change, { maxLength: 12 }), runs });
/** Days of changes, each with its runs under faults. */
const history = fc.array(day, { minLength: 1, maxLength: 6 });

type History = typeof history extends fc.Arbitrary<infer Days> ? Days : never;

/** Which histories are played. */
export interface Histories {
  readonly numRuns: number;
  /** Milliseconds after which no more are played, and a failing one is not made simpler any more. */
  readonly limitMs: number;
  /** Opens the table that a history keeps its state in; without it, state is in memory. */
  readonly openTable?: () => SettledStore;
}

/**
 * Plays random histories: after each, one run without faults makes the index equal to the mailboxes, and nothing that lives
 * was deleted on the way. The seed is printed; `TEST_SEED` plays the same ones again, `TEST_PATH` one of them alone.
 */
export async function playHistories({ numRuns, limitMs, openTable }: Histories): Promise<void> {
  process.stderr.write(`TEST_SEED=${testSeed}: ${numRuns} histories\n`);
  const path = process.env['TEST_PATH'];
  const property = fc.asyncProperty(history, async (days) => {
    const table = openTable?.();
    try {
      await play(days, engineWorld(table === undefined ? {} : { table }));
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

async function play(days: History, world: EngineWorld): Promise<void> {
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
}

/** Nothing is fetched or put once everything is in. */
async function expectIdle(world: EngineWorld): Promise<void> {
  const before = world.index.puts.length;
  await world.run();
  expect(world.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  expect(world.index.puts.length).toBe(before);
}
