/** Limits of requests to Amazon Q Business, with their sources. */

/** Documents of one BatchDeleteDocument. The service model 2023-11-27 has no maximum; samples and console use 10. */
export const deletesPerRequest = 10;
/**
 * Raw content of one BatchPutDocument in bytes. AWS Custom Connector Framework: about 10 MB for a request; base64 makes 4
 * bytes of 3, and attributes need room too.
 */
export const contentBytesPerRequest = 7 * 1024 * 1024;
/**
 * Bytes of a document that the service fetches from S3. Service model 2023-11-27: 50 MB; the user guide says 500 MB for
 * some formats, but not through which door.
 */
export const stagedContentBytes = 50 * 1024 * 1024;
/** Members that PutGroup takes in a request, users or groups. API reference of PutGroup. */
export const membersPerGroup = 1_000;
/**
 * Requests in flight that one worker may have, and fewer after a throttle. No rate is published: this many keep sixteen mailboxes from
 * waiting for each other, and a mailbox has one or two.
 */
export const requestsInFlight = 16;
/** A put of 7 MB over a slow line is done by then; beyond it the request is taken for lost. */
export const requestTimeoutMs = 60_000;
/** Entries of one page of ListDataSourceSyncJobs. */
export const jobsPerPage = 10;
/** Entries of one page of ListDocuments. Service model: at most 100. */
export const documentsPerPage = 100;
