import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const workerFile = fileURLToPath(new URL('../../../worker/dist/main.mjs', import.meta.url));

/** A line of the worker's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level?: string; readonly message?: string };

export interface WorkerResult {
  readonly exitCode: number | null;
  readonly lines: readonly LogLine[];
  /** What was written to standard error, warnings of Node aside. */
  readonly errors: string;
}

/** Bundles the worker, as its container image does; quick when nothing changed. */
export async function bundleWorker(): Promise<void> {
  const { exitCode, errors } = await run(
    [fileURLToPath(new URL('scripts/bundle-worker.mjs', `file://${repository}`)), '--quiet'],
    {},
  );
  if (exitCode !== 0) throw new Error(`the worker could not be bundled:\n${errors}`);
}

/** Runs the bundled worker as a process of its own until it ends. */
export function runWorker(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onLine: (line: LogLine) => void = () => {},
): Promise<WorkerResult> {
  return run(['--enable-source-maps', workerFile, ...args], environment, onLine);
}

function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onLine: (line: LogLine) => void = () => {},
): Promise<WorkerResult> {
  const child = spawn(process.execPath, args, {
    cwd: repository,
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: LogLine[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = parse(text);
    lines.push(line);
    onLine(line);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, lines, errors }));
  });
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { message: text };
  }
}
