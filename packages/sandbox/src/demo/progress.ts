import { MultiBar } from 'cli-progress';
import type { RecordedCall } from '../exchange/index.ts';

/** Shows how far each worker is, in messages. */
export interface Progress {
  /** A worker fetched messages. */
  advance(worker: number, messages: number): void;
  /** A worker is through with its mailboxes, whatever there was to fetch. */
  finish(worker: number): void;
  stop(): void;
}

/** One worker's bar. */
export interface Share {
  readonly name: string;
  /** Messages in its mailboxes. */
  readonly messages: number;
}

export const noProgress: Progress = { advance: () => {}, finish: () => {}, stop: () => {} };

/** A bar for each worker, on standard error. */
export function progressBars(shares: readonly Share[]): Progress {
  const all = new MultiBar({
    format: '{name} [{bar}] {value}/{total} messages',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  const bars = shares.map(({ name, messages }) => all.create(messages, 0, { name }));
  const done = new Map<number, number>();
  return {
    // A message that is read twice must not fill the bar before the end.
    advance: (worker, messages) => {
      const value = (done.get(worker) ?? 0) + messages;
      done.set(worker, value);
      bars[worker]?.update(Math.min(value, shares[worker]?.messages ?? 0));
    },
    finish: (worker) => bars[worker]?.update(shares[worker]?.messages ?? 0),
    stop: () => all.stop(),
  };
}

/** How many messages a call to Exchange fetched, and of which mailbox; undefined for other calls. */
export function fetchedBy({ operation, request, isFault }: RecordedCall): Fetched | undefined {
  if (operation !== 'GetItem' || isFault) return undefined;
  const address = /<(?:\w+:)?(?:Primary)?SmtpAddress>([^<]+)</.exec(request)?.[1]?.toLowerCase();
  const messages = request.match(/<(?:\w+:)?ItemId\s/g)?.length ?? 0;
  return address === undefined ? undefined : { address, messages };
}

export interface Fetched {
  readonly address: string;
  readonly messages: number;
}
