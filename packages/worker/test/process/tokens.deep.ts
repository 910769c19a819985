import { describe, expect, it } from '@jest/globals';
import { expectIndexEqualsMailboxes, inDeepWorld } from '../support/deep-world.ts';
import { exchangeCalls } from '../support/service-faults.ts';

const options = { mailboxes: 3, messages: 60 };

describe('tokens that expire while a run is under way', () => {
  // MSAL gives a token no longer out in its last five minutes.
  it.each([
    [3, 'at once'],
    [302, 'every two seconds'],
  ])('are replaced: a life of %i seconds, renewed %s', (tokenSeconds) =>
    inDeepWorld({ ...options, sandbox: { tokenSeconds, exchange: { latencyMs: 100 } } }, async (world) => {
      expect(await world.run(2)).toEqual([0, 0]);
      expect(world.sandbox.entra.calls.counts()['Token']).toBeGreaterThan(4);
      await expectIndexEqualsMailboxes(world);
    }),
  );

  it('are replaced when Exchange refuses them before their time', () =>
    inDeepWorld(options, async (world) => {
      const { exchange } = world.sandbox;
      // Apart from each other: a fresh token that is refused as well is for a person to look at.
      for (const operation of exchangeCalls) {
        exchange.faults.add({
          operation,
          skip: world.chance.between(0, 3),
          times: 1,
          effect: { kind: 'http', status: 401 },
        });
      }
      expect(await world.run(1)).toEqual([0]);
      expect(exchange.faults.active()).toEqual([]);
      await expectIndexEqualsMailboxes(world);
    }));
});
