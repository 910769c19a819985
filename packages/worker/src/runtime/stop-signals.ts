import type { Clock } from '../sync/ports/index.ts';

/** What is listened to; the process, outside of tests. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
}

export type StopSignal = 'SIGTERM' | 'SIGINT';

/**
 * Milliseconds after the first signal at which the process ends whatever still runs. Fargate kills a container 120 seconds
 * after it was asked to stop; an orderly stop takes 85 at most, see `shutdown.ts`.
 */
export const stopDeadlineMs = 95_000;

/** Whether the worker was asked to stop. */
export interface StopRequest {
  /** Aborted by the first signal; the reason is the signal's name. */
  readonly signal: AbortSignal;
  /** Listens no longer, and lets go of the deadline. */
  close(): void;
}

/**
 * A first signal asks the worker to stop in order, a second one ends it at once, and so does the deadline. SIGPIPE is not
 * listened to: a log reader that goes away must not stop the sync.
 */
export function listenForStop(options: {
  readonly signals: SignalSource;
  readonly clock: Clock;
  /** Ends the process: told twice, or not done by the deadline. */
  readonly exit: (why: 'second-signal' | 'deadline') => void;
}): StopRequest {
  const { signals, clock, exit } = options;
  const stop = new AbortController();
  const timer = new AbortController();
  const onSignal = (signal: StopSignal): void => {
    if (stop.signal.aborted) {
      exit('second-signal');
      return;
    }
    stop.abort(signal);
    clock.sleep(stopDeadlineMs, timer.signal).then(
      () => exit('deadline'),
      () => {},
    );
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) signals.on(name, onSignal);
  return {
    signal: stop.signal,
    close: () => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) signals.off(name, onSignal);
      timer.abort();
    },
  };
}
