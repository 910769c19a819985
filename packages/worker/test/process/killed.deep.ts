import { applyChanges } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import { type DeepWorld, expectIndexEqualsMailboxes, inDeepWorld } from '../support/deep-world.ts';

const worlds = [0, 1, 2, 3, 4];
/** Kills of each worker of a world: ten in all. */
const kills = [4, 3, 3];
/** A worker with its share to sync writes about twice as many lines. */
const mostLines = 150;

describe('workers that are killed at random moments, several at once, while mail changes', () => {
  it.each(worlds)('end, after one clean run, with the index equal to the mailboxes (world %i)', (number) =>
    inDeepWorld({ number, mailboxes: 6, messages: 40 }, async (world) => {
      const killed = await Promise.all(kills.map((_, index) => killAgainAndAgain(world, index)));
      expect(killed).toEqual(kills);
      expect(await world.run(kills.length)).toEqual(kills.map(() => 0));
      await expectIndexEqualsMailboxes(world);
    }),
  );
});

/** Starts one worker of the set again whenever it was killed or ended; gives it new mail when there was nothing to kill. */
async function killAgainAndAgain(world: DeepWorld, index: number): Promise<number> {
  const { chance } = world;
  let killed = 0;
  while (killed < (kills[index] ?? 0)) {
    const worker = world.start({ index, total: kills.length });
    const lines = chance.between(1, mostLines);
    if (await world.within(`line ${lines} of ${worker.name}`, worker.wrote(lines))) {
      worker.signal('SIGKILL');
      // It may have ended by itself in between.
      if ((await worker.ended) === null) killed += 1;
    } else {
      expect(await worker.ended).toBe(0);
    }
    applyChanges(world.sandbox.world, chance.between(1, 1_000_000));
  }
  return killed;
}
