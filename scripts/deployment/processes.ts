import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program to start, with exactly this environment. */
export interface Program {
  /** Said of it when it fails. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds; it is killed after that. */
  readonly limitMs: number;
  readonly cwd?: string;
}

export interface Ended {
  readonly code: number | null;
  /** What it wrote, both streams as they came. */
  readonly output: string;
}

export interface Started {
  /** Rejects when it was killed: because of its limit, or with all others. */
  readonly ended: Promise<Ended>;
  /** Resolves with the first line of its standard output that matches; rejects when it ends without one. */
  line(matches: (line: string) => boolean): Promise<string>;
  /** Everything it wrote so far. */
  output(): string;
  signal(name: 'SIGTERM'): void;
}

/** Characters of a program's output that an error shows. */
const shownCharacters = 4000;

/** Programs that end with the signal at the latest, and all that they started with them. */
export class Processes {
  readonly #running = new Set<ChildProcess>();
  readonly #stop: AbortSignal;

  constructor(stop: AbortSignal) {
    this.#stop = stop;
    stop.addEventListener('abort', () => this.killAll(), { once: true });
  }

  /** Runs it to its end. @throws Error when it takes too long, or when its exit code is another */
  async run(program: Program, wantedCode = 0): Promise<string> {
    const { code, output } = await this.start(program).ended;
    if (code === wantedCode) return output;
    throw new Error(`${program.name} ended with ${code} instead of ${wantedCode}:\n${output.slice(-shownCharacters)}`);
  }

  /** Its standard input ends when it has to, or when this process is gone. */
  start({ name, command, args, environment, limitMs, cwd }: Program): Started {
    this.#stop.throwIfAborted();
    // A group of its own, so that what it starts can be killed with it.
    const child = spawn(command, args, { env: environment, cwd, detached: true, stdio: 'pipe' });
    this.#running.add(child);
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    let overdue = false;
    const limit = setTimeout(() => {
      overdue = true;
      kill(child);
    }, limitMs);
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(limit);
        this.#running.delete(child);
        const shown = output.slice(-shownCharacters);
        if (overdue) reject(new Error(`${name} did not end within ${limitMs / 1000} seconds:\n${shown}`));
        else if (this.#stop.aborted) reject(this.#stop.reason);
        else resolve({ code, output });
      });
    });
    // Who waits for a line hears of the end, too.
    ended.catch(() => {});
    const line = lineReader(child, ended, name);
    return { ended, line, output: () => output, signal: (signal) => void child.kill(signal) };
  }

  killAll(): void {
    for (const child of this.#running) kill(child);
  }
}

function lineReader({ stdout }: ChildProcess, ended: Promise<Ended>, name: string): Started['line'] {
  if (stdout === null) throw new Error(`${name} has no standard output`);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: stdout }).on('line', (text) => {
    lines.push(text);
    for (const look of [...waiting]) look();
  });
  return (matches) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find(matches);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      const early = ({ code, output }: Ended) =>
        reject(
          new Error(
            `${name} ended with ${code} before it said what was waited for:\n${output.slice(-shownCharacters)}`,
          ),
        );
      ended.then(early, reject);
    });
}

/** With everything it started. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}
