import { Worker } from 'node:worker_threads';
import type { Values } from '@connector/shared';
import { ConnectorError } from '../errors.ts';
import type { RunSummary, SyncEvent } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import type { ThreadCommand, ThreadReport } from './thread-messages.ts';

/** The sync thread as the main thread sees it. */
export interface SyncThread {
  /** Runs once. @throws ConnectorError when the thread fails or ends */
  run(command: Extract<ThreadCommand, { type: 'run' }>): Promise<RunSummary>;
  drain(): void;
  abort(): void;
  /** Ends the thread at once. */
  terminate(): Promise<void>;
  /** Milliseconds since the thread last showed that it is alive. */
  silentMs(): number;
  readonly ended: boolean;
}

/** Starts the thread. It lives as long as the process. */
export function startSyncThread(options: {
  readonly file: URL;
  /** Environment of the thread: the AWS SDK finds its credentials and endpoints there. */
  readonly env: Values;
  readonly clock: Clock;
  readonly onEvent: (event: SyncEvent) => void;
  /** Called once a second with how late the thread was, in milliseconds. */
  readonly onLoopDelay?: (ms: number) => void;
  /** Called when the thread ends without having been told to. */
  readonly onDeath: (reason: string) => void;
}): SyncThread {
  const { clock, onEvent, onLoopDelay, onDeath } = options;
  const thread = new Worker(options.file, { env: options.env });
  let lastSign = clock.monotonic();
  let reasonOfEnd: string | undefined;
  let terminating = false;
  let pending: { resolve: (summary: RunSummary) => void; reject: (error: Error) => void } | undefined;

  const settle = (act: (waiting: NonNullable<typeof pending>) => void): void => {
    const waiting = pending;
    pending = undefined;
    if (waiting !== undefined) act(waiting);
  };
  const die = (reason: string): void => {
    if (reasonOfEnd !== undefined) return;
    reasonOfEnd = reason;
    const error = threadEnded(reason);
    settle(({ reject }) => reject(error));
    if (!terminating) onDeath(error.message);
  };

  thread.on('message', (report: ThreadReport) => {
    lastSign = clock.monotonic();
    if (report.type === 'events') report.events.forEach(onEvent);
    if (report.type === 'heartbeat') onLoopDelay?.(report.loopDelayMs);
    if (report.type === 'finished') settle(({ resolve }) => resolve(report.summary));
    if (report.type === 'failed') settle(({ reject }) => reject(new ConnectorError(report.failure)));
  });
  thread.on('error', (error) => die(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  thread.on('exit', (code) => die(`exit code ${code}`));

  const post = (command: ThreadCommand): void => thread.postMessage(command);
  return {
    run: (command) =>
      new Promise((resolve, reject) => {
        // A message to a thread that has ended is never answered, and nobody says so.
        if (reasonOfEnd !== undefined) {
          reject(threadEnded(reasonOfEnd));
          return;
        }
        pending = { resolve, reject };
        post(command);
      }),
    drain: () => post({ type: 'drain' }),
    abort: () => post({ type: 'abort' }),
    terminate: async () => {
      terminating = true;
      await thread.terminate();
    },
    silentMs: () => clock.monotonic() - lastSign,
    get ended() {
      return reasonOfEnd !== undefined;
    },
  };
}

function threadEnded(reason: string): ConnectorError {
  const message = `the sync thread ended unexpectedly: ${reason}`;
  return new ConnectorError({ code: 'thread-ended', kind: 'transient', message });
}
