import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Container } from './container.ts';
import type { Image } from './replay-dockerfile.ts';

/** The image's entry point as a process of this machine. */
export interface StartedWorker {
  readonly child: ChildProcess;
  /** Resolves with the port of the health server; rejects when the process ends before. */
  readonly healthPort: Promise<number>;
  /** Resolves with exit code and everything it wrote. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts it with this environment and the image's, and nothing of this process's own. */
export function startWorker(image: Image, environment: Readonly<Record<string, string>>): StartedWorker {
  const [program, ...args] = image.entrypoint;
  if (program !== 'node') throw new Error(`the entry point is ${program}; the replay starts node alone`);
  const child = spawn(process.execPath, args, {
    cwd: image.workdir,
    env: { ...image.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const healthPort = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      const port = /"healthPort":(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    void ended.then(({ code }) => reject(new Error(`the worker ended with ${code} before it was up:\n${output}`)));
  });
  // Whoever does not wait for the port need not hear of it.
  healthPort.catch(() => {});
  return { child, healthPort, ended };
}

/** Exit code of the task's health check, asked at this port instead of the one of the container. */
export async function probeHealth({ healthCheck, environment }: Container, port: number): Promise<unknown> {
  const [, , flag = '', program = ''] = healthCheck;
  const asked = program.replace(`:${environment['HEALTH_PORT']}/`, `:${port}/`);
  const [code] = await once(spawn(process.execPath, [flag, asked], { env: {} }), 'exit');
  return code;
}
