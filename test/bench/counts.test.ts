import { describe, expect, it } from '@jest/globals';
import { allocatedPerMessage } from '../../bench/engine/run-engine.ts';
import { countSteps } from '../../bench/scenarios/cost.ts';

/** Workers and servers are processes: a minute on a quiet machine, more on one that is overloaded. */
const timeout = 900_000;
const messages = 40;

// Counts are the same on every machine, unlike times. `-u` writes them anew: look at each that changes, and say why in the commit.
describe('what forty messages cost', () => {
  it.each(['ews', 'graph'] as const)(
    'is what it was, through %s, whatever happened to them',
    async (api) => {
      const steps = await countSteps(api, messages);
      const counted = steps.map(({ what, counts: { calls, rows, units } }) => [
        what,
        { calls: sorted(calls), rows, units },
      ]);
      expect(Object.fromEntries(counted)).toMatchSnapshot();
    },
    timeout,
  );
});

describe('what the engine allocates for a message of 20 kB', () => {
  /** kB on Node 20; a tenth is what versions of Node and of V8 differ by. */
  const known = 270;

  it(
    'is what it was, to within a tenth',
    async () => {
      const allocated = (await allocatedPerMessage(200, 20_000)) / 1000;
      expect(Math.abs(allocated / known - 1)).toBeLessThan(0.1);
    },
    timeout,
  );
});

/** Without how often a new table was asked for until it was there. */
function sorted(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const stable = Object.entries(counts).filter(([name]) => name !== 'dynamodb.DescribeTable');
  return Object.fromEntries(stable.sort(([one], [other]) => (one < other ? -1 : 1)));
}
