import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pinned } from '../processes/pinned.ts';

const mainFile = fileURLToPath(new URL('../../packages/worker/dist/main.mjs', import.meta.url));
const probeFile = new URL('./probe.mjs', import.meta.url).href;

/** What Node may use for objects, as the stack sets it for a task of the usual size: how far V8 lets garbage grow depends on it. */
export const nodeOptions = '--max-old-space-size=1536';

export interface WorkerRunOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Core that the process is kept on; any without it. */
  readonly core?: number | undefined;
  /** Further arguments of Node. */
  readonly nodeArgs?: readonly string[];
  /** Told of each line of its log. */
  readonly onLine?: (line: LogLine, worker: { signal(name: 'SIGTERM'): void }) => void;
}

export type LogLine = Readonly<Record<string, unknown>>;

/** What the probe saw at one moment. */
export interface Sample {
  readonly thread: 'main' | 'sync';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the whole process since it started. */
  readonly cpuMs: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  readonly handles: number;
  readonly sockets: number;
  /** How late the event loop was at the worst since the sample before. */
  readonly longestDelayMs: number;
  readonly p99DelayMs: number;
  readonly final: boolean;
  readonly peakRss?: number;
}

/** A worker's run, from its start to its end. */
export interface WorkerRun {
  readonly exitCode: number | null;
  readonly lines: readonly LogLine[];
  readonly samples: readonly Sample[];
  readonly startedAt: number;
  /** Of the whole process, start included. */
  readonly cpuMs: number;
  readonly peakRss: number;
}

/** A worker that runs. */
export interface StartedWorker {
  /** Resolves with the first line of its log that matches from now on; rejects when it ends without one. */
  line(matches: (line: LogLine) => boolean): Promise<LogLine>;
  signal(name: 'SIGTERM'): void;
  /** Resolves when the process has ended; rejects when it could not be measured. */
  readonly ended: Promise<WorkerRun>;
}

/** Starts the bundled worker, as its image and the stack do. */
export function startWorker({
  environment,
  args = ['--once'],
  core,
  nodeArgs = [],
  onLine,
}: WorkerRunOptions): StartedWorker {
  const folder = mkdtempSync(join(tmpdir(), 'connector-bench-'));
  const probe = join(folder, 'samples');
  const startedAt = Date.now();
  const [command, all] = pinned(core, [...nodeArgs, '--enable-source-maps', '--import', probeFile, mainFile, ...args]);
  const child = spawn(command, all, {
    env: {
      PATH: process.env['PATH'] ?? '',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NODE_OPTIONS: nodeOptions,
      PROBE_FILE: probe,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const signal = (name: 'SIGTERM'): void => void child.kill(name);
  // Whoever stops the benchmark wants no worker left behind.
  const killIt = (): void => void child.kill('SIGKILL');
  process.on('exit', killIt);
  const lines: LogLine[] = [];
  const listeners = new Set<(line: LogLine) => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (!text.startsWith('{')) return;
    const line = JSON.parse(text) as LogLine;
    lines.push(line);
    onLine?.(line, { signal });
    for (const listen of [...listeners]) listen(line);
  });
  const ended = new Promise<WorkerRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      process.off('exit', killIt);
      try {
        resolve({ exitCode, lines, startedAt, ...readSamples(probe) });
      } catch {
        reject(new Error(`the worker ended with ${exitCode} before it could be measured`));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
  const line = (matches: (line: LogLine) => boolean): Promise<LogLine> =>
    new Promise((resolve, reject) => {
      const listen = (each: LogLine): void => {
        if (!matches(each)) return;
        listeners.delete(listen);
        resolve(each);
      };
      listeners.add(listen);
      ended.then(({ exitCode }) => reject(new Error(`the worker ended with ${exitCode}`)), reject);
    });
  return { line, signal, ended };
}

/** @throws when the process did not come to its end, or never loaded the probe */
function readSamples(file: string): Pick<WorkerRun, 'samples' | 'cpuMs' | 'peakRss'> {
  const samples = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Sample);
  const last = samples.findLast(({ final }) => final);
  if (last === undefined) throw new Error('there is no last sample');
  return { samples, cpuMs: last.cpuMs, peakRss: last.peakRss ?? 0 };
}
