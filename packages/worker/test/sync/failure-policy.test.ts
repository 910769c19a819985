import { describe, expect, it } from '@jest/globals';
import type { Failure, FailureKind } from '../../src/errors.ts';
import {
  awaitedRecord,
  blocksDeletion,
  failureRecord,
  isDue,
  isPermanent,
  isResting,
  isUntried,
  refreshRecord,
  stopsStore,
} from '../../src/sync/failure-policy.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = 1_000_000_000;
const copy = { folderId: 'inbox', itemId: 'item' };
const failure = (kind: FailureKind = 'transient', message = 'why'): Failure => ({ code: 'code', kind, message });

/** For each kind: whether it concerns more than the item at hand. */
const wider: Readonly<Record<FailureKind, boolean>> = {
  throttled: true,
  transient: false,
  permanent: false,
  gone: false,
  'cursor-invalid': false,
  folder: false,
  mailbox: true,
  'no-archive': true,
  configuration: true,
  'lease-lost': true,
  cancelled: true,
};

/** The record after so many attempts at the same item. */
function attempted(times: number, kind: FailureKind = 'transient') {
  let record = failureRecord({ copy, failure: failure(kind), changeKey: '1', indexed: false, now });
  for (let attempt = 1; attempt < times; attempt += 1) {
    const earlier = record;
    record = failureRecord({
      copy,
      failure: failure(kind),
      changeKey: '1',
      indexed: false,
      now: now + attempt,
      earlier,
    });
  }
  return record;
}

describe('a failure', () => {
  it.each(Object.entries(wider))('of kind %s stops the store: %s', (kind, stops) => {
    expect(stopsStore(failure(kind as FailureKind))).toBe(stops);
  });

  it.each(Object.keys(wider))('of kind %s is for ever only if it is permanent', (kind) => {
    expect(isPermanent(failure(kind as FailureKind))).toBe(kind === 'permanent');
  });
});

describe('the record of a failed item', () => {
  it('holds what failed, when, and whether the message is in the index all the same', () => {
    expect(failureRecord({ copy, failure: failure(), changeKey: '1', indexed: true, now })).toEqual({
      ...copy,
      code: 'code',
      message: 'why',
      permanent: false,
      changeKey: '1',
      indexed: true,
      attempts: 1,
      nextAttemptAt: now + 15 * minute,
      firstSeenAt: now,
      lastSeenAt: now,
    });
  });

  it('has no change key when the source names none', () => {
    expect(failureRecord({ copy, failure: failure(), indexed: true, now })).not.toHaveProperty('changeKey');
  });

  it('keeps the first 500 characters of what a service says', () => {
    const long = failureRecord({ copy, failure: failure('transient', 'x'.repeat(600)), indexed: true, now });
    expect(long.message).toBe('x'.repeat(500));
  });

  it.each([0.25, 0.5, 1, 2, 4, 8, 16, 24].map((hours, at) => [at + 1, hours] as const))(
    'waits after attempt %i for %d hours',
    (attempts, hours) => {
      const record = attempted(attempts);
      expect(record.attempts).toBe(attempts);
      expect(record.nextAttemptAt - record.lastSeenAt).toBe(hours * hour);
      expect(record.firstSeenAt).toBe(now);
      expect(record.lastSeenAt).toBe(now + attempts - 1);
    },
  );

  it('begins anew once the item has changed', () => {
    const later = now + hour;
    const earlier = attempted(5);
    expect(
      failureRecord({ copy, failure: failure(), changeKey: '2', indexed: false, now: later, earlier }),
    ).toMatchObject({
      attempts: 1,
      firstSeenAt: later,
      nextAttemptAt: later + 15 * minute,
    });
  });

  it('rests after eight attempts, or at once when trying again cannot help', () => {
    expect([isResting(attempted(7)), isResting(attempted(8)), isResting(attempted(1, 'permanent'))]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('is due from its time on, unless it rests', () => {
    const record = attempted(1);
    expect(isDue(record, record.nextAttemptAt - 1)).toBe(false);
    expect(isDue(record, record.nextAttemptAt)).toBe(true);
    expect(isDue(attempted(8), now + 100 * hour)).toBe(false);
    expect(isDue(attempted(1, 'permanent'), now + 100 * hour)).toBe(false);
  });

  it('holds deletions up for as long as it may bring a message that is not in the index', () => {
    expect(blocksDeletion(attempted(1))).toBe(true);
    expect(blocksDeletion({ ...attempted(1), indexed: true })).toBe(false);
    expect(blocksDeletion(attempted(8))).toBe(false);
  });

  it('that has a document rendered from another copy is due at once, and no attempt yet', () => {
    const record = refreshRecord(copy, now);
    expect(record).toMatchObject({ ...copy, code: 'refresh', permanent: false, indexed: true, attempts: 0 });
    expect(record.message).toContain('rendered from another one');
    expect(record.nextAttemptAt).toBe(now);
    expect(isDue(record, now)).toBe(true);
  });

  it('that is awaited in its folder is due at once, no attempt yet, and holds deletions up', () => {
    const record = awaitedRecord({ copy, changeKey: 'ck', listing: 3, now });
    expect(record).toMatchObject({ ...copy, code: 'moved', changeKey: 'ck', listing: 3, indexed: false, attempts: 0 });
    expect(record.message).toContain('moved here');
    expect(isDue(record, now)).toBe(true);
    expect(blocksDeletion(record)).toBe(true);
    expect(isUntried(record)).toBe(true);
    expect(isUntried(attempted(1))).toBe(false);
  });

  it('stays awaited for as long as it fails', () => {
    const earlier = awaitedRecord({ copy, listing: 3, now });
    const next = failureRecord({ copy, failure: failure(), indexed: false, now, earlier });
    expect(next).toMatchObject({ code: 'code', awaited: true, attempts: 1 });
    expect(failureRecord({ copy, failure: failure(), indexed: false, now, earlier: next }).attempts).toBe(2);
    expect(attempted(1)).not.toHaveProperty('awaited');
  });
});
