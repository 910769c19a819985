import { describe, it } from '@jest/globals';
import { inDeepWorld } from '../support/deep-world.ts';
import { breakJobs, stopJobUnderWorkers } from '../support/scenarios/job-ends.ts';
import { killAndRecover } from '../support/scenarios/kills.ts';
import { expectMended, runUnderFaults } from '../support/scenarios/mended.ts';
import { recountBetweenRuns, roll } from '../support/scenarios/recounts.ts';
import { haveGraphTokensRefused, haveTokensRefused, outliveTokens } from '../support/scenarios/tokens.ts';
import { planServiceFaults } from '../support/service-faults.ts';

/** Every worker is a process: seconds on a quiet machine, minutes on one that is overloaded. */
const timeout = 600_000;
const small = { seed: 1, mailboxes: 2, messages: 15 };
const throughGraph = { ...small, archives: false, sandbox: { api: 'graph' } } as const;

// What `pnpm test:deep` does at length, with a seed of its own each time.
describe('real workers, in short', () => {
  it(
    'that are killed leave an index that one clean run makes equal to the mailboxes',
    () => inDeepWorld(small, (world) => killAndRecover(world, { ofEach: [1, 1], mostLines: 60 })),
    timeout,
  );

  it(
    'that read through Microsoft Graph, or through both sources in turn, do so as well',
    async () => {
      const ofEach = [1, 1];
      await inDeepWorld(throughGraph, (world) => killAndRecover(world, { ofEach, mostLines: 60 }));
      await inDeepWorld({ ...small, archives: false }, (world) =>
        killAndRecover(world, { ofEach, mostLines: 60, apis: ['ews', 'graph'] }),
      );
    },
    timeout,
  );

  it.each([
    ['Exchange Web Services', small],
    ['Microsoft Graph', throughGraph],
  ])(
    'struck by faults of the network and of every service lose no document through %s',
    (_, options) =>
      inDeepWorld(options, async (world) => {
        planServiceFaults(world, 8);
        await runUnderFaults(world);
        await expectMended(world);
      }),
    timeout,
  );

  it(
    'whose sync job fails, or is stopped by a stranger, lose no document',
    async () => {
      await inDeepWorld(small, (world) => breakJobs(world, { faults: 2, among: 2 }));
      await inDeepWorld({ ...small, messages: 30 }, (world) => stopJobUnderWorkers(world, [5, 40]));
    },
    timeout,
  );

  it(
    'whose tokens expire, or are refused before their time, get new ones',
    async () => {
      const sandbox = { tokenSeconds: 3, exchange: { latencyMs: 20 } };
      await inDeepWorld({ ...small, sandbox }, (world) => outliveTokens(world, { workers: 1, tokens: 5 }));
      await inDeepWorld(small, haveTokensRefused);
      await inDeepWorld(throughGraph, haveGraphTokensRefused);
    },
    timeout,
  );

  it(
    'whose number changes put no document twice and delete none',
    async () => {
      await inDeepWorld({ ...small, mailboxes: 3 }, (world) => recountBetweenRuns(world, [2, 3, 1]));
      await inDeepWorld({ ...small, mailboxes: 3 }, (world) => roll(world, { totals: [2, 1], lines: [20, 40] }));
    },
    timeout,
  );
});
