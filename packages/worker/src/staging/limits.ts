/** Limits of requests to Amazon S3, and of what stands in the bucket. */

/**
 * Days that an object has to stay at least. Nothing says when the index has read it: while an index is maintained,
 * documents wait for up to a day (Amazon Q Business user guide, maintenance), and S3 counts days from the next midnight.
 */
export const leastDays = 2;
/** An upload of 50 MB over a slow line is done by then; beyond it the request is taken for lost. In milliseconds. */
export const requestTimeoutMs = 120_000;
/** Connections to S3: content in flight is bounded before it gets here. */
export const sockets = 8;
