import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MailboxResult } from '../../src/sync/index.ts';
import { type EngineWorld, engineWorld, owner, transient } from '../support/engine-world.ts';

let world: EngineWorld;

beforeEach(() => {
  world = engineWorld();
  const inbox = world.mailbox().addFolder('Inbox');
  world.mailbox().deliver(inbox, { searchKey: '1', subject: 's', body: 'b' });
});

async function run(): Promise<MailboxResult | undefined> {
  return (await world.run()).mailboxes[0]?.result;
}

describe('the result of a mailbox tells when a run last completed for it', () => {
  it('this very one, when it did', async () => {
    const result = await run();
    const record = await world.state.view({ address: owner, store: 'primary' }).readMailbox();
    expect(result?.completedAt).toBe(record?.completedAt);
    expect((await run())?.completedAt).toBeGreaterThan(result?.completedAt ?? Number.POSITIVE_INFINITY);
  });

  it('an earlier one, when this one could not read a folder', async () => {
    const first = await run();
    world.fault = (operation) => (operation === 'listItemChanges' ? transient() : undefined);
    expect(await run()).toMatchObject({ outcome: 'incomplete', completedAt: first?.completedAt });
  });

  it('none, when none ever did', async () => {
    world.fault = (operation) => (operation === 'listItemChanges' ? transient() : undefined);
    const result = await run();
    expect(result).toMatchObject({ outcome: 'incomplete' });
    expect(result).not.toHaveProperty('completedAt');
  });
});

it('a run tells which stores it is to sync', async () => {
  world.mailbox(owner, 'archive');
  await world.run();
  expect(world.events[0]).toMatchObject({
    type: 'run-started',
    mailboxes: [owner],
    stores: [
      { address: owner, store: 'primary' },
      { address: owner, store: 'archive' },
    ],
  });
});
