import type { Clock } from '../sync/ports/index.ts';

/** What runs when. */
export interface ScheduleOptions {
  readonly clock: Clock;
  /** Runs once and says after how many milliseconds, from its start, the next run is due. */
  readonly cycle: () => Promise<number>;
  /** Told when the next run will begin, milliseconds since the epoch. */
  readonly onNext: (at: number) => void;
  /** Aborted: begin no further run. */
  readonly stop: AbortSignal;
}

/**
 * Runs at once and then again and again, counted from the start of each run. A run that comes due while one is under way
 * waits for it: runs never overlap.
 */
export async function runOnSchedule({ clock, cycle, onNext, stop }: ScheduleOptions): Promise<void> {
  while (!stop.aborted) {
    const begun = clock.monotonic();
    const intervalMs = await cycle();
    if (stop.aborted) return;
    const waitMs = Math.max(0, intervalMs - (clock.monotonic() - begun));
    onNext(clock.now() + waitMs);
    try {
      await clock.sleep(waitMs, stop);
    } catch {
      return;
    }
  }
}
