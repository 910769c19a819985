import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/errors.ts';
import { type EngineWorld, engineWorld, permanent, transient } from '../support/engine-world.ts';

/** A message with two attachments, the first of which the index refuses. */
function scene(failure: Failure): EngineWorld {
  const world = engineWorld();
  const attachments = ['a.txt', 'b.txt'].map((name) => ({ name, text: name }));
  const inbox = world.mailbox().addFolder('Inbox');
  world.mailbox().deliver(inbox, { searchKey: 'a', subject: 's', body: 'b', attachments });
  let refused: string | undefined;
  world.fault = (operation, id) => {
    if (operation !== 'put' || !id.includes('-a-')) return undefined;
    refused ??= id;
    return id === refused ? failure : undefined;
  };
  return world;
}

describe('Rule 2: an attachment that the index refuses', () => {
  it('for good is told with its reason, once, and is not counted as put', async () => {
    const world = scene(permanent('index.document-rejected'));
    const first = await world.run();
    expect(first).toMatchObject({
      outcome: 'complete',
      counts: { indexed: 1, documentsPut: 2, attachments: 1, attachmentsSkipped: 1 },
      attachmentsSkippedByReason: { 'index.document-rejected': 1 },
    });
    expect((await world.run()).counts.attachmentsSkipped).toBe(0);
  });

  it('for a while is on record with its message, and put again', async () => {
    const world = scene(transient('InternalError'));
    expect(await world.run()).toMatchObject({
      outcome: 'incomplete',
      counts: { attachments: 1, attachmentsSkipped: 0 },
      failuresByCode: { InternalError: 1 },
    });
    world.fault = undefined;
    expect(await world.run()).toMatchObject({ outcome: 'complete', failuresByCode: {} });
    expect(world.index.documents.size).toBe(3);
  });
});

describe('Rule 11: an index that comes to take larger content, as by a bucket that is named,', () => {
  it('gets the attachments that were too large before', async () => {
    const world = engineWorld();
    const attachments = [{ name: 'a.txt', text: 'x'.repeat(20) }];
    const inbox = world.mailbox().addFolder('Inbox');
    world.mailbox().deliver(inbox, { searchKey: 'a', subject: 's', body: 'b', attachments });
    world.index.contentBytes = 10;
    expect(await world.run()).toMatchObject({ attachmentsSkippedByReason: { 'too-large': 1 } });
    world.index.contentBytes = 20;
    expect(await world.run()).toMatchObject({ counts: { attachments: 1, attachmentsSkipped: 0 } });
    expect((await world.run()).counts.fetched).toBe(0);
  });
});
