import { describe, it } from '@jest/globals';
import { worlds } from '../support/deep-seed.ts';
import { inDeepWorld } from '../support/deep-world.ts';
import { planFaults } from '../support/fault-plan.ts';
import { expectMended, runUnderFaults } from '../support/scenarios/mended.ts';
import { tableCalls, tableFaults } from '../support/service-faults.ts';

describe('a table that is throttled and whose transactions meet others', () => {
  it.each(worlds(2))('costs no document (world %i)', (number) =>
    inDeepWorld({ number, mailboxes: 4, messages: 60 }, async (world) => {
      const { faults } = world.sandbox.dynamodb;
      const busy = { faults: 20, among: 80 };
      planFaults(faults, world.chance, { ...busy, operations: tableCalls, effects: tableFaults });
      planFaults(faults, world.chance, {
        ...busy,
        operations: ['TransactWriteItems'],
        effects: [{ kind: 'conflict' }],
      });
      planFaults(faults, world.chance, {
        ...busy,
        operations: ['BatchGetItem'],
        effects: [{ kind: 'unprocessed', items: 3 }],
      });
      await runUnderFaults(world);
      await expectMended(world);
    }),
  );
});
