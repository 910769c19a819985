/** Milliseconds since the epoch. Everything that takes time is worked out from it when it is looked at. */
export type Now = () => number;

/** How long things take, in milliseconds. */
export interface Durations {
  /** RECEIVED before PROCESSING. */
  readonly receivedMs: number;
  /** PROCESSING before INDEXED or UPDATED; DELETING before DELETED. */
  readonly processingMs: number;
  /** STOPPING before SYNCING_INDEXING. */
  readonly stoppingMs: number;
  /** SYNCING_INDEXING before SUCCEEDED. */
  readonly indexingMs: number;
}

export const noWaiting: Durations = { receivedMs: 0, processingMs: 0, stoppingMs: 0, indexingMs: 0 };
