import { applyChanges } from '@connector/sandbox';
import { expect } from '@jest/globals';
import { type DeepWorld, expectIndexEqualsMailboxes } from '../deep-world.ts';

/** How often the workers of a set are killed, and how far each gets at most before, in lines of its log. */
export interface Kills {
  /** One number for each worker of the set. */
  readonly ofEach: readonly number[];
  readonly mostLines: number;
  /** What workers read the mailboxes through: chance takes one each time. Without it, what the world has. */
  readonly apis?: readonly string[];
}

/** Kills workers again and again while mail changes. One clean run after that makes the index equal to the mailboxes. */
export async function killAndRecover(world: DeepWorld, { ofEach, mostLines, apis = [] }: Kills): Promise<void> {
  const total = ofEach.length;
  const killed = await Promise.all(
    ofEach.map((kills, index) => killAgainAndAgain(world, { index, total, kills, mostLines, apis })),
  );
  expect(killed).toEqual(ofEach);
  expect(await cleanRun(world, total)).toEqual(ofEach.map(() => 0));
  await expectIndexEqualsMailboxes(world);
}

interface Victim {
  readonly index: number;
  readonly total: number;
  readonly kills: number;
  readonly mostLines: number;
  readonly apis: readonly string[];
}

/** Runs that a busy machine may spoil before one counts. */
const spoiltRuns = 4;

/**
 * Runs the set, and again while the machine stood still for so long that leases ran out: that was no clean run. Longer leases
 * would be safe from it, and let each run wait for those of the killed.
 */
async function cleanRun(world: DeepWorld, total: number): Promise<readonly (number | null)[]> {
  for (let spoilt = 0; ; spoilt += 1) {
    const workers = Array.from({ length: total }, (_, index) => world.start({ index, total, environment }));
    const ended = await world.within('the end of the clean run', Promise.all(workers.map((worker) => worker.ended)));
    const stoodStill = workers.some((worker) => worker.said('it could not be renewed in time'));
    if (!stoodStill || spoilt === spoiltRuns) return ended;
  }
}

/** The shortest there is, so that the next victim gets to work soon. On a slow machine even the living lose theirs. */
const environment = { LEASE_SECONDS: '5' };

/** Starts one worker of the set again whenever it was killed or ended; gives it new mail when there was nothing to kill. */
async function killAgainAndAgain(world: DeepWorld, { index, total, kills, mostLines, apis }: Victim): Promise<number> {
  const { chance } = world;
  let killed = 0;
  while (killed < kills) {
    const through = apis.length === 0 ? {} : { EXCHANGE_API: chance.pick(apis) };
    const worker = world.start({ index, total, environment: { ...environment, ...through } });
    const lines = chance.between(1, mostLines);
    if (await world.within(`line ${lines} of ${worker.name}`, worker.wrote(lines))) {
      worker.signal('SIGKILL');
      // It may have ended by itself in between.
      if ((await worker.ended) === null) killed += 1;
    } else {
      expect([0, 1]).toContain(await worker.ended);
    }
    applyChanges(world.sandbox.world, chance.between(1, 1_000_000));
  }
  return killed;
}
