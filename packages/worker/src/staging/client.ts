import { S3Client } from '@aws-sdk/client-s3';
import { keptConnections, sender, withoutLog } from '../runtime/aws-service.ts';
import type { RetryPolicy } from '../runtime/retry.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { requestTimeoutMs, sockets } from './limits.ts';
import { translateError } from './translate-error.ts';

/** The service with every call counted, retried where that helps, and its errors in our terms. */
export interface S3Api {
  /** Sends one command. @throws ConnectorError */
  send<Output>(command: object, signal: AbortSignal): Promise<Output>;
  close(): void;
}

/** As for Amazon Q Business, with fewer tries: each may carry 50 MB. */
const policy: RetryPolicy = {
  attempts: 4,
  baseMs: 500,
  capMs: 10_000,
  maxAdvisedMs: 60_000,
  throttledFloorMs: 1_000,
};

export function openS3({ clock, emit }: { readonly clock: Clock; readonly emit: EventSink }): S3Api {
  const client = withoutLog(
    new S3Client({
      maxAttempts: 1,
      requestHandler: keptConnections({ sockets, timeoutMs: requestTimeoutMs }),
    }),
  );
  type Command = Parameters<typeof client.send>[0];
  return {
    close: () => client.destroy(),
    send: sender({
      service: 's3',
      policy,
      clock,
      emit,
      call: (command, abortSignal) => client.send(command as Command, { abortSignal }),
      translate: translateError,
    }),
  };
}
