import { beforeEach, describe, expect, it } from '@jest/globals';
import { type EngineWorld, engineWorld, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import type { FaultHook, TestMailbox } from '../support/memory-source.ts';

let world: EngineWorld;
let mailbox: TestMailbox;
let inbox: string;
let items: readonly string[];

beforeEach(async () => {
  world = engineWorld({ looks: true });
  mailbox = world.mailbox();
  inbox = mailbox.addFolder('Inbox');
  items = ['a', 'b', 'c', 'd'].map((key) => mailbox.deliver(inbox, { searchKey: key, subject: key, body: key }));
  await world.run();
});

const titles = () => [...world.index.documents.values()].map(({ title }) => title).sort();

/** A run through Graph that is killed when its documents have let go of the items of before, and these are not forgotten yet. */
async function killedAtDeleteItem(): Promise<void> {
  let dead = false;
  world.api = 'graph';
  world.fault = (operation, kind) => {
    dead ||= operation === 'state-write' && kind === 'delete-item';
    return dead ? { ...transient('killed'), kind: 'configuration' } : undefined;
  };
  await world.run();
  expect(dead).toBe(true);
  world.fault = undefined;
  world.api = 'ews';
}

const failsFor = (item: string | undefined, kind: 'transient' | 'permanent'): FaultHook => {
  return (operation, id) =>
    operation === 'fetchMessage' && id === item ? { code: 'Broken', kind, message: 'broken' } : undefined;
};

describe('an item that a killed run was about to let go of', () => {
  it.each(['delta', 'full'] as const)('is not kept for ever if it cannot be read and then goes (%s)', async (mode) => {
    const [, lost = ''] = items;
    await killedAtDeleteItem();
    world.fault = failsFor(lost, 'transient');
    await world.run();
    expect(titles()).toEqual(['a', 'b', 'c', 'd']);
    world.fault = undefined;
    mailbox.remove(inbox, lost);
    world.api = 'graph';
    for (let run = 0; run < 3; run += 1) await world.run(mode);
    expect(titles()).toEqual(['a', 'c', 'd']);
    expect((await world.run()).outcome).toBe('complete');
  });

  it('is brought in again though its failure rests, which was of an attachment', async () => {
    const file = { name: 'a.txt', text: 'text' };
    mailbox.deliver(inbox, { searchKey: 'file', subject: 'file', body: 'file', attachments: [file] });
    world.fault = (operation) => (operation === 'fetchAttachment' ? transient() : undefined);
    for (let run = 0; run < 9; run += 1) await world.run();
    await killedAtDeleteItem();
    await world.run();
    expect(titles()).toContain('file');
    await world.run();
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('is tried again though its failure rests, which was of an edit', async () => {
    const [, edited = ''] = items;
    mailbox.edit(inbox, edited, { subject: 'b2' });
    world.fault = failsFor(edited, 'permanent');
    await world.run();
    await killedAtDeleteItem();
    world.fault = failsFor(edited, 'permanent');
    for (let run = 0; run < 2; run += 1) await world.run();
    // Graph could read the edit: it is not let go of before this source can, and this one has the message as it was.
    expect(titles()).toEqual(['a', 'b', 'b2', 'c', 'd']);
  });
});
