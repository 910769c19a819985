/**
 * What a failure means for the work around it. The engine decides by kind alone; codes are for people and reports.
 *
 * - `throttled`      the service asked us to wait; `retryAfterMs` holds its advice
 * - `transient`      may pass by itself: 5xx, reset, timeout
 * - `permanent`      this one item, attachment or document can never succeed as it is
 * - `gone`           the thing asked for no longer exists
 * - `cursor-invalid` the source no longer knows the folder's cursor: list the folder again
 * - `folder`         this one folder cannot be read now; others can
 * - `mailbox`        this one mailbox cannot be read now (no licence, 403, being moved); nothing of it may be deleted
 * - `no-archive`     the mailbox has no archive: normal, nothing to do
 * - `configuration`  nothing will work before a person changes a setting: stop hammering
 * - `lease-lost`     another worker has the mailbox now: write nothing more of it
 * - `cancelled`      we were asked to stop
 */
export type FailureKind =
  | 'throttled'
  | 'transient'
  | 'permanent'
  | 'gone'
  | 'cursor-invalid'
  | 'folder'
  | 'mailbox'
  | 'no-archive'
  | 'configuration'
  | 'lease-lost'
  | 'cancelled';

/** A failure as data: what reports, state rows and other threads carry instead of an Error. */
export interface Failure {
  /** Stable, machine-readable cause, for example `ErrorCorruptData` or `index.document-rejected`. */
  readonly code: string;
  readonly kind: FailureKind;
  /** For people: what went wrong, the value, what is allowed, what to do next. Holds no secret, subject or address. */
  readonly message: string;
  /** How long the service asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** The one error class of the worker. Thrown by every adapter in place of whatever its library throws. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: string;
  readonly kind: FailureKind;
  readonly retryAfterMs: number | undefined;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.code = failure.code;
    this.kind = failure.kind;
    this.retryAfterMs = failure.retryAfterMs;
  }
}

/**
 * The failure in whatever was thrown. An error that is not ours is a defect of ours or of a library:
 * it is reported as transient, so that it is retried later and never taken as proof of anything.
 */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof ConnectorError) {
    const { code, kind, message, retryAfterMs } = thrown;
    return retryAfterMs === undefined ? { code, kind, message } : { code, kind, message, retryAfterMs };
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'cancelled', kind: 'cancelled', message: 'the work was cancelled' };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', kind: 'transient', message: `unexpected error: ${message}` };
}
