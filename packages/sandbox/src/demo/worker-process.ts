import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const bundleScript = fileURLToPath(new URL('../../../../scripts/bundle-worker.mjs', import.meta.url));
const workerFile = fileURLToPath(new URL('../../../worker/dist/main.mjs', import.meta.url));

/** A line of the worker's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level?: string; readonly message?: string };

export interface WorkerResult {
  readonly exitCode: number | null;
  readonly lines: readonly LogLine[];
  /** What was written to standard error. */
  readonly errors: string;
  readonly seconds: number;
}

/** A process to run. */
export interface WorkerRun {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the process at once: nothing of a demo that is stopped is kept. */
  readonly stop: AbortSignal;
}

/** Bundles the worker, as its container image does; quick when nothing changed. */
export async function bundleWorker(stop: AbortSignal): Promise<void> {
  const { exitCode, errors } = await run({ args: [bundleScript, '--quiet'], environment: {}, stop });
  if (exitCode !== 0) throw new Error(`the worker could not be bundled:\n${errors}`);
}

/** Runs the bundled worker as a process of its own until it ends. @throws AbortError when it is stopped */
export function runWorker({ args, environment, stop }: WorkerRun): Promise<WorkerResult> {
  return run({ args: ['--enable-source-maps', workerFile, ...args], environment, stop });
}

function run({ args, environment, stop }: WorkerRun): Promise<WorkerResult> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: repository,
    env: {
      PATH: process.env['PATH'],
      // The version of Node is the user's business; every other warning is shown.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: stop,
    killSignal: 'SIGKILL',
  });
  const lines: LogLine[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(parse(text));
  });
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    child.on('error', (error) => {
      failure = error;
      if (child.pid === undefined) reject(error);
    });
    // Only then is the process gone, stopped ones included.
    child.on('close', (exitCode) => {
      if (failure !== undefined) reject(failure);
      else resolve({ exitCode, lines, errors, seconds: (performance.now() - begun) / 1000 });
    });
  });
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { message: text };
  }
}
