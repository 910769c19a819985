import { describe, expect, it } from '@jest/globals';
import type { Failure, FailureKind } from '../../src/errors.ts';
import { noCounts } from '../../src/sync/counts.ts';
import type { MailboxResult } from '../../src/sync/index.ts';
import { outageWatch } from '../../src/sync/outage.ts';
import type { StoreKind } from '../../src/sync/ports/index.ts';

const failure = (kind: FailureKind, code = `code of ${kind}`): Failure => ({ code, kind, message: 'why' });
const result = (outcome: MailboxResult['outcome'], ...failures: Failure[]): MailboxResult => ({
  outcome,
  counts: noCounts,
  failures,
  outstanding: {},
  durationMs: 0,
});
const failed = (kind: FailureKind, code?: string) => result('incomplete', failure(kind, code));

const afterPrimaries = (...results: readonly MailboxResult[]) =>
  after(...results.map((one) => ['primary', one] as const));

function after(...results: readonly (readonly [StoreKind, MailboxResult])[]) {
  const watch = outageWatch();
  for (const [store, one] of results) watch.observe(store, one);
  return { stop: watch.failure(), refused: watch.refusedEverywhere() };
}

describe('a run', () => {
  it.each<[string, MailboxResult[]]>([
    ['two mailboxes in a row could not be reached', [failed('transient'), failed('transient')]],
    [
      'three could not be reached, but one in between was refused',
      [failed('transient'), failed('transient'), failed('mailbox'), failed('transient')],
    ],
    [
      'three could not be reached after one that could',
      [result('complete'), failed('transient'), failed('transient'), failed('transient')],
    ],
    [
      'three could not be reached after one with failures of its own',
      [result('incomplete'), failed('transient'), failed('transient'), failed('transient')],
    ],
    [
      'three could not be reached after one that another worker has',
      [result('held', failure('transient')), failed('transient'), failed('transient'), failed('transient')],
    ],
  ])('goes on when %s', (_, results) => {
    expect(afterPrimaries(...results).stop).toBeUndefined();
  });

  it.each<[string, MailboxResult[], string]>([
    ['three in a row could not be reached', [failed('transient'), failed('transient'), failed('transient', 'x')], 'x'],
    [
      'three in a row could not be reached, with an archive that does not exist among them',
      [failed('transient'), failed('transient'), result('absent'), failed('transient', 'x')],
      'x',
    ],
    ['a setting is wrong', [result('complete'), failed('configuration', 'x')], 'x'],
    ['a setting is wrong, whatever comes after', [failed('configuration', 'x'), failed('configuration', 'y')], 'x'],
  ])('stops when %s', (_, results, code) => {
    expect(afterPrimaries(...results).stop?.code).toBe(code);
  });

  it('blames the setting, in the words of the first refusal, when every mailbox was refused for one reason', () => {
    expect(afterPrimaries(failed('mailbox', '403'), failed('mailbox', '403')).refused).toEqual({
      code: '403',
      kind: 'configuration',
      message: 'every mailbox of this worker was refused (403): why',
    });
  });

  it.each<[string, MailboxResult[]]>([
    ['nothing was tried', []],
    ['reasons differ', [failed('mailbox', '403'), failed('mailbox', '404')]],
    ['one could be read', [failed('mailbox', '403'), result('complete')]],
    ['failures are of another kind', [failed('transient', '403')]],
    ['one failed for another reason', [failed('mailbox', '403'), failed('transient')]],
  ])('blames no setting when %s', (_, results) => {
    expect(afterPrimaries(...results).refused).toBeUndefined();
  });

  it.each<[string, readonly (readonly [StoreKind, MailboxResult])[]]>([
    [
      'no archive can be read',
      [
        ['primary', result('complete')],
        ['archive', failed('mailbox', '403')],
      ],
    ],
    [
      'the only mailbox failed, and its archive was refused',
      [
        ['primary', failed('transient')],
        ['archive', failed('mailbox', '403')],
      ],
    ],
  ])('blames no setting when %s', (_, results) => {
    expect(after(...results).refused).toBeUndefined();
  });

  it.each<[string, readonly (readonly [StoreKind, MailboxResult])[]]>([
    [
      'every mailbox was refused, whatever came of its archive',
      [
        ['primary', failed('mailbox', '403')],
        ['archive', result('complete')],
      ],
    ],
    [
      'archives alone are read, and all were refused',
      [
        ['archive', failed('mailbox', '403')],
        ['archive', result('absent')],
      ],
    ],
  ])('blames the setting when %s', (_, results) => {
    expect(after(...results).refused?.code).toBe('403');
  });
});
