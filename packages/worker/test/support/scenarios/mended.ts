import { allItems, applyChanges, compare, graphIdOf } from '@connector/sandbox';
import { expect } from '@jest/globals';
import { type DeepWorld, expectIndexEqualsMailboxes, expectNoJobLeft } from '../deep-world.ts';
import { clearFaults, planServiceFaults } from '../service-faults.ts';

type Failures = readonly (Parameters<typeof compare>[1][number] & { readonly permanent: boolean })[];

/** Exit codes of runs under faults: complete, or not for the faults. */
const ends = [0, 1];

/** Runs two workers under faults: they end in order, whatever struck them. */
export async function runUnderFaults(world: DeepWorld): Promise<void> {
  for (const exitCode of await world.run(2)) expect(ends).toContain(exitCode);
}

/** So many runs under faults of every service with changes of mail between them, and what has to come of it once they are over. */
export async function strikeAndMend(world: DeepWorld, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    planServiceFaults(world);
    await runUnderFaults(world);
    applyChanges(world.sandbox.world, world.chance.between(1, 1_000_000));
  }
  await expectMended(world);
}

/**
 * The faults are over. A delta run leaves nothing missing without a reason on record; a full one reads again whatever
 * failed; and once the records that are left were tried, there are none, and the index equals the mailboxes.
 */
export async function expectMended(world: DeepWorld): Promise<void> {
  clearFaults(world);
  await world.run(2);
  await expectReasons(world);
  await world.run(2, { args: ['full', '--once'] });
  await expectOnlyGoneItemsOnRecord(world);
  await retryNow(world);
  expect(await world.run(2)).toEqual([0, 0]);
  expect(await failuresOnRecord(world)).toEqual([]);
  await expectIndexEqualsMailboxes(world);
  expectNoJobLeft(world);
}

/** What is missing has a reason on record, and nobody sees too much. */
async function expectReasons(world: DeepWorld): Promise<void> {
  const { missing, leaked } = await compare(world.sandbox, await failuresOnRecord(world));
  expect(missing.filter(({ reason }) => reason === undefined)).toEqual([]);
  expect(leaked).toEqual([]);
}

/** An item that has left its folder since it failed is in no listing: its record waits for its next attempt. */
async function expectOnlyGoneItemsOnRecord(world: DeepWorld): Promise<void> {
  const items = new Set([...allItems(world.sandbox.world)].flatMap(({ item }) => [item.id, graphIdOf(item)]));
  expect((await failuresOnRecord(world)).filter(({ itemId }) => items.has(itemId))).toEqual([]);
}

/** What is on record as failed, as an operator lists it. */
export async function failuresOnRecord(world: DeepWorld): Promise<Failures> {
  const listed = await outputOf(world, ['failures', '--json', '--show-addresses']);
  return (JSON.parse(listed) as { failures: Failures }).failures;
}

/** Makes the records due, as an operator does. */
async function retryNow(world: DeepWorld): Promise<void> {
  await outputOf(world, ['retry', '--json']);
}

async function outputOf(world: DeepWorld, args: readonly string[]): Promise<string> {
  const command = world.start({ args, environment: { LOG_LEVEL: 'info' } });
  expect(await world.within(`the end of ${args[0]}`, command.ended)).toBe(0);
  return command.output();
}
