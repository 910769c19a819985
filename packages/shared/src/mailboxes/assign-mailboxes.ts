/**
 * The mailboxes of one worker: every `total`-th of the list, beginning with its own index. Every mailbox belongs to
 * exactly one worker, and no worker has two more than another.
 *
 * With seven mailboxes and three workers, worker 0 has the 1st, 4th and 7th, worker 1 the 2nd and 5th, worker 2 the 3rd
 * and 6th.
 * @param index the worker's number, from 0
 * @param total how many workers share the list
 * @throws RangeError when the numbers make no sense together
 */
export function assignMailboxes(mailboxes: readonly string[], index: number, total: number): readonly string[] {
  if (!Number.isInteger(total) || total < 1) {
    throw new RangeError(`the number of workers is ${total}; it must be a whole number of at least 1`);
  }
  if (!Number.isInteger(index) || index < 0 || index >= total) {
    throw new RangeError(
      `the worker's index is ${index}; with ${total} workers it must be a whole number from 0 to ${total - 1}`,
    );
  }
  return mailboxes.filter((_, position) => position % total === index);
}
