import type { Clock } from '../sync/ports/index.ts';

/** When a run is due, and why then. */
export interface NextRun {
  readonly delayMs: number;
  /** What the delay is counted from: the start or the end of the run before. */
  readonly from: 'start' | 'end';
  /** `interval`: as always; otherwise sooner, because of what went wrong. */
  readonly reason: 'interval' | 'incomplete' | 'configuration';
}

/** What runs when. */
export interface ScheduleOptions {
  readonly clock: Clock;
  /** Runs once and says when the next run is due. */
  readonly cycle: () => Promise<NextRun>;
  /** Told when the next run will begin, milliseconds since the epoch, and why then. */
  readonly onNext: (at: number, reason: NextRun['reason']) => void;
  /** Aborted: begin no further run. */
  readonly stop: AbortSignal;
}

/**
 * Runs at once and then again and again. A run that comes due while one is under way waits for it: runs never overlap.
 */
export async function runOnSchedule({ clock, cycle, onNext, stop }: ScheduleOptions): Promise<void> {
  while (!stop.aborted) {
    const begun = clock.monotonic();
    const { delayMs, from, reason } = await cycle();
    if (stop.aborted) return;
    const passedMs = from === 'start' ? clock.monotonic() - begun : 0;
    const waitMs = Math.max(0, delayMs - passedMs);
    onNext(clock.now() + waitMs, reason);
    try {
      await clock.sleep(waitMs, stop);
    } catch {
      return;
    }
  }
}
