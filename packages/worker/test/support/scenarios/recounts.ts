import { applyChanges } from '@connector/sandbox';
import { expect } from '@jest/globals';
import type { DeepWorker } from '../deep-worker.ts';
import { type DeepWorld, expectIndexEqualsMailboxes, expectNoJobLeft } from '../deep-world.ts';

/** How the number of workers changes. */
export interface Recounts {
  /** One number after the other. */
  readonly totals: readonly number[];
  /** A set begins after so many lines in the log of each worker of the set before, at least and at most. */
  readonly lines: readonly [least: number, most: number];
}

/** Nobody loses a lease here, however slow the machine is. */
const environment = { LEASE_SECONDS: '60' };

/** Each run has another number of workers. */
export async function recountBetweenRuns(world: DeepWorld, totals: readonly number[]): Promise<void> {
  for (const total of totals) {
    expect(await world.run(total, { environment })).toEqual(Array.from({ length: total }, () => 0));
    await expectIndexEqualsMailboxes(world);
    expectNoJobLeft(world);
  }
  expectNoWorkTwice(world);
}

/** A set of workers begins while the one before is at work. */
export async function recountDuringRun(world: DeepWorld, recounts: Recounts): Promise<void> {
  await startSetAfterSet(world, recounts);
  expectNoWorkTwice(world);
  expectNoJobLeft(world);
  applyChanges(world.sandbox.world, world.chance.seed);
  await expectNextRunToBeRight(world);
}

/** Each set of workers is asked to stop when the next one is up. */
export async function roll(world: DeepWorld, recounts: Recounts): Promise<void> {
  await startSetAfterSet(world, recounts, (before) => {
    for (const worker of before) worker.signal('SIGTERM');
  });
  await expectNextRunToBeRight(world);
  expectNoWorkTwice(world);
}

async function expectNextRunToBeRight(world: DeepWorld): Promise<void> {
  expect(await world.run(2, { environment })).toEqual([0, 0]);
  await expectIndexEqualsMailboxes(world);
  expectNoJobLeft(world);
}

function expectNoWorkTwice({ index }: DeepWorld): void {
  expect(Math.max(...index.puts.values())).toBe(1);
  expect(index.deletes).toEqual([]);
}

/** Starts each set when the one before has begun to work; resolves when all of them have ended. */
async function startSetAfterSet(
  world: DeepWorld,
  { totals, lines: [least, most] }: Recounts,
  onNext: (before: readonly DeepWorker[]) => void = () => {},
): Promise<void> {
  const all: DeepWorker[] = [];
  let before: readonly DeepWorker[] = [];
  for (const total of totals) {
    const lines = world.chance.between(least, most);
    await world.within('work of the set before', Promise.all(before.map((worker) => worker.wrote(lines))));
    const set = Array.from({ length: total }, (_, index) => world.start({ index, total, environment }));
    await world.within('the next set', Promise.all(set.map((worker) => worker.wrote(2))));
    onNext(before);
    all.push(...set);
    before = set;
  }
  await world.within('the end of all workers', Promise.all(all.map(({ ended }) => ended)));
}
