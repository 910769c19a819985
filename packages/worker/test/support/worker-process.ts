import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const mainFile = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));

/** A line of the worker's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A worker as a process of its own: the bundle that goes into the image. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Everything it wrote. */
  output(): string;
  /** Resolves with the first line that matches, past or future; rejects when the process ends without one. */
  line(matches: (line: LogLine) => boolean): Promise<LogLine>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

export function startWorkerProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): WorkerProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', mainFile, ...args], {
    env: { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let output = '';
  let exited = false;
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    output += `${text}\n`;
    if (text.startsWith('{')) lines.push(JSON.parse(text) as LogLine);
    for (const wake of [...waiting]) wake();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      exited = true;
      for (const wake of [...waiting]) wake();
      resolve(code);
    });
  });
  return {
    child,
    ended,
    output: () => output,
    line: (matches) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find(matches);
          if (found === undefined && !exited) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`the worker ended without it:\n${output}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
