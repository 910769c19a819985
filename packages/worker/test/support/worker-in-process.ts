import { EventEmitter } from 'node:events';
import { syncCommand } from '../../src/cli/sync-command.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { type TextOutput, textOutput } from './text-output.ts';

/** A worker in this process, with a clock, signals and a sync thread that the test owns. */
export interface InProcessWorker {
  readonly clock: ManualClock;
  readonly output: TextOutput;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  /** Exit codes with which it wanted to end the process at once. */
  readonly exits: readonly number[];
  signal(name?: 'SIGTERM' | 'SIGINT'): void;
  /** Asks the health server once the worker is up. */
  ask(path: '/health' | '/status'): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  /** Ends it, whatever it does. */
  close(): Promise<void>;
}

export type ThreadFile = 'blocking' | 'dying' | 'scripted' | URL;

export function startWorkerInProcess(options: {
  readonly env: Readonly<Record<string, string>>;
  readonly thread: ThreadFile;
  readonly once?: boolean;
  readonly mode?: 'delta' | 'full';
}): InProcessWorker {
  const { env, thread, once = false, mode } = options;
  const clock = createManualClock({ mode: 'manual' });
  const signals = new EventEmitter();
  const output = textOutput();
  const exits: number[] = [];
  const ended = syncCommand({
    env,
    version: 'test',
    once,
    ...(mode === undefined ? {} : { mode }),
    threadFile: thread instanceof URL ? thread : new URL(`./threads/${thread}.mjs`, import.meta.url),
    clock,
    signals,
    output,
    exit: (code) => exits.push(code),
  });
  const signal = (name: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): void => {
    signals.emit(name, name);
  };
  let over = false;
  const settled = ended.then(
    () => undefined,
    () => undefined,
  );
  void settled.then(() => {
    over = true;
  });
  return {
    clock,
    output,
    ended,
    exits,
    signal,
    ask: async (path) => {
      const { healthPort } = await output.line(({ message }) => message === 'worker started');
      const response = await fetch(`http://127.0.0.1:${healthPort}${path}`);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    close: async () => {
      signal();
      while (!over) {
        clock.advance(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
