import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { QBusinessClient } from '@aws-sdk/client-qbusiness';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
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
  const sockets = { keepAlive: true, maxSockets: requestsInFlight * 2 };
  const client = new QBusinessClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent(sockets),
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
      emit({ type: 'call', service: 'qbusiness', operation, durationMs: clock.monotonic() - begun, ok });
    }
  };
  return {
    ...options,
    close: () => client.destroy(),
    send: (command, signal) => {
      const operation = command.constructor.name.replace(/Command$/, '');
      return retry(() => once(command, operation, signal), {
        policy,
        clock,
        signal,
        onRetry: (failure, attempt, delayMs) =>
          emit({ type: 'retrying', service: 'qbusiness', operation, attempt, delayMs, failure }),
      });
    },
  };
}
