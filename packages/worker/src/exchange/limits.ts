/** Limits of the EWS adapter, with their sources. */

/** Items of one GetItem. Microsoft: ErrorTimeoutExpired, "limit to 10". */
export const itemsPerRequest = 10;
/** Changes of one SyncFolderItems. Microsoft: MaxChangesReturned, 1 to 512. */
export const changesPerRequest = 512;
/** Folders of one FindFolder. Microsoft: EWS throttling, EWSFindCountLimit. */
export const foldersPerRequest = 1_000;
/**
 * Calls in flight for one mailbox. Microsoft: EWS throttling, EWSMaxConcurrency, 10 at the least; the rest is left to those who
 * read the mailbox beside us. As many as Graph allows, so that both are used alike.
 */
export const callsInFlight = 4;
/** Limits of requests over HTTP. */
export interface TransportLimits {
  /** Milliseconds until a connection stands, TLS included. */
  readonly connectMs: number;
  /** Milliseconds without any data after which a call is lost. */
  readonly idleMs: number;
  /** Milliseconds that a call may take in all. */
  readonly totalMs: number;
  /** Bytes of one answer, decompressed. */
  readonly answerBytes: number;
  /** Connections to one server. */
  readonly socketsPerHost: number;
}

/** Limits of requests to Exchange. */
export const transportLimits: TransportLimits = {
  connectMs: 15_000,
  // Exchange cuts a batch after one minute of its own time.
  idleMs: 75_000,
  // A large attachment over a slow line.
  totalMs: 300_000,
  // Ten bodies of some MB, or one attachment of 35 MB in base64.
  answerBytes: 128 * 1024 * 1024,
  // Microsoft: at most ten open requests for each mailbox. A request that finds no free connection waits.
  socketsPerHost: 64,
};
/** Tokens are small and come at once. Three tries have to end within a minute, so that a wrong address is told by then. */
export const tokenLimits: Partial<TransportLimits> = {
  connectMs: 10_000,
  idleMs: 15_000,
  totalMs: 30_000,
  answerBytes: 1024 * 1024,
};
/** A server that is there answers a request for nothing at once. Two tries end well within a minute. */
export const probeLimits: Partial<TransportLimits> = { connectMs: 10_000, idleMs: 10_000, totalMs: 15_000 };
export const probeAttempts = 2;
/** Tries of one call in all. */
export const attempts = 4;
/** Upper bound of the wait after the first try, in milliseconds; it doubles. */
export const retryBaseMs = 1_000;
export const retryCapMs = 15_000;
/** Least wait when Exchange says that it is busy without saying for how long. */
export const busyFloorMs = 5_000;
/** Advice longer than this is not waited out: the mailbox is left alone until the next run, and others go on. */
export const longestAdviceMs = 60_000;
