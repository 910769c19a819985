import { ConnectorError, type Failure } from '../errors.ts';

/**
 * Tells one bad item from a service that is down. The bug class it prevents: when every call fails, each of a hundred
 * thousand messages would become a failure record; when one message always fails, its folder would stop for ever.
 */
export interface TroubleMonitor {
  /** Something succeeded: whatever failed before was not the service. */
  succeeded(): void;
  /**
   * Something failed in a way that may pass.
   * @throws ConnectorError with the failure when it is the last of an unbroken row: the work should stop, uncommitted.
   */
  failed(failure: Failure): void;
}

/** @param limit failures in an unbroken row that mean the service itself is down */
export function troubleMonitor(limit: number): TroubleMonitor {
  let row = 0;
  return {
    succeeded: () => {
      row = 0;
    },
    failed: (failure) => {
      row += 1;
      if (row >= limit) throw new ConnectorError(failure);
    },
  };
}
