import { describe, it } from '@jest/globals';
import { inDeepWorld } from '../support/deep-world.ts';
import { recountBetweenRuns, recountDuringRun, roll } from '../support/scenarios/recounts.ts';

const options = { mailboxes: 7, messages: 40 };
const recounts = { totals: [3, 5, 2], lines: [20, 120] } as const;

describe('a number of workers that changes', () => {
  it('between runs puts no document twice', () =>
    inDeepWorld(options, (world) => recountBetweenRuns(world, recounts.totals)));

  it('while a run is under way puts no document twice, and the next run ends with the right index', () =>
    inDeepWorld(options, (world) => recountDuringRun(world, recounts)));

  it('as a service rolls, each set asked to stop when the next one is up, loses and doubles nothing', () =>
    inDeepWorld(options, (world) => roll(world, recounts)));
});
