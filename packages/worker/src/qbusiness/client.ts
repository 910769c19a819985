import { QBusinessClient } from '@aws-sdk/client-qbusiness';
import { type AdaptiveLimit, adaptiveLimit } from '../runtime/adaptive-limit.ts';
import { keptConnections, sender, withoutLog } from '../runtime/aws-service.ts';
import type { RetryPolicy } from '../runtime/retry.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { requestsInFlight, requestTimeoutMs } from './limits.ts';
import { translateError } from './translate-error.ts';

/** The data source that documents belong to. */
export interface QBusinessTarget {
  readonly applicationId: string;
  readonly indexId: string;
  readonly dataSourceId: string;
}

/** The service with every call counted, retried where that helps, and its errors in our terms. */
export interface QBusinessApi {
  readonly target: QBusinessTarget;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Sends one command. @throws ConnectorError */
  send<Output>(command: object, signal: AbortSignal): Promise<Output>;
  /** What writes documents runs within it: all mailboxes of the container share it. */
  readonly writes: AdaptiveLimit;
  close(): void;
}

/** The SDK's own retries give up on a server error after 40 ms, so they are off. */
const policy: RetryPolicy = {
  attempts: 6,
  baseMs: 500,
  capMs: 10_000,
  maxAdvisedMs: 60_000,
  throttledFloorMs: 1_000,
};

/**
 * A client over HTTP/1.1: the SDK's default opens an HTTP/2 connection for each request, this one keeps a few open.
 */
export function openQBusiness(options: { target: QBusinessTarget; clock: Clock; emit: EventSink }): QBusinessApi {
  const { clock, emit } = options;
  const client = withoutLog(
    new QBusinessClient({
      maxAttempts: 1,
      requestHandler: keptConnections({ sockets: requestsInFlight * 2, timeoutMs: requestTimeoutMs }),
    }),
  );
  const writes = adaptiveLimit(requestsInFlight);
  type Command = Parameters<typeof client.send>[0];
  return {
    ...options,
    writes,
    close: () => client.destroy(),
    send: sender({
      service: 'qbusiness',
      policy,
      clock,
      emit,
      call: (command, abortSignal) => client.send(command as Command, { abortSignal }),
      translate: translateError,
      onThrottled: writes.throttled,
    }),
  };
}
