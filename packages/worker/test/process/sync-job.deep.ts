import { describe, expect, it } from '@jest/globals';
import { worlds } from '../support/deep-seed.ts';
import { expectIndexEqualsMailboxes, inDeepWorld } from '../support/deep-world.ts';
import { breakJobs, brokenJob, stopJobUnderWorkers } from '../support/scenarios/job-ends.ts';
import { failuresOnRecord } from '../support/scenarios/mended.ts';

const durations = { stoppingMs: 200, indexingMs: 300 };
const options = { mailboxes: 4, messages: 60, sandbox: { qbusiness: { durations } } };

describe("a sync job that ends behind the workers' back", () => {
  it.each(worlds(2))('costs a few calls and no document (world %i)', (number) =>
    inDeepWorld({ ...options, number }, (world) => breakJobs(world, { faults: 6, among: 60 })),
  );

  it('again and again under one request costs no document in the end', () =>
    inDeepWorld(options, async (world) => {
      const { faults } = world.sandbox.qbusiness;
      const skip = world.chance.between(0, 20);
      for (let number = 0; number < 6; number += 1) {
        faults.add({ operation: 'BatchPutDocument', skip, times: 1, effect: world.chance.pick(brokenJob) });
      }
      // One mailbox at a time, so that it is one request that they strike.
      const [first] = await world.run(1, { environment: { ENABLE_THREADING: 'false' } });
      expect([0, 1]).toContain(first);
      await world.run(1);
      expect((await failuresOnRecord(world)).filter(({ permanent }) => permanent)).toEqual([]);
      expect(await world.run(1, { args: ['full', '--once'] })).toEqual([0]);
      await expectIndexEqualsMailboxes(world);
    }));

  it('because a stranger stopped it costs a few calls and no document', () =>
    inDeepWorld(options, (world) =>
      stopJobUnderWorkers(world, [world.chance.between(1, 60), world.chance.between(100, 160)]),
    ));
});
