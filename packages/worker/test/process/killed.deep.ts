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
});
