import { expect } from '@jest/globals';
import { type DeepWorld, expectIndexEqualsMailboxes, expectNoJobLeft } from '../deep-world.ts';
import { planFaults } from '../fault-plan.ts';

/** A sync job that does not end the way its workers want it to. */
export const brokenJob = [
  { kind: 'break-job', status: 'FAILED' },
  { kind: 'break-job', status: 'ABORTED' },
] as const;

/** Lets the job fail or be aborted so often, among so many puts. */
export async function breakJobs(world: DeepWorld, plan: { faults: number; among: number }): Promise<void> {
  const { faults } = world.sandbox.qbusiness;
  planFaults(faults, world.chance, { operations: ['BatchPutDocument'], effects: brokenJob, ...plan });
  expect(await world.run(2)).toEqual([0, 0]);
  const struck = plan.faults - faults.active().length;
  // Each needs another job, unless two strike the same one.
  if (struck > 0) expect(world.sandbox.qbusiness.jobs.all().length).toBeGreaterThan(1);
  await expectNothingLost(world);
}

/** A stranger stops the job of two workers at these puts. There are more puts to come. */
export async function stopJobUnderWorkers(world: DeepWorld, puts: readonly number[]): Promise<void> {
  const workers = [0, 1].map((index) => world.start({ index, total: 2 }));
  const ended = Promise.all(workers.map((worker) => worker.ended));
  for (const put of puts) {
    await world.within(`put ${put}`, world.index.reached(put));
    // What StopDataSourceSyncJob does: it takes no id and asks nobody.
    world.sandbox.qbusiness.jobs.stop();
  }
  expect(await world.within('the end of both workers', ended)).toEqual([0, 0]);
  expect(world.sandbox.qbusiness.jobs.all().length).toBeGreaterThan(puts.length);
  await expectNothingLost(world);
}

async function expectNothingLost(world: DeepWorld): Promise<void> {
  await expectIndexEqualsMailboxes(world);
  expectNoJobLeft(world);
}
