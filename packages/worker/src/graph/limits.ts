/** Limits of the Microsoft Graph adapter, with their sources. */

/** Requests of one `$batch`. Microsoft: JSON batching. */
export const batchRequests = 20;
/** Requests in flight for one mailbox. Microsoft: throttling limits, Outlook service. */
export const requestsInFlight = 4;
/** Requests for one mailbox within `windowMs`; each part of a batch counts. Microsoft: throttling limits, Outlook service. */
export const requestsPerWindow = 10_000;
export const windowMs = 600_000;
/**
 * Changes of one page, first what is asked for, then what a further try asks for: Exchange Online ends the JSON of pages that
 * are too large for it in the middle, and says 200.
 */
export const pageSizes: readonly number[] = [500, 100, 10, 1];
/** Messages that have to be wanted for a list of them to be asked for, and not each by itself. */
export const leastTogether = 4;
/** Messages that such a list shows at most for each that is wanted: about every second text is a plain one. */
export const mostForEach = 4;
/** Messages that it may show beside those that are known of, as they came since. */
export const strangersTogether = 10;
/** Attachments or folders of one page. */
export const listPageSize = 100;
/** Members of one page, the most there are. Microsoft: group, list transitiveMembers. */
export const directoryPageSize = 999;
/** Pages of one list; what goes on for longer is a link that leads to itself. */
export const mostPages = 1_000;

/** Limits of requests over HTTP. */
export interface HttpLimits {
  /** Milliseconds until a connection stands, TLS included. */
  readonly connectMs: number;
  /** Milliseconds without any data after which a call is lost. */
  readonly idleMs: number;
  /** Milliseconds that a call may take in all. */
  readonly totalMs: number;
  /** Bytes of one answer, decompressed. */
  readonly answerBytes: number;
  /** Connections to the service. */
  readonly connections: number;
}

export const httpLimits: HttpLimits = {
  connectMs: 15_000,
  idleMs: 75_000,
  // A large attachment over a slow line.
  totalMs: 300_000,
  // Twenty bodies of some MB, or one attachment of 150 MB at the most that Exchange Online takes.
  answerBytes: 160 * 1024 * 1024,
  connections: 64,
};
/** A service that is there answers a request for nothing at once. Two tries end well within a minute. */
export const probeLimits: Partial<HttpLimits> = { connectMs: 10_000, idleMs: 10_000, totalMs: 15_000 };
export const probeAttempts = 2;
/** Tries of one call in all. */
export const attempts = 4;
/** Upper bound of the wait after the first try, in milliseconds; it doubles. */
export const retryBaseMs = 1_000;
export const retryCapMs = 15_000;
/** Least wait when Graph says that it is busy without saying for how long. */
export const busyFloorMs = 5_000;
/** Advice longer than this is not waited out: the mailbox is left alone until later, and others go on. */
export const longestAdviceMs = 60_000;
