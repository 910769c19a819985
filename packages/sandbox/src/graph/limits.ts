import { GraphError } from './errors.ts';

/** What an application may do to one mailbox (Microsoft: Outlook service limits). */
export interface MailboxLimits {
  /** Requests in flight. */
  readonly concurrency: number;
  /** Requests in ten minutes. */
  readonly requests: number;
}

export const outlookLimits: MailboxLimits = { concurrency: 4, requests: 10_000 };

/** Microsoft: 10 minutes. */
const windowMs = 600_000;
/** Seconds that a request above the concurrency limit is asked to wait. */
const concurrencyWait = 5;

/** Counts the requests of mailboxes. */
export interface MailboxGate {
  /** Most requests of one mailbox that were in flight at once. */
  peak(): number;
  /** Begins a request and returns what ends it. A refused one counts too. @throws GraphError 429 */
  begin(mailbox: string, limits: MailboxLimits): () => void;
}

/** @param now milliseconds since the epoch */
export function mailboxGate(now: () => number): MailboxGate {
  const flights = new Map<string, number>();
  const starts = new Map<string, number[]>();
  let peak = 0;
  return {
    peak: () => peak,
    begin: (mailbox, { concurrency, requests }) => {
      const recent = starts.get(mailbox) ?? [];
      while ((recent[0] ?? Number.POSITIVE_INFINITY) <= now() - windowMs) recent.shift();
      recent.push(now());
      starts.set(mailbox, recent);
      const before = recent.at(-requests - 1);
      if (before !== undefined) throw throttled('MailboxRequests', Math.ceil((before + windowMs - now()) / 1000));
      const inFlight = (flights.get(mailbox) ?? 0) + 1;
      if (inFlight > concurrency) throw throttled('MailboxConcurrency', concurrencyWait);
      peak = Math.max(peak, inFlight);
      flights.set(mailbox, inFlight);
      return () => flights.set(mailbox, (flights.get(mailbox) ?? 1) - 1);
    },
  };
}

function throttled(limit: string, seconds: number): GraphError {
  const message = `Application is over its ${limit} limit.`;
  return new GraphError(429, 'ApplicationThrottled', message, { 'retry-after': String(seconds) });
}
