import { Semaphore } from 'async-mutex';

/**
 * Bytes of attachments that one worker fetches and builds at a time, of all mailboxes together. More than the largest
 * attachment, and so little that its base64 in an answer fits into the memory of a small container as well. What was built
 * waits in the buffers of its mailboxes, which have a bound of their own.
 */
const contentBytesInFlight = 64 * 1024 * 1024;

/**
 * The semaphore looks at each of its units whenever some come back: with one for each byte, that took the worker's thread
 * 170 ms for every attachment.
 */
const units = 1024;

/** A share of the memory that attachments may take. */
export interface ContentBudget {
  /** Runs a task as soon as its bytes are free; tasks begin in the order in which they came. */
  run<T>(bytes: number, task: () => Promise<T>): Promise<T>;
}

export function contentBudget(total = contentBytesInFlight): ContentBudget {
  const semaphore = new Semaphore(units);
  return {
    // The size is the source's estimate: whatever it says, a task can be run alone.
    run: (bytes, task) =>
      semaphore.runExclusive(task, Math.ceil((Math.min(Math.max(bytes, 1), total) / total) * units)),
  };
}
