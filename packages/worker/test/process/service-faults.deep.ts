import { describe, it } from '@jest/globals';
import { worlds } from '../support/deep-seed.ts';
import { inDeepWorld } from '../support/deep-world.ts';
import { strikeAndMend } from '../support/scenarios/mended.ts';

describe('faults of the network and of every service at random calls', () => {
  it.each(worlds(2))(
    'cost no document, and nothing that is missing is without a reason on record (world %i)',
    (number) => inDeepWorld({ number, mailboxes: 4, messages: 60 }, (world) => strikeAndMend(world, 3)),
  );
});
