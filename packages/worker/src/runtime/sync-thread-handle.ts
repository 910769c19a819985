import { Worker } from 'node:worker_threads';
import type { Values } from '@connector/shared';
import { ConnectorError, type Failure } from '../errors.ts';
import type { RunSummary, SyncEvent } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import type { ThreadCommand, ThreadData, ThreadReport } from './thread-messages.ts';

/** The sync thread as the main thread sees it. There is one while a run is under way, and none between two runs. */
export interface SyncThread {
  /** Runs once, in a thread of its own that ends with the run. @throws ConnectorError when the thread fails or ends */
  run(command: Extract<ThreadCommand, { type: 'run' }>): Promise<RunSummary>;
  drain(): void;
  abort(): void;
  /** Ends the thread at once; none is started any more. */
  terminate(): Promise<void>;
  /** Milliseconds since the thread last showed that it is alive; 0 between runs. */
  silentMs(): number;
  /** A thread ended that had not been told to, or none is to be started any more. */
  readonly ended: boolean;
}

export interface SyncThreadOptions {
  readonly file: URL;
  /** Environment of the thread: the AWS SDK finds its credentials and endpoints there. */
  readonly env: Values;
  readonly clock: Clock;
  readonly onEvent: (event: SyncEvent) => void;
  /** Called once a second with how late the thread was, in milliseconds. */
  readonly onLoopDelay?: (ms: number) => void;
  /** Called when the thread ends without having been told to. */
  readonly onDeath: (reason: string) => void;
}

/** A thread with its run. */
interface RunningThread {
  post(command: ThreadCommand): void;
  silentMs(): number;
  terminate(): Promise<void>;
}

/**
 * A sync thread for each run. Most of a worker's time lies between two runs, and a thread keeps what it compiled and what V8
 * has not given back: about half of the worker's memory. Starting one costs a second of a run.
 */
export function createSyncThread(options: SyncThreadOptions): SyncThread {
  const { clock, onDeath } = options;
  /** No other process ever has it: a restarted worker must not take itself for the one that still writes. */
  const processId = clock.random().toString(36).slice(2);
  let current: RunningThread | undefined;
  let ending: Promise<void> = Promise.resolve();
  let reasonOfEnd: string | undefined;

  const endCurrent = (): void => {
    const thread = current;
    current = undefined;
    if (thread !== undefined) ending = thread.terminate();
  };
  return {
    run: async (command) => {
      // Two threads at a time would hold twice the memory.
      await ending;
      if (reasonOfEnd !== undefined) throw threadEnded(reasonOfEnd);
      try {
        return await new Promise((resolve, reject) => {
          current = startThread(options, {
            processId,
            onFinished: resolve,
            onFailed: (failure) => reject(new ConnectorError(failure)),
            onEnd: (reason) => {
              const error = threadEnded(reason);
              reject(error);
              // The one that a terminate has ended is current no more.
              if (current === undefined) return;
              reasonOfEnd = reason;
              onDeath(error.message);
            },
          });
          current.post(command);
        });
      } finally {
        endCurrent();
      }
    },
    drain: () => current?.post({ type: 'drain' }),
    abort: () => current?.post({ type: 'abort' }),
    terminate: async () => {
      reasonOfEnd ??= 'it was told to end';
      endCurrent();
      await ending;
    },
    silentMs: () => current?.silentMs() ?? 0,
    get ended() {
      return reasonOfEnd !== undefined;
    },
  };
}

function startThread(
  { file, env, clock, onEvent, onLoopDelay }: SyncThreadOptions,
  {
    processId,
    onFinished,
    onFailed,
    onEnd,
  }: {
    readonly processId: string;
    readonly onFinished: (summary: RunSummary) => void;
    readonly onFailed: (failure: Failure) => void;
    readonly onEnd: (reason: string) => void;
  },
): RunningThread {
  const workerData: ThreadData = { processId };
  const thread = new Worker(file, { env, workerData });
  let lastSign = clock.monotonic();
  let over = false;
  const end = (reason: string): void => {
    if (over) return;
    over = true;
    onEnd(reason);
  };
  thread.on('message', (report: ThreadReport) => {
    lastSign = clock.monotonic();
    if (report.type === 'events') report.events.forEach(onEvent);
    if (report.type === 'heartbeat') onLoopDelay?.(report.loopDelayMs);
    if (report.type === 'finished') onFinished(report.summary);
    if (report.type === 'failed') onFailed(report.failure);
  });
  thread.on('error', (error) => end(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  thread.on('exit', (code) => end(`exit code ${code}`));
  return {
    post: (command) => thread.postMessage(command),
    silentMs: () => clock.monotonic() - lastSign,
    terminate: async () => {
      await thread.terminate();
    },
  };
}

function threadEnded(reason: string): ConnectorError {
  const message = `the sync thread ended unexpectedly: ${reason}`;
  return new ConnectorError({ code: 'thread-ended', kind: 'transient', message });
}
