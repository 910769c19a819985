import { describe, expect, it } from '@jest/globals';
import { initialStatus, type SyncStatus, statusAfter } from '../../src/runtime/status.ts';
import { noCounts } from '../../src/sync/counts.ts';
import type { SyncEvent } from '../../src/sync/events.ts';
import { failure, mailboxRef, mailboxResult, runSummary } from '../support/summaries.ts';

const now = new Date('2026-01-01T12:00:00Z');
const ann = mailboxRef('ann@contoso.com');
const annsArchive = mailboxRef('ann@contoso.com', 'archive');
const ben = mailboxRef('ben@contoso.com');
const started: SyncEvent = { type: 'run-started', mode: 'delta', mailboxes: [ann.address, ben.address], stores: [] };

const after = (events: readonly SyncEvent[], status: SyncStatus = initialStatus) =>
  events.reduce((known, event) => statusAfter(known, event, now), status);
const phases = ({ mailboxes }: SyncStatus) => mailboxes.map(({ store = '-', phase }) => `${store} ${phase}`);
const call = (durationMs: number, ok: boolean): SyncEvent => ({
  type: 'call',
  service: 'exchange',
  operation: 'GetItem',
  durationMs,
  ok,
});

describe('the status', () => {
  it('shows every mailbox of the run from its start', () => {
    const status = after([started]);
    expect(status.running).toBe(true);
    expect(status.mailboxes).toMatchObject([
      { mailbox: expect.stringMatching(/^an…/), phase: 'waiting', counts: noCounts },
      { mailbox: expect.stringMatching(/^be…/), phase: 'waiting', counts: noCounts },
    ]);
  });

  it('keeps the order of the list, with each store in the place of its mailbox', () => {
    const events: SyncEvent[] = [
      started,
      { type: 'mailbox-started', mailbox: ben },
      { type: 'mailbox-started', mailbox: ann },
      { type: 'mailbox-finished', mailbox: ann, result: mailboxResult() },
    ];
    expect(phases(after(events))).toEqual(['primary complete', 'primary syncing']);
    events.push({ type: 'mailbox-started', mailbox: annsArchive });
    expect(phases(after(events))).toEqual(['primary complete', 'primary syncing', 'archive syncing']);
  });

  it('forgets the mailboxes of the run before', () => {
    const first = after([started, { type: 'mailbox-finished', mailbox: ann, result: mailboxResult() }]);
    expect(phases(after([{ type: 'run-started', mode: 'full', mailboxes: [ben.address], stores: [] }], first))).toEqual(
      ['- waiting'],
    );
  });

  it('shows how a mailbox ended and why, by code and kind alone', () => {
    const failures = [failure({ code: 'ErrorAccessDenied', kind: 'mailbox', message: 'ann@contoso.com was refused' })];
    const result = mailboxResult({ outcome: 'incomplete', counts: { ...noCounts, indexed: 3 }, failures });
    const [mailbox] = after([started, { type: 'mailbox-finished', mailbox: ann, result }]).mailboxes;
    expect(mailbox).toMatchObject({ phase: 'incomplete', counts: { indexed: 3 } });
    expect(mailbox?.lastFailure).toEqual({ code: 'ErrorAccessDenied', kind: 'mailbox' });
  });

  it('adds up progress for the mailbox and for the process, over runs', () => {
    const progress = (indexed: number): SyncEvent => ({ type: 'progress', mailbox: ann, counts: { indexed } });
    const first = after([started, { type: 'mailbox-started', mailbox: ann }, progress(2), progress(3)]);
    expect(first.mailboxes[0]?.counts.indexed).toBe(5);
    const second = after([started, { type: 'mailbox-started', mailbox: ann }, progress(1)], first);
    expect(second.mailboxes[0]?.counts.indexed).toBe(1);
    expect(second.counts.indexed).toBe(6);
  });

  it('shows the last failure of a folder or an item while the mailbox is read', () => {
    const item: SyncEvent = { type: 'item-failed', mailbox: ann, itemId: 'i', failure: failure({ code: 'http.500' }) };
    const folder: SyncEvent = { type: 'folder-failed', mailbox: ann, folder: 'f', failure: failure({ code: 'x' }) };
    expect(after([started, item]).mailboxes[0]).toMatchObject({ phase: 'syncing', lastFailure: { code: 'http.500' } });
    expect(after([started, item, folder]).mailboxes[0]?.lastFailure?.code).toBe('x');
  });

  it('counts calls, errors and waits by service', () => {
    const retrying: SyncEvent = {
      type: 'retrying',
      service: 'exchange',
      operation: 'GetItem',
      attempt: 1,
      delayMs: 1_500,
      failure: failure(),
    };
    const status = after([call(10, true), call(20.4, false), retrying, retrying]);
    expect(status.calls).toEqual({ 'exchange.GetItem': { count: 2, errors: 1, totalMs: 30 } });
    expect(status.retrySeconds).toEqual({ exchange: 3 });
  });

  it('remembers the last run and the sync job', () => {
    const summary = runSummary({ mode: 'full', outcome: 'incomplete', durationMs: 61_234 });
    const status = after([
      started,
      { type: 'sync-job', state: 'running', executionId: 'e' },
      { type: 'sync-job', state: 'stopped' },
      { type: 'run-finished', summary },
    ]);
    expect(status.running).toBe(false);
    expect(status.syncJob).toEqual({ state: 'stopped', since: '2026-01-01T12:00:00.000Z' });
    expect(status.lastRun).toEqual({
      outcome: 'incomplete',
      mode: 'full',
      seconds: 61.2,
      finishedAt: '2026-01-01T12:00:00.000Z',
    });
  });

  it('holds no address in full', () => {
    const events: SyncEvent[] = [
      started,
      { type: 'mailbox-started', mailbox: ann },
      {
        type: 'mailbox-finished',
        mailbox: ben,
        result: mailboxResult({ failures: [failure({ message: ben.address })] }),
      },
    ];
    expect(JSON.stringify(after(events))).not.toMatch(/ann@|ben@/);
  });

  it('takes no notice of events that change nothing', () => {
    const status = after([started]);
    expect(statusAfter(status, { type: 'warning', code: 'c', message: 'm' }, now)).toBe(status);
  });
});
