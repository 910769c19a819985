import { describe, it } from '@jest/globals';
import { inDeepWorld } from '../support/deep-world.ts';
import { strikeAndMend } from '../support/scenarios/mended.ts';

const options = { mailboxes: 4, messages: 60, archives: false, sandbox: { api: 'graph' } } as const;

describe('faults of the network and of every service at random calls', () => {
  it('cost no document through Microsoft Graph either', () => inDeepWorld(options, (world) => strikeAndMend(world, 3)));
});
