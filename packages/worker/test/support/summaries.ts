import type { Failure } from '../../src/errors.ts';
import { noCounts } from '../../src/sync/counts.ts';
import type { MailboxResult, RunSummary } from '../../src/sync/events.ts';
import type { MailboxRef } from '../../src/sync/ports/index.ts';

export const failure = (extra: Partial<Failure> = {}): Failure => ({
  code: 'http.503',
  kind: 'transient',
  message: 'the service is down',
  ...extra,
});

export const mailboxRef = (address = 'ann@contoso.com', store: MailboxRef['store'] = 'primary'): MailboxRef => ({
  address,
  store,
});

export const mailboxResult = (extra: Partial<MailboxResult> = {}): MailboxResult => ({
  outcome: 'complete',
  counts: noCounts,
  failures: [],
  outstanding: {},
  durationMs: 1_000,
  ...extra,
});

/** A run over mailboxes that ended with these failures, one mailbox each. */
export function runSummary(extra: Partial<RunSummary> = {}, failures: readonly Failure[] = []): RunSummary {
  return {
    mode: 'delta',
    outcome: failures.length === 0 ? 'complete' : 'incomplete',
    mailboxes: failures.map((one, position) => ({
      mailbox: mailboxRef(`user${position}@contoso.com`),
      result: mailboxResult({ outcome: 'incomplete', failures: [one] }),
    })),
    counts: noCounts,
    failuresByCode: {},
    messagesFilteredByReason: {},
    attachmentsSkippedByReason: {},
    durationMs: 2_345,
    ...extra,
  };
}
