import { describe, expect, it } from '@jest/globals';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import { type CallCounts, counted, totalOf } from '../support/counted-ports.ts';
import { owner } from '../support/engine-world.ts';
import { memoryIndex } from '../support/memory-index.ts';
import { type Api, memorySource, TestMailbox } from '../support/memory-source.ts';
import { oneRun } from '../support/one-run.ts';

/** All calls, at every port, of a run that finds nothing new in so many folders with so many messages each. */
async function callsOfIdleRun(folders: number, messages: number, api?: Api): Promise<CallCounts> {
  const mailbox = new TestMailbox();
  for (let folder = 0; folder < folders; folder += 1) {
    const id = mailbox.addFolder(`folder ${folder}`);
    for (let key = 0; key < messages; key += 1) {
      mailbox.deliver(id, { searchKey: `${folder}/${key}`, subject: 's', body: 'b' });
    }
  }
  const source = memorySource(new Map([[`${owner}/primary`, mailbox]]), {
    pageSize: 512,
    messageBatchSize: 10,
    ...(api === undefined ? {} : { api, looks: true }),
  });
  const ports = { source, index: memoryIndex(), state: createMemoryStateStore() };
  expect((await oneRun(ports)).counts.indexed).toBe(folders * messages);
  // What folders look like is remembered, and then known to stay so.
  if (api !== undefined) for (const process of [3, 4]) await oneRun(ports, process);

  const counts: CallCounts = new Map();
  const { outcome } = await oneRun(
    { source: counted(source, counts), index: counted(ports.index, counts), state: counted(ports.state, counts) },
    2,
  );
  expect(outcome).toBe('complete');
  return counts;
}

describe('Rule 8: a run with nothing new', () => {
  it('asks the source once for the tree and once for each folder, and the index for nothing', async () => {
    const counts = await callsOfIdleRun(12, 3);
    expect(counts.get('listFolderChanges')).toBe(1);
    expect(counts.get('listItemChanges')).toBe(12);
    for (const call of ['fetchMessages', 'fetchAttachment', 'put', 'delete']) expect(counts.has(call)).toBe(false);
  });

  it('costs as many calls as a constant and one for each folder', async () => {
    const [one, many] = [totalOf(await callsOfIdleRun(1, 3)), totalOf(await callsOfIdleRun(41, 3))];
    expect(many - one).toBe(40);
    expect(one).toBeLessThan(25);
  });

  it.each(['ews', 'graph'] as const)('costs no more for more folders where %s can look at all of them', async (api) => {
    const [one, many] = [await callsOfIdleRun(1, 3, api), await callsOfIdleRun(41, 3, api)];
    expect(many).toEqual(one);
    expect(many.get('lookAtFolders')).toBe(1);
    expect(many.has('listItemChanges')).toBe(false);
  });

  it('costs the same however many messages there are', async () => {
    expect(await callsOfIdleRun(2, 300)).toEqual(await callsOfIdleRun(2, 1));
  });
});
