import { createInterface } from 'node:readline';
import { startWorkerProcess } from './worker-process.ts';

/** A real worker whose life a test decides over. At level debug each call is a line of its log: its progress. */
export interface DeepWorker {
  readonly name: string;
  /** Resolves with the exit code; null after SIGKILL. */
  readonly ended: Promise<number | null>;
  /** Resolves with true once it has written so many lines, with false when it ended before. */
  wrote(lines: number): Promise<boolean>;
  /** It has written a line with this text. */
  said(text: string): boolean;
  signal(name: 'SIGKILL' | 'SIGTERM'): void;
  /** Everything that it wrote. */
  output(): string;
}

/** Which worker of how many, and what is special about it. */
export interface DeepWorkerOptions {
  readonly index?: number;
  readonly total?: number;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Nobody who lives loses a lease, however slow the machine is. What a fault kept from being released waits for so long. */
const leaseSeconds = '60';

export function startDeepWorker(
  environment: Readonly<Record<string, string>>,
  { index = 0, total = 1, args = ['--once'], environment: special = {} }: DeepWorkerOptions,
): DeepWorker {
  const { child, ended, output } = startWorkerProcess(args, {
    LEASE_SECONDS: leaseSeconds,
    LOG_LEVEL: 'debug',
    CONTAINER_INDEX: String(index),
    TOTAL_CONTAINERS: String(total),
    ...environment,
    ...special,
  });
  let written = 0;
  const waiting = new Set<() => void>();
  if (child.stdout === null) throw new Error('the worker has no standard output');
  createInterface({ input: child.stdout }).on('line', () => {
    written += 1;
    for (const look of waiting) look();
  });
  const wrote = (lines: number) =>
    new Promise<true>((resolve) => {
      const look = (): void => {
        if (written < lines) return;
        waiting.delete(look);
        resolve(true);
      };
      waiting.add(look);
      look();
    });
  return {
    name: `worker ${index} of ${total}`,
    ended,
    wrote: (lines) => Promise.race([wrote(lines), ended.then(() => false)]),
    said: (text) => output().includes(text),
    signal: (name) => {
      child.kill(name);
    },
    output,
  };
}
