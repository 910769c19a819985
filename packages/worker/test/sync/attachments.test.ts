import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureKind } from '../../src/errors.ts';
import { type EngineWorld, engineWorld } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';

let world: EngineWorld;

beforeEach(() => {
  world = engineWorld();
  const attachments = ['a.txt', 'b.txt'].map((name) => ({ name, text: name }));
  world.mailbox().deliver(world.mailbox().addFolder('Inbox'), { searchKey: 'k', subject: 's', body: 'b', attachments });
});

/** The source cannot give the first attachment. */
const breakFirst = (kind: FailureKind) => {
  world.fault = (operation, id) =>
    operation === 'fetchAttachment' && id.endsWith('/0') ? { code: 'code', kind, message: 'why' } : undefined;
};
const titles = () => [...world.index.documents.values()].map(({ title }) => title).sort();

describe('an attachment that the source cannot give', () => {
  it.each(['permanent', 'gone', 'folder'] as const)(
    'because of a failure of kind %s is left out with its reason, and the message is done',
    async (kind) => {
      breakFirst(kind);
      expect(await world.run()).toMatchObject({
        outcome: 'complete',
        counts: { indexed: 1, attachments: 1, attachmentsSkipped: 1, failed: 0 },
        attachmentsSkippedByReason: { code: 1 },
      });
      expect(titles()).toEqual(['b.txt', 's']);
      expect((await world.run()).counts.fetched).toBe(0);
    },
  );

  it('for a while is tried again with its message, which is in the index meanwhile', async () => {
    breakFirst('transient');
    expect(await world.run()).toMatchObject({
      outcome: 'incomplete',
      counts: { indexed: 1, attachments: 1, attachmentsSkipped: 0, failed: 1 },
      failuresByCode: { code: 1 },
    });
    expect(titles()).toEqual(['b.txt', 's']);
    world.fault = undefined;
    expect((await world.run()).outcome).toBe('complete');
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it.each(['mailbox', 'configuration', 'cancelled'] as const)(
    'because of a failure of kind %s stops the mailbox, and nothing is remembered of the message',
    async (kind) => {
      breakFirst(kind);
      expect((await world.run()).outcome).toBe('incomplete');
      world.fault = undefined;
      expect((await world.run()).outcome).toBe('complete');
      expect(contentsOf(world)).toEqual(expectedContents(world));
    },
  );
});

describe('a message whose attachments change', () => {
  it('has the documents of those it has now, in the index and on record', async () => {
    const [inbox = ''] = world.mailbox().folders.keys();
    const [item = ''] = world.mailbox().folders.get(inbox)?.items.keys() ?? [];
    await world.run();
    world.mailbox().edit(inbox, item, { attachments: [{ name: 'b.txt', text: 'b.txt' }] });
    let refused = true;
    world.fault = (operation) =>
      operation === 'delete' && refused ? { code: 'no-delete', kind: 'transient', message: 'why' } : undefined;
    expect(await world.run()).toMatchObject({ outcome: 'incomplete', failuresByCode: { 'no-delete': 1 } });
    expect(titles()).toEqual(['a.txt', 'b.txt', 's']);
    refused = false;
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { documentsDeleted: 1 } });
    expect(titles()).toEqual(['b.txt', 's']);
    expect((await world.run()).counts.fetched).toBe(0);
  });
});
