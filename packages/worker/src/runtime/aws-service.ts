import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { EventSink, ServiceName } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { type RetryPolicy, retry } from './retry.ts';

/** Requests over HTTP/1.1 that keep a few connections open. @param timeoutMs after which a request is lost, milliseconds */
export function keptConnections({ sockets, timeoutMs }: { sockets: number; timeoutMs: number }): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: sockets };
  return new NodeHttpHandler({
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
  });
}

/** The part of an SDK's client that its log hangs on. */
interface Logging {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * The same client without the SDK's log of calls, which has no reader: for each call it makes a copy of all that is sent and
 * answered, without what is confidential, and only then finds out that nobody listens. Documents are most of what is sent.
 */
export function withoutLog<Client extends Logging>(client: Client): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** A service of AWS, as its SDK speaks to it. The SDK's own retries have to be off. */
export interface AwsService {
  readonly service: ServiceName;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Sends a command once. */
  readonly call: (command: object, signal: AbortSignal) => Promise<unknown>;
  /** The SDK's error in our terms. */
  readonly translate: (thrown: unknown, operation: string) => Error;
  /** Told of each throttle that is waited out. */
  readonly onThrottled?: () => void;
}

/** Sends commands with every call counted, retried where that helps. What it returns throws what `translate` makes. */
export function sender(aws: AwsService): <Output>(command: object, signal: AbortSignal) => Promise<Output> {
  const { service, policy, clock, emit, onThrottled } = aws;
  return <Output>(command: object, signal: AbortSignal): Promise<Output> => {
    const operation = command.constructor.name.replace(/Command$/, '');
    return retry(() => once<Output>(aws, { command, operation, signal }), {
      policy,
      clock,
      signal,
      onRetry: (failure, attempt, delayMs) => {
        if (failure.kind === 'throttled') onThrottled?.();
        emit({ type: 'retrying', service, operation, attempt, delayMs, failure });
      },
    });
  };
}

async function once<Output>(
  { service, clock, emit, call, translate }: AwsService,
  { command, operation, signal }: { command: object; operation: string; signal: AbortSignal },
): Promise<Output> {
  const begun = clock.monotonic();
  let ok = false;
  try {
    const output = (await call(command, signal)) as Output;
    ok = true;
    return output;
  } catch (thrown) {
    throw translate(thrown, operation);
  } finally {
    emit({ type: 'call', service, operation, durationMs: clock.monotonic() - begun, ok });
  }
}
