import { Agent, fetch, type Response } from 'undici';
import { ConnectorError } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';
import { type HttpLimits, httpLimits } from './limits.ts';

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for GET. */
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

/** An answer as it came, decompressed. Names of headers are lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** Sends requests over connections that stay open. */
export interface Http {
  /** The answer, whatever its status. @throws ConnectorError when there is none */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Measures the time that requests take. */
  readonly clock: Clock;
  /** Limits that differ from those of `limits.ts`. */
  readonly limits?: Partial<HttpLimits> | undefined;
}

/** Milliseconds between two looks at a request. */
const lookMs = 1_000;

/** fetch with what it lacks: an end to waiting, by the clock that the worker was given, and to what is read. */
export function createHttp({ clock, limits: other }: HttpOptions): Http {
  const limits = { ...httpLimits, ...other };
  const { connections, connectMs } = limits;
  // Undici's own timers know no other clock than the machine's; only that of connecting is left to it.
  const agent = new Agent({ connections, connect: { timeout: connectMs }, headersTimeout: 0, bodyTimeout: 0 });
  return {
    send: (request) => send(request, { agent, clock, limits }),
    close: () => agent.destroy(),
  };
}

interface Surroundings {
  readonly agent: Agent;
  readonly clock: Clock;
  readonly limits: HttpLimits;
}

async function send(request: HttpRequest, { agent, clock, limits }: Surroundings): Promise<HttpAnswer> {
  const { method, url, headers, body, signal } = request;
  const watch = watched(signal, clock, limits);
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal: watch.signal,
      dispatcher: agent,
      // A token is for the host that was asked, and for no other.
      redirect: 'manual',
    });
    watch.moved();
    const bytes = await read(response, limits.answerBytes, watch.moved);
    return { status: response.status, headers: Object.fromEntries(response.headers), bytes };
  } catch (thrown) {
    throw translate(watch.late() ?? thrown, { host: new URL(url).host, signal });
  } finally {
    watch.stop();
  }
}

/** Gives a request up when nothing moves, or when it takes too long in all. */
function watched(signal: AbortSignal, clock: Clock, { idleMs, totalMs }: HttpLimits) {
  const controller = new AbortController();
  const begun = clock.monotonic();
  let movedAt = begun;
  let late: ConnectorError | undefined;
  const cancel = (): void => controller.abort();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const unwatch = clock.every(lookMs, () => {
    const now = clock.monotonic();
    if (now - movedAt < idleMs && now - begun < totalMs) return;
    const message = `Microsoft Graph did not answer to the end within ${Math.round((now - begun) / 1000)} seconds`;
    late ??= new ConnectorError({ code: 'network.timeout', kind: 'transient', message });
    controller.abort();
  });
  return {
    signal: controller.signal,
    moved: () => {
      movedAt = clock.monotonic();
    },
    late: () => late,
    stop: () => {
      unwatch();
      signal.removeEventListener('abort', cancel);
    },
  };
}

/** The body, bounded, so that no answer can take the memory of all others. */
async function read({ body }: Response, answerBytes: number, moved: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    moved();
    bytes += chunk.byteLength;
    // Leaving the loop ends the stream.
    if (bytes > answerBytes) throw tooLarge(answerBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Not tried again: what was asked for is as large the next time. */
function tooLarge(answerBytes: number): ConnectorError {
  const message = `the answer is larger than ${answerBytes} bytes, the most that is read`;
  return new ConnectorError({ code: 'network.answer-too-large', kind: 'permanent', message });
}

/** Errors of a connection by what a person can do about them. */
function translate(thrown: unknown, { host, signal }: { host: string; signal: AbortSignal }): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const options = { cause: thrown };
  if (signal.aborted) {
    return new ConnectorError({ code: 'cancelled', kind: 'cancelled', message: 'the call was cancelled' }, options);
  }
  // fetch hides what happened in the cause.
  const { cause = thrown } = thrown as { cause?: unknown };
  const { code = 'connection' } = cause as { code?: string };
  const remedy = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_/.test(code)
    ? 'Its certificate is not trusted: put the certificate authority into NODE_EXTRA_CA_CERTS.'
    : 'Check EXCHANGE_GRAPH_URL, and that the network lets the worker reach it.';
  const message = `Microsoft Graph at ${host} could not be reached (${code}). ${remedy}`;
  return new ConnectorError({ code: `network.${code}`, kind: 'transient', message }, options);
}
