import type { EventSink, SyncEvent } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';

/** Milliseconds that an event waits for others at most: nobody watches more closely than that. */
const longestWaitMs = 20;

/** Events on their way to another thread. A message costs more than what most of them say, so that they share one. */
export interface EventBatches {
  readonly add: EventSink;
  /** Tells what waits, at once. */
  flush(): void;
}

/** @param tell is given events in the order in which they were added, never none */
export function eventBatches(clock: Clock, tell: (events: readonly SyncEvent[]) => void): EventBatches {
  let waiting: SyncEvent[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    tell(events);
  };
  return {
    flush,
    add: (event) => {
      waiting.push(event);
      if (waiting.length === 1) void clock.sleep(longestWaitMs).then(flush);
    },
  };
}
