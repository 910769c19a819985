import { describe, it } from '@jest/globals';
import { worlds } from '../support/deep-seed.ts';
import { inDeepWorld } from '../support/deep-world.ts';
import { killAndRecover } from '../support/scenarios/kills.ts';

/** Ten kills in each world. A worker with its share to sync writes about twice as many lines. */
const kills = { ofEach: [4, 3, 3], mostLines: 150 };

describe('workers that are killed at random moments, several at once, while mail changes', () => {
  it.each(worlds(5))('end, after one clean run, with the index equal to the mailboxes (world %i)', (number) =>
    inDeepWorld({ number, mailboxes: 6, messages: 40 }, (world) => killAndRecover(world, kills)),
  );

  it.each(worlds(2))('do so through Microsoft Graph (world %i)', (number) =>
    inDeepWorld({ number, mailboxes: 6, messages: 40, archives: false, sandbox: { api: 'graph' } }, (world) =>
      killAndRecover(world, kills),
    ),
  );

  it.each(worlds(2))('do so while the source changes from one to the next (world %i)', (number) =>
    inDeepWorld({ number, mailboxes: 6, messages: 40, archives: false }, (world) =>
      killAndRecover(world, { ...kills, apis: ['ews', 'graph'] }),
    ),
  );
});
