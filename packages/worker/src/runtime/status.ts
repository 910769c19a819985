import { maskAddress } from '@connector/shared';
import { addCounts, noCounts } from '../sync/counts.ts';
import type { Counts, MailboxResult, SyncEvent } from '../sync/events.ts';
import type { MailboxRef } from '../sync/ports/index.ts';

/** What is known about one store of a mailbox. */
export interface MailboxStatus {
  /** Shortened address. */
  readonly mailbox: string;
  /** Missing while the mailbox waits: which stores it has shows when its turn comes. */
  readonly store?: MailboxRef['store'];
  readonly phase: 'waiting' | 'syncing' | 'parked' | MailboxResult['outcome'];
  readonly counts: Counts;
  /** Cause code and kind of the last failure. */
  readonly lastFailure?: { readonly code: string; readonly kind: string };
}

/** Calls of one operation of a service. */
export interface CallStatus {
  readonly count: number;
  readonly errors: number;
  readonly totalMs: number;
}

/** What happened so far, as `/status` tells it. */
export interface SyncStatus {
  readonly running: boolean;
  readonly mailboxes: readonly MailboxStatus[];
  readonly lastRun?: {
    readonly outcome: string;
    readonly mode: string;
    readonly seconds: number;
    readonly finishedAt: string;
  };
  /** Since the process started. */
  readonly counts: Counts;
  readonly calls: Readonly<Record<string, CallStatus>>;
  /** Seconds spent waiting because a service asked for it or failed, by service. */
  readonly retrySeconds: Readonly<Record<string, number>>;
  /** `since` is when this worker first saw it in that state: how long something is being waited for. */
  readonly syncJob?: { readonly state: string; readonly executionId?: string; readonly since: string };
}

export const initialStatus: SyncStatus = {
  running: false,
  mailboxes: [],
  counts: noCounts,
  calls: {},
  retrySeconds: {},
};

/** The status after an event. Pure. */
export function statusAfter(status: SyncStatus, event: SyncEvent, now: Date): SyncStatus {
  switch (event.type) {
    case 'run-started':
      return { ...status, running: true, mailboxes: event.mailboxes.map(waiting) };
    case 'run-finished': {
      const { outcome, mode, durationMs } = event.summary;
      const seconds = Math.round(durationMs / 100) / 10;
      return { ...status, running: false, lastRun: { outcome, mode, seconds, finishedAt: now.toISOString() } };
    }
    case 'mailbox-started':
      return withMailbox(status, event.mailbox, () => ({ phase: 'syncing' }));
    case 'mailbox-finished':
      return withMailbox(status, event.mailbox, () => {
        const { outcome, counts, failures } = event.result;
        const [failure] = failures;
        return { phase: outcome, counts, ...(failure === undefined ? {} : { lastFailure: pick(failure) }) };
      });
    case 'mailbox-parked':
      return withMailbox(status, event.mailbox, () => ({ phase: 'parked', lastFailure: pick(event.failure) }));
    case 'progress': {
      const counted = { ...status, counts: addCounts(status.counts, event.counts) };
      return withMailbox(counted, event.mailbox, ({ counts }) => ({ counts: addCounts(counts, event.counts) }));
    }
    case 'folder-failed':
    case 'item-failed':
      return withMailbox(status, event.mailbox, () => ({ lastFailure: pick(event.failure) }));
    case 'call':
      return { ...status, calls: withCall(status.calls, event) };
    case 'retrying': {
      const waited = (status.retrySeconds[event.service] ?? 0) + event.delayMs / 1000;
      return { ...status, retrySeconds: { ...status.retrySeconds, [event.service]: Math.round(waited * 10) / 10 } };
    }
    case 'sync-job': {
      const { state, executionId } = event;
      const since = now.toISOString();
      return { ...status, syncJob: { state, ...(executionId === undefined ? {} : { executionId }), since } };
    }
    default:
      return status;
  }
}

function pick({ code, kind }: { readonly code: string; readonly kind: string }) {
  return { code, kind };
}

function waiting(address: string): MailboxStatus {
  return { mailbox: maskAddress(address), phase: 'waiting', counts: noCounts };
}

/** A store takes the place of its waiting mailbox, so that the order of the list stays. */
function withMailbox(
  status: SyncStatus,
  { address, store }: MailboxRef,
  change: (known: MailboxStatus) => Partial<MailboxStatus>,
): SyncStatus {
  const mailbox = maskAddress(address);
  const isIt = (known: MailboxStatus) =>
    known.mailbox === mailbox && (known.store === store || known.phase === 'waiting');
  const place = status.mailboxes.findIndex(isIt);
  const known = status.mailboxes[place] ?? waiting(address);
  const next: MailboxStatus = { ...known, phase: begun(known.phase), store, ...change(known) };
  const mailboxes = place === -1 ? [...status.mailboxes, next] : status.mailboxes.with(place, next);
  return { ...status, mailboxes };
}

function begun(phase: MailboxStatus['phase']): MailboxStatus['phase'] {
  return phase === 'waiting' ? 'syncing' : phase;
}

function withCall(
  calls: SyncStatus['calls'],
  { service, operation, durationMs, ok }: Extract<SyncEvent, { type: 'call' }>,
): SyncStatus['calls'] {
  const name = `${service}.${operation}`;
  const { count, errors, totalMs } = calls[name] ?? { count: 0, errors: 0, totalMs: 0 };
  return {
    ...calls,
    [name]: { count: count + 1, errors: errors + (ok ? 0 : 1), totalMs: Math.round(totalMs + durationMs) },
  };
}
