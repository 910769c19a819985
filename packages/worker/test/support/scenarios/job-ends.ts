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
  if (struck > 0) expectAnotherJob(world);
  await expectNothingLost(world);
}

/** A stranger stops the job under each of two workers, after so many lines of its log. */
export async function stopJobUnderWorkers(
  world: DeepWorld,
  lines: readonly [least: number, most: number],
): Promise<void> {
  const workers = [0, 1].map((index) => world.start({ index, total: 2 }));
  let stops = 0;
  for (const worker of workers) {
    if (await world.within('progress', worker.wrote(world.chance.between(...lines)))) stops += Number(stopJob(world));
  }
  const ended = Promise.all(workers.map((worker) => worker.ended));
  expect(await world.within('the end of both workers', ended)).toEqual([0, 0]);
  expect(stops).toBeGreaterThan(0);
  expectAnotherJob(world);
  await expectNothingLost(world);
}

/** What StopDataSourceSyncJob does: it takes no id and asks nobody. False: there was none to stop. */
function stopJob({ sandbox: { qbusiness } }: DeepWorld): boolean {
  const { jobs } = qbusiness;
  const runs = jobs.all().some((job) => jobs.statusOf(job) === 'SYNCING');
  if (runs) jobs.stop();
  return runs;
}

/** The one that was ended was noticed. */
function expectAnotherJob({ sandbox: { qbusiness } }: DeepWorld): void {
  expect(qbusiness.jobs.all().length).toBeGreaterThan(1);
}

async function expectNothingLost(world: DeepWorld): Promise<void> {
  await expectIndexEqualsMailboxes(world);
  expectNoJobLeft(world);
}
