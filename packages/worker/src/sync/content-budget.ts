import { Semaphore } from 'async-mutex';

/**
 * Bytes of attachments that one worker fetches and builds at a time, of all mailboxes together. More than the largest
 * attachment, and so little that its base64 in an answer fits into the memory of a small container as well. What was built
 * waits in the buffers of its mailboxes, which have a bound of their own.
 */
const contentBytesInFlight = 64 * 1024 * 1024;

/**
 * Shares that the bytes are counted in: the semaphore looks at every one that is free whenever a task begins or ends. In
 * bytes that held the whole process up for a tenth of a second at each attachment.
 */
const shares = 1024;

/** A share of the memory that attachments may take. */
export interface ContentBudget {
  /** Runs a task as soon as its bytes are free; tasks begin in the order in which they came. */
  run<T>(bytes: number, task: () => Promise<T>): Promise<T>;
}

export function contentBudget(total = contentBytesInFlight): ContentBudget {
  const share = Math.ceil(total / shares);
  const all = Math.floor(total / share);
  const semaphore = new Semaphore(all);
  return {
    // The size is the source's estimate: whatever it says, a task can be run alone.
    run: (bytes, task) => semaphore.runExclusive(task, Math.min(Math.max(Math.ceil(bytes / share), 1), all)),
  };
}
