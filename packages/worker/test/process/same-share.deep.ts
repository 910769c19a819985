import { applyChanges } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import { worlds } from '../support/deep-seed.ts';
import { expectIndexEqualsMailboxes, expectNoJobLeft, inDeepWorld } from '../support/deep-world.ts';

/** Long enough that nobody loses a lease on a slow machine. */
const environment = { LEASE_SECONDS: '15' };
/** Milliseconds of each call to Exchange: the first worker keeps a mailbox for longer than it takes to see that it lives. */
const latencyMs = 300;
const heldElsewhere = "the mailbox's lease: held elsewhere";

describe('two workers with the same index and the same share at the same time', () => {
  it.each(worlds(3))(
    'put no document twice, delete none, and say which mailboxes the other one has (world %i)',
    (number) =>
      inDeepWorld({ number, mailboxes: 3, messages: 60, sandbox: { exchange: { latencyMs } } }, async (world) => {
        const first = world.start({ environment });
        const lines = world.chance.between(20, 80);
        expect(await world.within(`line ${lines} of the first worker`, first.wrote(lines))).toBe(true);
        const second = world.start({ environment });
        const ends = await world.within('the end of both workers', Promise.all([first.ended, second.ended]));
        expect(ends).toEqual([0, 1]);
        expect([first.said(heldElsewhere), second.said(heldElsewhere)]).toEqual([false, true]);
        expect(Math.max(...world.index.puts.values())).toBe(1);
        expect(world.index.deletes).toEqual([]);

        applyChanges(world.sandbox.world, world.chance.seed);
        expect(await world.run(1)).toEqual([0]);
        await expectIndexEqualsMailboxes(world);
        expectNoJobLeft(world);
      }),
  );
});
