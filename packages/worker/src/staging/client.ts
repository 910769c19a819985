import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
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
  const agent = { keepAlive: true, maxSockets: sockets };
  const client = new S3Client({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    }),
  });
  type Command = Parameters<typeof client.send>[0];
  const once = async <Output>(command: object, operation: string, signal: AbortSignal): Promise<Output> => {
    const begun = clock.monotonic();
    let ok = false;
    try {
      const output = (await client.send(command as Command, { abortSignal: signal })) as Output;
      ok = true;
      return output;
    } catch (thrown) {
      throw translateError(thrown, operation);
    } finally {
      emit({ type: 'call', service: 's3', operation, durationMs: clock.monotonic() - begun, ok });
    }
  };
  return {
    close: () => client.destroy(),
    send: (command, signal) => {
      const operation = command.constructor.name.replace(/Command$/, '');
      return retry(() => once(command, operation, signal), {
        policy,
        clock,
        signal,
        onRetry: (failure, attempt, delayMs) =>
          emit({ type: 'retrying', service: 's3', operation, attempt, delayMs, failure }),
      });
    },
  };
}
