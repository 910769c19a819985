import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type IndexWorld, indexWorld } from '../support/index-world.ts';

let world: IndexWorld;
let inbox: string;
const messages = 40;

beforeEach(async () => {
  world = await indexWorld();
  inbox = world.mailbox.addFolder('Inbox');
  for (let number = 0; number < messages; number += 1) {
    world.mailbox.deliver(inbox, { searchKey: `${number}`, subject: `m${number}`, body: 'body' });
  }
});

afterEach(() => world.close());

const starts = () => world.service.calls.counts()['StartDataSourceSyncJob'];
const statuses = () => world.service.jobs.all().map(world.service.jobs.statusOf);

describe('a run', () => {
  it('starts and ends one sync job, whatever the number of its requests', async () => {
    expect(await world.run()).toMatchObject({ outcome: 'complete' });
    expect(world.service.calls.counts()).toMatchObject({ StartDataSourceSyncJob: 1, StopDataSourceSyncJob: 1 });
  });

  it.each(['FAILED', 'ABORTED'] as const)('whose job ends as %s behind its back loses no document', async (status) => {
    world.service.faults.add({
      operation: 'BatchPutDocument',
      skip: 3,
      times: 1,
      effect: { kind: 'break-job', status },
    });
    const summary = await world.run();
    expect(summary).toMatchObject({ outcome: 'complete', failuresByCode: {}, counts: { indexed: messages } });
    expect(world.ids().size).toBe(messages);
    expect(starts()).toBe(2);
    expect(statuses()).toEqual(['SUCCEEDED', status]);
    expect(summary.indexJobs).toHaveLength(2);
  });

  it('whose job ends before each request loses no document either', async () => {
    world.service.faults.add({
      operation: 'BatchPutDocument',
      probability: 0.4,
      effect: { kind: 'break-job', status: 'ABORTED' },
    });
    await world.run();
    world.service.faults.clear();
    expect(await world.run()).toMatchObject({ outcome: 'complete' });
    expect(world.ids().size).toBe(messages);
  });

  it('whose job ends before it deletes loses no deletion', async () => {
    const [item = ''] = [...(world.mailbox.folders.get(inbox)?.items.keys() ?? [])];
    await world.run();
    world.mailbox.remove(inbox, item);
    world.service.faults.add({
      operation: 'BatchDeleteDocument',
      times: 1,
      effect: { kind: 'break-job', status: 'FAILED' },
    });
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { documentsDeleted: 1 } });
    expect(world.ids().size).toBe(messages - 1);
  });
});
