import { applyChanges } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import { expectIndexEqualsMailboxes, expectNoJobLeft, inDeepWorld } from '../support/deep-world.ts';

/** The whole sync of the world writes about three times as many lines. */
const mostLines = 250;
/** Milliseconds after which Fargate kills a container that was asked to stop. */
const killedAfterMs = 120_000;

describe('a worker that is asked to stop at random moments, again and again', () => {
  it.each([
    ['Exchange Web Services', 12, {}],
    ['Microsoft Graph', 6, { archives: false, sandbox: { api: 'graph' } }],
  ] as const)('ends in time and in order each time through %s, and loses nothing', (_, stops, options) =>
    inDeepWorld({ mailboxes: 3, messages: 60, ...options }, async (world) => {
      const { chance } = world;
      for (let stop = 0; stop < stops; stop += 1) {
        const once = chance.between(0, 1) === 0;
        const worker = world.start({ args: once ? ['--once'] : [] });
        const lines = chance.between(1, mostLines);
        await world.within(`line ${lines} of ${worker.name}`, worker.wrote(once ? lines : Math.min(lines, 25)));
        worker.signal('SIGTERM');
        const asked = performance.now();
        const exitCode = await world.within(`the end of ${worker.name} after SIGTERM`, worker.ended);
        expect(once ? [0, 3] : [0]).toContain(exitCode);
        expect(performance.now() - asked).toBeLessThan(killedAfterMs);
        expectNoJobLeft(world);
        applyChanges(world.sandbox.world, chance.between(1, 1_000_000));
      }
      const before = new Map(world.index.puts);
      expect(await world.run(1)).toEqual([0]);
      await expectIndexEqualsMailboxes(world);
      expectNoJobLeft(world);
      expect(world.index.puts.size).toBeGreaterThan(before.size);
    }),
  );
});
