import { applyChanges } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import type { DeepWorker } from '../support/deep-worker.ts';
import { type DeepWorld, expectIndexEqualsMailboxes, expectNoJobLeft, inDeepWorld } from '../support/deep-world.ts';

const options = { mailboxes: 7, messages: 40 };
/** Nobody loses a lease here, however slow the machine is. */
const environment = { LEASE_SECONDS: '60' };
const counts = [3, 5, 2] as const;

describe('a number of workers that changes', () => {
  it('between runs puts no document twice', () =>
    inDeepWorld(options, async (world) => {
      for (const total of counts) {
        expect(await world.run(total, { environment })).toEqual(Array.from({ length: total }, () => 0));
        await expectIndexEqualsMailboxes(world);
        expectNoJobLeft(world);
      }
      expect(Math.max(...world.index.puts.values())).toBe(1);
      expect(world.index.deletes).toEqual([]);
    }));

  it('while a run is under way puts no document twice, and the next run ends with the right index', () =>
    inDeepWorld(options, async (world) => {
      const workers = await startSetAfterSet(world);
      await world.within('the end of all workers', Promise.all(workers.map(({ ended }) => ended)));
      expect(Math.max(...world.index.puts.values())).toBe(1);
      expect(world.index.deletes).toEqual([]);
      expectNoJobLeft(world);

      applyChanges(world.sandbox.world, world.chance.seed);
      expect(await world.run(2, { environment })).toEqual([0, 0]);
      await expectIndexEqualsMailboxes(world);
      expectNoJobLeft(world);
    }));

  it('as a service rolls, each set asked to stop when the next one is up, loses and doubles nothing', () =>
    inDeepWorld(options, async (world) => {
      const workers = await startSetAfterSet(world, (before) => {
        for (const worker of before) worker.signal('SIGTERM');
      });
      await world.within('the end of all workers', Promise.all(workers.map(({ ended }) => ended)));
      expect(await world.run(2, { environment })).toEqual([0, 0]);
      await expectIndexEqualsMailboxes(world);
      expectNoJobLeft(world);
      expect(Math.max(...world.index.puts.values())).toBe(1);
      expect(world.index.deletes).toEqual([]);
    }));
});

/** Starts each set when the one before has begun to work. */
async function startSetAfterSet(
  world: DeepWorld,
  onNext: (before: readonly DeepWorker[]) => void = () => {},
): Promise<readonly DeepWorker[]> {
  const all: DeepWorker[] = [];
  let before: readonly DeepWorker[] = [];
  for (const total of counts) {
    const lines = world.chance.between(20, 120);
    await world.within('work of the set before', Promise.all(before.map((worker) => worker.wrote(lines))));
    const set = Array.from({ length: total }, (_, index) => world.start({ index, total, environment }));
    await world.within('the next set', Promise.all(set.map((worker) => worker.wrote(2))));
    onNext(before);
    all.push(...set);
    before = set;
  }
  return all;
}
