import { expect } from '@jest/globals';
import { type DeepWorld, expectIndexEqualsMailboxes } from '../deep-world.ts';
import { exchangeCalls, graphCalls } from '../service-faults.ts';

/** So many tokens at least are used up by one run of so many workers. */
export async function outliveTokens(
  world: DeepWorld,
  { workers, tokens }: { workers: number; tokens: number },
): Promise<void> {
  expect(await world.run(workers)).toEqual(Array.from({ length: workers }, () => 0));
  expect(world.sandbox.entra.calls.counts()['Token']).toBeGreaterThanOrEqual(tokens);
  await expectIndexEqualsMailboxes(world);
}

/** Exchange refuses a token before its time, once for each kind of call. */
export async function haveTokensRefused(world: DeepWorld): Promise<void> {
  const { faults } = world.sandbox.exchange;
  // Apart from each other: a fresh token that is refused as well is for a person to look at.
  for (const operation of exchangeCalls) {
    const effect = { kind: 'http', status: 401 } as const;
    faults.add({ operation, skip: world.chance.between(0, 3), times: 1, effect });
  }
  expect(await world.run(1)).toEqual([0]);
  expect(faults.active()).toEqual([]);
  await expectIndexEqualsMailboxes(world);
}

/** Microsoft Graph does so. */
export async function haveGraphTokensRefused(world: DeepWorld): Promise<void> {
  const { faults } = world.sandbox.graph;
  const effect = { kind: 'error', status: 401, code: 'InvalidAuthenticationToken' } as const;
  // There is one list of folders in each mailbox.
  for (const operation of graphCalls) faults.add({ operation, skip: world.chance.between(0, 1), times: 1, effect });
  expect(await world.run(1)).toEqual([0]);
  expect(faults.active()).toEqual([]);
  await expectIndexEqualsMailboxes(world);
}
