/** Limits of the EWS adapter, with their sources. */

/** Items of one GetItem. Microsoft: ErrorTimeoutExpired, "limit to 10". */
export const itemsPerRequest = 10;
/** Changes of one SyncFolderItems. Microsoft: MaxChangesReturned, 1 to 512. */
export const changesPerRequest = 512;
/** Milliseconds without any data after which a call is lost. Exchange cuts a batch after one minute of its own time. */
export const idleMs = 75_000;
/** Milliseconds that a call may take in all: a large attachment over a slow line. */
export const totalMs = 300_000;
/** Bytes of one answer: ten bodies of some MB, or one attachment of 35 MB in base64. */
export const answerBytes = 128 * 1024 * 1024;
/** Connections to one server. Microsoft: at most ten open requests for each mailbox; a worker reads a few at a time. */
export const socketsPerHost = 64;
/** Tries of one call in all. */
export const attempts = 4;
/** Upper bound of the wait after the first try, in milliseconds; it doubles. */
export const retryBaseMs = 1_000;
export const retryCapMs = 15_000;
/** Least wait when Exchange says that it is busy without saying for how long. */
export const busyFloorMs = 5_000;
/** Advice longer than this is not waited out: the mailbox is left alone until the next run, and others go on. */
export const longestAdviceMs = 60_000;
