import pLimit from 'p-limit';

/** Lets so many tasks run at a time as a service bears: the others wait in order. */
export interface AdaptiveLimit {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** The service says that this is too much: half as many from now on, until tasks succeed again. */
  throttled(): void;
}

/**
 * Halves on a throttle and adds one when as many tasks as may run have succeeded, as TCP does: clients that share a limit that
 * none of them knows come to share it fairly. Throttles of tasks that ran beside the one that was throttled first tell nothing new.
 * @param most tasks at a time where nothing is throttled
 */
export function adaptiveLimit(most: number): AdaptiveLimit {
  const limit = pLimit(most);
  let succeeded = 0;
  /** Tasks that ran beside the one for which it was halved, and of which nothing was heard since. */
  let beside = 0;
  return {
    run: (task) =>
      limit(async () => {
        const result = await task();
        beside = Math.max(beside - 1, 0);
        succeeded += 1;
        if (succeeded >= limit.concurrency) {
          succeeded = 0;
          limit.concurrency = Math.min(limit.concurrency + 1, most);
        }
        return result;
      }),
    throttled: () => {
      if (beside > 0) {
        beside -= 1;
        return;
      }
      beside = Math.max(limit.activeCount - 1, 0);
      succeeded = 0;
      limit.concurrency = Math.max(Math.floor(limit.concurrency / 2), 1);
    },
  };
}
