import { describe, it } from '@jest/globals';
import { playAdapterHistories } from '../support/adapter-history.ts';

/** Over the wire a history takes many times as long as in memory. */
const histories = Math.ceil(Number(process.env['TEST_HISTORIES'] ?? 400) / 20);
const historiesOfOneSource = Math.ceil(histories / 4);
/** Milliseconds: more than ten times what they take on a quiet machine. */
const limitMs = 120_000 + histories * 10_000;
/** A history that is being played is played to its end. */
const timeout = limitMs + 60_000;

describe('any history of mailboxes read over the wire, with any faults of their services', () => {
  it(
    'ends, through adapters that take turns at any moment, with the index equal to the mailboxes and nothing living ever deleted',
    () => playAdapterHistories({ numRuns: histories, limitMs }),
    timeout,
  );

  it.each(['ews', 'graph'] as const)(
    'ends in the same way through %s alone',
    (only) => playAdapterHistories({ numRuns: historiesOfOneSource, limitMs, only }),
    timeout,
  );
});
