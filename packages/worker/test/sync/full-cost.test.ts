import { describe, expect, it } from '@jest/globals';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import { type CallCounts, counted, totalOf } from '../support/counted-ports.ts';
import { owner } from '../support/engine-world.ts';
import { memoryIndex } from '../support/memory-index.ts';
import { memorySource, TestMailbox } from '../support/memory-source.ts';
import { oneRun } from '../support/one-run.ts';

/** Calls, at every port, of a full run over a folder that lost every fourth of so many messages unseen. */
async function callsOfFullRun(messages: number): Promise<number> {
  const mailbox = new TestMailbox();
  const inbox = mailbox.addFolder('Inbox');
  const items = Array.from({ length: messages }, (_, key) =>
    mailbox.deliver(inbox, { searchKey: `${key}`, subject: 's', body: 'b' }),
  );
  const source = memorySource(new Map([[`${owner}/primary`, mailbox]]), { pageSize: 30, messageBatchSize: 10 });
  const ports = { source, index: memoryIndex(), state: createMemoryStateStore() };
  await oneRun(ports);
  for (const [key, item] of items.entries()) if (key % 4 === 0) mailbox.folders.get(inbox)?.items.delete(item);

  const counts: CallCounts = new Map();
  const { outcome } = await oneRun(
    { source: counted(source, counts), index: counted(ports.index, counts), state: counted(ports.state, counts) },
    2,
    'full',
  );
  expect(outcome).toBe('complete');
  expect(ports.index.documents.size).toBe(messages - messages / 4);
  return totalOf(counts);
}

describe('a full run', () => {
  it('costs twice as many calls for twice as many messages, and no more', async () => {
    const [few, twice, fourTimes] = [await callsOfFullRun(40), await callsOfFullRun(80), await callsOfFullRun(160)];
    expect(twice).toBeGreaterThan(few);
    expect(fourTimes - twice).toBeLessThanOrEqual(2 * (twice - few) + 10);
  });
});
