import { describe, expect, it } from '@jest/globals';
import { mayBeNamed } from '../../src/groups/index.ts';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import type { MailboxRecord, MailboxRef } from '../../src/sync/ports/index.ts';
import { openLeased } from '../support/state-store-contract.ts';

const info = { address: 'info@x.example', store: 'primary' } as const;

const stateWith = async (...stores: readonly [MailboxRef, Partial<MailboxRecord> | undefined][]) => {
  const state = createMemoryStateStore();
  for (const [mailbox, facts] of stores) {
    await state.register(mailbox);
    const record = { fullRun: 0, fullRunDone: false, ...facts };
    if (facts !== undefined) await (await openLeased(state, mailbox)).write([{ kind: 'put-mailbox', record }]);
  }
  return state;
};

describe('a group', () => {
  it.each<[string, readonly [MailboxRef, Partial<MailboxRecord> | undefined][], boolean]>([
    ['is named by nobody of whom there is no state', [], false],
    ['is named by nobody when all stores were read to the end since', [[info, { completedAt: 101 }]], false],
    ['may be named by what was read to the end before', [[info, { completedAt: 100 }]], true],
    ['may be named by what was never read to the end', [[info, {}]], true],
    ['may be named by what is being taken out', [[info, undefined]], true],
    [
      'may be named by an archive',
      [
        [info, { completedAt: 101 }],
        [{ ...info, store: 'archive' }, { completedAt: 99 }],
      ],
      true,
    ],
    ['is not named by other mailboxes', [[{ ...info, address: 'ann@x.example' }, { completedAt: 1 }]], false],
  ])('%s', async (_, stores, named) => {
    expect(await mayBeNamed(await stateWith(...stores), [info.address], 100)).toBe(named);
  });
});
