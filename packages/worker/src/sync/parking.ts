import type { Failure } from '../errors.ts';

/** How often a run comes back to a mailbox that it had to leave alone; after that it is the next run's. */
const mostParks = 6;
/** Wait in milliseconds when the service did not say for how long; it doubles each time, up to the cap. */
const unadvisedMs = 60_000;
const unadvisedCapMs = 10 * 60_000;
/** Least wait: resending at once prolongs the throttling (Microsoft: ews-throttling-in-exchange). */
const floorMs = 10_000;
/** Advice beyond this is left to the next run. Seen in practice: 178 to 300 seconds. */
const longestMs = 30 * 60_000;

/**
 * How long to leave a mailbox alone before this run comes back to it, in milliseconds; undefined when it was not throttled,
 * or is the next run's.
 * @param failure why its sync ended early
 * @param parks how often it was left alone in this run
 * @param random uniform in [0, 1): a tenth on top, so that mailboxes throttled together do not come back together
 */
export function parkingMs({ kind, retryAfterMs }: Failure, parks: number, random: number): number | undefined {
  if (kind !== 'throttled' || parks >= mostParks) return undefined;
  const asked = retryAfterMs ?? Math.min(unadvisedMs * 2 ** parks, unadvisedCapMs);
  if (asked > longestMs) return undefined;
  return Math.round(Math.max(asked, floorMs) * (1 + random / 10));
}
