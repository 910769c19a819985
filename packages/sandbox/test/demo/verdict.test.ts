import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../src/demo/compare.ts';
import { type Facts, verdict, whatIsBroken } from '../../src/demo/verdict.ts';

const finding = { item: '0123456789ab', mailbox: 'ann@contoso.example', folder: 'Inbox', what: 'the message' };
const reported = { ...finding, reason: 'ErrorCorruptData' };

const right: Comparison = {
  messages: 104,
  messagesInIndex: 104,
  messagesReported: 0,
  attachments: 2,
  documents: 106,
  missing: [],
  extra: [],
  leaked: [],
  failedInIndex: {},
  documentsByMailbox: {},
};

const brokenWith = (change: Partial<Comparison>, more: Partial<Facts> = {}) => {
  const checkpoints = [{ when: 'at the end', comparison: { ...right, ...change } }];
  return whatIsBroken({ mailboxes: 1, stores: 1, phases: [], imported: undefined, checkpoints, ...more });
};

describe('the demo holds', () => {
  it('when everything is there, or on record with a reason', () => {
    expect(brokenWith({})).toEqual([]);
    expect(brokenWith({ missing: [reported] })).toEqual([]);
  });

  it.each<[string, Partial<Comparison>]>([
    ['missing', { missing: [reported, finding] }],
    ['should not be there', { extra: [finding] }],
    ['not visible to their owners alone', { leaked: [finding] }],
    ['could not be indexed', { failedInIndex: { 'no PDF': 1 } }],
  ])('not when something is %s', (says, change) => {
    expect(brokenWith(change)).toEqual([expect.stringMatching(new RegExp(`^at the end: 1 .*${says}`))]);
  });

  it('not when real mail is lost before it is served', () => {
    expect(brokenWith({}, { imported: { messages: 105, ignored: [] } })).toEqual([expect.stringContaining('105')]);
    expect(brokenWith({}, { imported: { messages: 104, ignored: [] } })).toEqual([]);
  });

  it('not when a worker fails', () => {
    const worker = { index: 1, exitCode: 1, seconds: 1, mailboxes: [], skipped: {}, troubles: [], errors: '' };
    const phase = { name: 'first sync', seconds: 1, workers: [worker], calls: {}, rows: {} };
    expect(brokenWith({}, { phases: [phase] })).toEqual(['first sync: worker 1 ended with exit code 1']);
  });
});

describe('the verdict', () => {
  it('says "every" only when nothing is missing', () => {
    expect(verdict(right, [])).toMatch(/^It holds: every message/);
    const exceptions = verdict({ ...right, messagesInIndex: 103, missing: [reported] }, []);
    expect(exceptions).toContain('103 of 104 messages');
    expect(exceptions).not.toMatch(/\b(every|all)\b/i);
  });

  it('says what does not hold', () => {
    expect(verdict(right, ['a', 'b'])).toBe('It does not hold:\n  - a\n  - b');
  });
});
