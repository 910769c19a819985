import { applyChanges } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import { worlds } from '../support/deep-seed.ts';
import { type DeepWorld, expectIndexEqualsMailboxes, expectNoJobLeft, inDeepWorld } from '../support/deep-world.ts';

/** The whole sync of the world writes about three times as many lines. */
const mostLines = 250;
/** Milliseconds after which Fargate kills a container that was asked to stop. */
const killedAfterMs = 120_000;

/** Asks workers to stop so often while mail changes; one undisturbed run after that leaves nothing out. */
async function stopAgainAndAgain(world: DeepWorld, stops: number): Promise<void> {
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
}

const options = { mailboxes: 3, messages: 60 };

describe('a worker that is asked to stop at random moments, again and again', () => {
  it.each(worlds(2))(
    'ends in time and in order each time through Exchange Web Services, and loses nothing (world %i)',
    (number) => inDeepWorld({ ...options, number }, (world) => stopAgainAndAgain(world, 6)),
  );

  it.each(worlds(2))(
    'ends in time and in order each time through Microsoft Graph, and loses nothing (world %i)',
    (number) =>
      inDeepWorld({ ...options, number, archives: false, sandbox: { api: 'graph' } }, (world) =>
        stopAgainAndAgain(world, 3),
      ),
  );
});
