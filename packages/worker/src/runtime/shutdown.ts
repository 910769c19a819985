import type { Clock } from '../sync/ports/index.ts';
import type { SyncThread } from './sync-thread-handle.ts';

/** Milliseconds that pages in flight have to be finished and committed. */
export const drainMs = 60_000;
/** Milliseconds after that for calls in flight to be cancelled and the sync job to be left. */
export const abortMs = 25_000;

/** What a shutdown works with. */
export interface ShutdownOptions {
  readonly thread: Pick<SyncThread, 'drain' | 'abort' | 'terminate'>;
  readonly clock: Clock;
  /** Settles when the run under way, if any, has ended. */
  readonly runEnded: () => Promise<unknown>;
}

/**
 * Ends the sync in order: finish the pages in flight, then give them up, then end the thread. Asks the thread to end after
 * 85 seconds at the latest; what hangs even then is left to the deadline in `stop-signals.ts`.
 */
export async function shutDown({ thread, clock, runEnded }: ShutdownOptions): Promise<void> {
  thread.drain();
  if (!(await endsWithin(clock, drainMs, runEnded()))) {
    thread.abort();
    await endsWithin(clock, abortMs, runEnded());
  }
  await thread.terminate();
}

async function endsWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const tooLong = clock.sleep(ms, timer.signal).then(
    () => false,
    () => false,
  );
  const inTime = await Promise.race([ended, tooLong]);
  timer.abort();
  return inTime;
}
