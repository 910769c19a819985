import { describe, expect, it } from '@jest/globals';
import { logEvents } from '../../src/runtime/log-events.ts';
import { createLogger } from '../../src/runtime/logger.ts';
import type { SyncEvent } from '../../src/sync/events.ts';
import { failure, mailboxRef, mailboxResult, runSummary } from '../support/summaries.ts';
import { textOutput } from '../support/text-output.ts';

const mailbox = mailboxRef('alice.smith@contoso.com');

function linesFor(...events: readonly SyncEvent[]): readonly Readonly<Record<string, unknown>>[] {
  const output = textOutput();
  const log = logEvents(createLogger({ level: 'debug', output }));
  for (const event of events) log(event);
  return output
    .text()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const events: { readonly [Type in SyncEvent['type']]: Extract<SyncEvent, { type: Type }> } = {
  'run-started': { type: 'run-started', mode: 'delta', mailboxes: [mailbox.address], stores: [mailbox] },
  'run-finished': { type: 'run-finished', summary: runSummary() },
  'mailbox-started': { type: 'mailbox-started', mailbox },
  'mailbox-finished': { type: 'mailbox-finished', mailbox, result: mailboxResult() },
  'mailbox-parked': { type: 'mailbox-parked', mailbox, forMs: 60_000, failure: failure() },
  'folder-started': { type: 'folder-started', mailbox, folder: 'Salaries 2026' },
  'folder-failed': { type: 'folder-failed', mailbox, folder: 'Salaries 2026', failure: failure() },
  progress: { type: 'progress', mailbox, counts: { indexed: 1 } },
  'item-failed': { type: 'item-failed', mailbox, itemId: 'AAMkSecretItemId', failure: failure() },
  'message-filtered': { type: 'message-filtered', mailbox, reason: 'filtered.sender' },
  'attachment-skipped': { type: 'attachment-skipped', mailbox, reason: 'too-large' },
  retrying: { type: 'retrying', service: 'exchange', operation: 'GetItem', attempt: 2, delayMs: 5, failure: failure() },
  call: { type: 'call', service: 'exchange', operation: 'GetItem', durationMs: 1.4, ok: true },
  'sync-job': { type: 'sync-job', state: 'running', executionId: 'e' },
  lease: { type: 'lease', mailbox, state: 'held elsewhere', owner: 'worker-0-of-1/1' },
  'deletions-held': { type: 'deletions-held', mailbox, messages: 60, known: 100 },
  'index-size': { type: 'index-size', documents: 1, textBytes: 2, units: 3 },
  'mailboxes-frozen': { type: 'mailboxes-frozen', version: 2, mailboxes: 3, joined: 1, left: 0, skipped: { guest: 1 } },
  'mailboxes-held': { type: 'mailboxes-held', leaving: 2, listed: 3 },
  'access-group': { type: 'access-group', state: 'put', members: 2, skipped: {} },
  warning: { type: 'warning', code: 'c', message: 'm' },
};

describe('the log of events', () => {
  it.each<[SyncEvent['type'], string | undefined]>([
    ['run-started', 'info'],
    ['run-finished', 'info'],
    ['mailbox-started', 'info'],
    ['mailbox-finished', 'info'],
    ['mailbox-parked', 'warn'],
    ['folder-started', 'debug'],
    ['folder-failed', 'warn'],
    ['progress', undefined],
    ['item-failed', 'warn'],
    ['message-filtered', 'debug'],
    ['attachment-skipped', 'debug'],
    ['retrying', 'debug'],
    ['call', 'debug'],
    ['sync-job', 'info'],
    ['lease', 'warn'],
    ['deletions-held', 'warn'],
    ['index-size', 'debug'],
    ['mailboxes-frozen', 'info'],
    ['mailboxes-held', 'warn'],
    ['access-group', 'info'],
    ['warning', 'warn'],
  ])('writes %s at level %s', (type, level) => {
    expect(linesFor(events[type]).map((line) => line['level'])).toEqual(level === undefined ? [] : [level]);
  });

  it('warns of documents that the index accepted and could not index, and of none when there are none', () => {
    const job = { executionId: 'e', status: 'INCOMPLETE', added: 3, modified: 0, deleted: 0 };
    const lines = (failed: number) =>
      linesFor({ type: 'run-finished', summary: runSummary({ indexJobs: [{ ...job, failed }] }) });
    expect(lines(2)).toMatchObject([
      { level: 'warn', message: expect.stringContaining('2 documents'), see: 'AUDIT_DOCUMENTS' },
      { level: 'info', indexJobs: [{ executionId: 'e', failed: 2 }] },
    ]);
    expect(lines(0)).toMatchObject([{ level: 'info' }]);
  });

  it('names neither mailbox, folder nor item in full', () => {
    const text = JSON.stringify(linesFor(...Object.values(events)));
    expect(text).not.toMatch(/alice\.smith|Salaries|SecretItem/);
    expect(text).toContain('al…@contoso.com#');
  });

  it('finds the same folder under the same digest', () => {
    const [begun, failed] = linesFor(events['folder-started'], events['folder-failed']);
    expect(begun?.['folder']).toMatch(/^[0-9a-f]{12}$/);
    expect(failed?.['folder']).toBe(begun?.['folder']);
  });

  it('says why a mailbox is incomplete, a line for each failure', () => {
    const failures = [failure({ code: 'a', message: 'first' }), failure({ code: 'b', message: 'second' })];
    const lines = linesFor({
      ...events['mailbox-finished'],
      result: mailboxResult({ outcome: 'incomplete', failures }),
    });
    expect(lines.map(({ level, message, code }) => [level, message, code])).toEqual([
      ['warn', 'first', 'a'],
      ['warn', 'second', 'b'],
      ['info', 'mailbox finished', undefined],
    ]);
  });

  it('says as an error what a person has to mend', () => {
    const configurationFailure = failure({
      code: 'entra.AADSTS7000215',
      kind: 'configuration',
      message: 'wrong secret',
    });
    const lines = linesFor({ type: 'run-finished', summary: runSummary({ configurationFailure }) });
    expect(lines[0]).toMatchObject({ level: 'error', message: 'wrong secret', code: 'entra.AADSTS7000215' });
    expect(lines[1]).toMatchObject({ message: 'run finished', seconds: 2.3, indexed: 0 });
  });
});
