import { describe, expect, it } from '@jest/globals';
import { type DeepWorld, expectIndexEqualsMailboxes, expectNoJobLeft, inDeepWorld } from '../support/deep-world.ts';
import { planFaults } from '../support/fault-plan.ts';

const worlds = [0, 1];
const durations = { stoppingMs: 200, indexingMs: 300 };
const options = { mailboxes: 4, messages: 60, sandbox: { qbusiness: { durations } } };
const broken = [
  { kind: 'break-job', status: 'FAILED' },
  { kind: 'break-job', status: 'ABORTED' },
] as const;

describe("a sync job that ends behind the workers' back", () => {
  it.each(worlds)('costs a few calls and no document (world %i)', (number) =>
    inDeepWorld({ ...options, number }, async (world) => {
      const { faults } = world.sandbox.qbusiness;
      planFaults(faults, world.chance, { operations: ['BatchPutDocument'], effects: broken, faults: 6, among: 60 });
      expect(await world.run(2)).toEqual([0, 0]);
      await expectIndexEqualsMailboxes(world);
      expectNoJobLeft(world);
    }),
  );

  it('again and again under one request costs no document in the end', () =>
    inDeepWorld(options, async (world) => {
      const { faults } = world.sandbox.qbusiness;
      const skip = world.chance.between(0, 20);
      for (let number = 0; number < 6; number += 1) {
        faults.add({ operation: 'BatchPutDocument', skip, times: 1, effect: world.chance.pick(broken) });
      }
      // One mailbox at a time, so that it is one request that they strike.
      const [first] = await world.run(1, { environment: { ENABLE_THREADING: 'false' } });
      expect([0, 1]).toContain(first);
      await world.run(1);
      const lister = world.start({ args: ['failures', '--json'], environment: { LOG_LEVEL: 'info' } });
      await world.within('the list of failures', lister.ended);
      const { failures } = JSON.parse(lister.output()) as { failures: readonly { readonly permanent: boolean }[] };
      expect(failures.filter(({ permanent }) => permanent)).toEqual([]);
      expect(await world.run(1, { args: ['full', '--once'] })).toEqual([0]);
      await expectIndexEqualsMailboxes(world);
    }));

  it('because a stranger stopped it costs a few calls and no document', () =>
    inDeepWorld(options, async (world) => {
      const workers = [0, 1].map((index) => world.start({ index, total: 2 }));
      for (const worker of workers) {
        if (await world.within('progress', worker.wrote(world.chance.between(40, 120)))) stopJob(world);
      }
      const ended = Promise.all(workers.map((worker) => worker.ended));
      expect(await world.within('the end of both workers', ended)).toEqual([0, 0]);
      await expectIndexEqualsMailboxes(world);
      expectNoJobLeft(world);
    }));
});

/** What StopDataSourceSyncJob does: it takes no id and asks nobody. */
function stopJob({ sandbox: { qbusiness } }: DeepWorld): void {
  const { jobs } = qbusiness;
  if (jobs.all().some((job) => jobs.statusOf(job) === 'SYNCING')) jobs.stop();
}
