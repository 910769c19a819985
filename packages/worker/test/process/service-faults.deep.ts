import { applyChanges } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import { worlds } from '../support/deep-seed.ts';
import { type DeepWorld, inDeepWorld } from '../support/deep-world.ts';
import { planFaults } from '../support/fault-plan.ts';
import { expectMended, runUnderFaults } from '../support/scenarios/mended.ts';
import { planServiceFaults, tableCalls, tableFaults } from '../support/service-faults.ts';

const rounds = 3;

/** Runs under faults with changes of mail between them, and what has to come of it once they are over. */
async function strikeAndMend(world: DeepWorld): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    planServiceFaults(world);
    await runUnderFaults(world);
    applyChanges(world.sandbox.world, world.chance.between(1, 1_000_000));
  }
  await expectMended(world);
}

describe('faults of the network and of every service at random calls', () => {
  it.each(worlds(2))(
    'cost no document, and nothing that is missing is without a reason on record (world %i)',
    (number) => inDeepWorld({ number, mailboxes: 4, messages: 60 }, strikeAndMend),
  );

  it('cost no document through Microsoft Graph either', () =>
    inDeepWorld({ mailboxes: 4, messages: 60, archives: false, sandbox: { api: 'graph' } }, strikeAndMend));

  it('that never answer are given up in time, and cost no document', () =>
    inDeepWorld({ mailboxes: 4, messages: 40 }, async (world) => {
      const { exchange, entra, qbusiness, ssm, dynamodb } = world.sandbox;
      const once = (operation: string, most = 5) => ({ operation, skip: world.chance.between(0, most), times: 1 });
      const effect = { kind: 'hang' } as const;
      exchange.faults.add({ ...once('GetItem'), effect });
      qbusiness.faults.add({ ...once('BatchPutDocument'), effect });
      entra.faults.add({ ...once('Token', 1), effect });
      ssm.faults.add({ ...once('GetParametersByPath', 1), effect });
      for (const operation of tableCalls) dynamodb.faults.add({ ...once(operation), effect });
      await runUnderFaults(world);
      for (const { faults } of [exchange, entra, qbusiness, ssm]) expect(faults.active()).toEqual([]);
      await expectMended(world);
    }));
});

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
