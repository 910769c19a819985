import { allItems, applyChanges, compare } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import { type DeepWorld, expectIndexEqualsMailboxes, expectNoJobLeft, inDeepWorld } from '../support/deep-world.ts';
import { planFaults } from '../support/fault-plan.ts';
import { clearFaults, planServiceFaults, tableCalls, tableFaults } from '../support/service-faults.ts';

const worlds = [0, 1];
const rounds = 3;
/** Complete, or not for the faults. */
const ends = [0, 1];

describe('faults of the network and of every service at random calls', () => {
  it.each(worlds)('cost no document, and nothing that is missing is without a reason on record (world %i)', (number) =>
    inDeepWorld({ number, mailboxes: 4, messages: 60 }, async (world) => {
      for (let round = 0; round < rounds; round += 1) {
        planServiceFaults(world);
        for (const exitCode of await world.run(2)) expect(ends).toContain(exitCode);
        applyChanges(world.sandbox.world, world.chance.between(1, 1_000_000));
      }
      clearFaults(world);
      await world.run(2);
      await expectReasons(world);
      await expectFullRunToMendAll(world);
    }),
  );

  it('that never answer are given up in time, and cost no document', () =>
    inDeepWorld({ mailboxes: 4, messages: 40 }, async (world) => {
      const { exchange, qbusiness, dynamodb } = world.sandbox;
      const once = (operation: string) => ({ operation, skip: world.chance.between(0, 5), times: 1 });
      const effect = { kind: 'hang' } as const;
      exchange.faults.add({ ...once('GetItem'), effect });
      qbusiness.faults.add({ ...once('BatchPutDocument'), effect });
      for (const operation of tableCalls) dynamodb.faults.add({ ...once(operation), effect });
      for (const exitCode of await world.run(2)) expect(ends).toContain(exitCode);
      expect(exchange.faults.active()).toEqual([]);
      expect(qbusiness.faults.active()).toEqual([]);
      clearFaults(world);
      await world.run(2);
      await expectReasons(world);
      await expectFullRunToMendAll(world);
    }));
});

describe('a table that is throttled and whose transactions meet others', () => {
  it.each(worlds)('costs no document (world %i)', (number) =>
    inDeepWorld({ number, mailboxes: 4, messages: 60 }, async (world) => {
      const { dynamodb } = world.sandbox;
      const busy = { faults: 20, among: 80 };
      planFaults(dynamodb.faults, world.chance, { ...busy, operations: tableCalls, effects: tableFaults });
      planFaults(dynamodb.faults, world.chance, {
        ...busy,
        operations: ['TransactWriteItems'],
        effects: [{ kind: 'conflict' }],
      });
      planFaults(dynamodb.faults, world.chance, {
        ...busy,
        operations: ['BatchGetItem'],
        effects: [{ kind: 'unprocessed', items: 3 }],
      });
      for (const exitCode of await world.run(2)) expect(ends).toContain(exitCode);
      clearFaults(world);
      await world.run(2);
      await expectReasons(world);
      await expectFullRunToMendAll(world);
    }),
  );
});

type Failures = Parameters<typeof compare>[1];

/** What is missing has a reason on record, and nobody sees too much. */
async function expectReasons(world: DeepWorld): Promise<void> {
  const { missing, leaked } = await compare(world.sandbox, await failuresOnRecord(world));
  expect(missing.filter(({ reason }) => reason === undefined)).toEqual([]);
  expect(leaked).toEqual([]);
}

async function failuresOnRecord(world: DeepWorld): Promise<Failures> {
  const lister = world.start({ args: ['failures', '--json', '--show-addresses'], environment: { LOG_LEVEL: 'info' } });
  expect(await world.within('the list of failures', lister.ended)).toBe(0);
  return (JSON.parse(lister.output()) as { failures: Failures }).failures;
}

/**
 * What failed waits for its time in a delta run; a full one reads it again. All that may be left are records of items that
 * are gone from their folders: they are tried once more when their time has come, and forgotten then.
 */
async function expectFullRunToMendAll(world: DeepWorld): Promise<void> {
  const exitCodes = await world.run(2, { args: ['full', '--once'] });
  expectNoJobLeft(world);
  const left = await failuresOnRecord(world);
  const items = new Set([...allItems(world.sandbox.world)].map(({ item }) => item.id));
  expect(left.filter(({ itemId }) => items.has(itemId))).toEqual([]);
  if (left.length > 0) return expectReasons(world);
  expect(exitCodes).toEqual([0, 0]);
  return expectIndexEqualsMailboxes(world);
}
