import { describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../src/errors.ts';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import { leaseKeeper } from '../../src/sync/leases.ts';
import type { FailureRecord, StateStore } from '../../src/sync/ports/index.ts';
import { retryOnDemand } from '../../src/sync/retry-on-demand.ts';
import { allOf } from '../support/all-of.ts';
import { createManualClock } from '../support/manual-clock.ts';

const ann = { address: 'ann@example.com', store: 'primary' } as const;
const hour = 3_600_000;
const clock = createManualClock();
const now = clock.now();

const failure = (itemId: string, other: Partial<FailureRecord> = {}): FailureRecord => ({
  folderId: 'inbox',
  itemId,
  code: 'code',
  message: 'why',
  permanent: false,
  indexed: false,
  attempts: 3,
  nextAttemptAt: now + hour,
  firstSeenAt: now - hour,
  lastSeenAt: now - hour,
  ...other,
});

/** A store with failures on record, and nobody's lease on it. */
async function withFailures(...failures: readonly FailureRecord[]) {
  const state = createMemoryStateStore();
  const fence = { owner: 'earlier', token: 1 };
  await state.leases.replaceLease(ann, undefined, { ...fence, beat: 0 });
  const own = state.open(ann, fence);
  await own.write(failures.map((record) => ({ kind: 'put-failure', record })));
  await state.leases.replaceLease(ann, fence, { owner: '', token: 1, beat: 0 });
  const retry = (isWanted: (record: FailureRecord) => boolean = () => true, through: StateStore = state) => {
    const keeper = leaseKeeper({ leases: state.leases, owner: 'us', leaseMs: 30_000, clock, emit: () => {} });
    return retryOnDemand({ state: through, keeper, clock }, ann, isWanted);
  };
  return { state, retry };
}

async function onRecord(state: StateStore): Promise<readonly FailureRecord[]> {
  const found = await allOf(state.view(ann).scanFailures());
  return [...found].sort((one, other) => (one.itemId < other.itemId ? -1 : 1));
}

describe('trying failures again on demand', () => {
  it('makes those that rest or wait due at once, with their attempts counted afresh', async () => {
    const { state, retry } = await withFailures(
      failure('permanent', { permanent: true }),
      failure('resting', { attempts: 8, nextAttemptAt: now - 1 }),
      failure('waiting'),
    );
    expect(await retry()).toEqual({ state: 'due', failures: 3 });
    const due = { attempts: 0, nextAttemptAt: now, permanent: false };
    expect(await onRecord(state)).toEqual([
      failure('permanent', due),
      failure('resting', due),
      failure('waiting', due),
    ]);
  });

  it('leaves those alone that are due already, or not asked for', async () => {
    const others = [failure('due', { nextAttemptAt: now }), failure('other')];
    const { state, retry } = await withFailures(...others, failure('wanted'));
    expect(await retry(({ itemId }) => itemId !== 'other')).toEqual({ state: 'due', failures: 1 });
    expect((await onRecord(state)).slice(0, 2)).toEqual(others);
  });

  it('counts over all pages', async () => {
    const { retry } = await withFailures(...Array.from({ length: 20 }, (_, at) => failure(`item-${at}`)));
    expect(await retry()).toEqual({ state: 'due', failures: 20 });
  });

  it('asks for no lease when there is nothing to do', async () => {
    const { state, retry } = await withFailures(failure('due', { nextAttemptAt: now }));
    expect(await retry()).toEqual({ state: 'due', failures: 0 });
    expect(await state.leases.readLease(ann)).toMatchObject({ owner: '', token: 1 });
  });

  it('gives the lease back', async () => {
    const { state, retry } = await withFailures(failure('waiting'));
    await retry();
    expect(await state.leases.readLease(ann)).toMatchObject({ owner: '', token: 2 });
  });

  it('changes nothing while somebody else has the store', async () => {
    const { state, retry } = await withFailures(failure('waiting'));
    await state.leases.replaceLease(ann, { owner: '', token: 1 }, { owner: 'other', token: 2, beat: 0 });
    expect(await retry()).toEqual({ state: 'being-synced' });
    expect(await onRecord(state)).toEqual([failure('waiting')]);
  });

  it.each([
    ['says so when it loses the lease half way', 'lease-lost', { state: 'being-synced' }],
    ['passes on whatever else goes wrong', 'transient', undefined],
  ] as const)('%s, and gives back what it has', async (_, kind, expected) => {
    const { state, retry } = await withFailures(failure('waiting'));
    const failing: StateStore = {
      ...state,
      open: (mailbox, fence) => ({
        ...state.open(mailbox, fence),
        write: async () => {
          throw new ConnectorError({ code: 'code', kind, message: 'why' });
        },
      }),
    };
    const outcome = retry(() => true, failing);
    if (expected === undefined) await expect(outcome).rejects.toMatchObject({ kind });
    else expect(await outcome).toEqual(expected);
    expect(await state.leases.readLease(ann)).toMatchObject({ owner: '', token: 2 });
  });
});
