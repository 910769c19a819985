import { fileURLToPath } from 'node:url';
import type { DeployedService } from './deployed-stack.ts';
import type { Processes, Started } from './processes.ts';

const folder = fileURLToPath(new URL('../../packages/worker/dist/', import.meta.url));
/** Milliseconds from the start of a worker to its end. */
const limitMs = 240_000;

/** The entry point of the image, and what the image sets. */
const args = ['--enable-source-maps', 'main.mjs'];
const imageEnvironment = { NODE_ENV: 'production' };

/** How the run of one worker went. */
export interface WorkerRun {
  readonly service: string;
  /** Of its first run: `complete` when everything was read. */
  readonly outcome: unknown;
  /** Its mailboxes as its log names them, in order. */
  readonly mailboxes: readonly string[];
  /** Exit code of the health check of its task, asked after the run. */
  readonly healthCheck: number | null;
  readonly exitCode: number | null;
}

export interface WorkersOptions {
  readonly processes: Processes;
  readonly services: readonly DeployedService[];
  /** What ECS gives a task, and where the services are found that are not in AWS here. */
  readonly surroundings: Readonly<Record<string, string>>;
}

/**
 * Starts the bundled worker once for each service, all at the same time, with the environment of its task. They sync, are
 * asked for their health, and are stopped as ECS stops them.
 */
export function runWorkers({ services, ...options }: WorkersOptions): Promise<readonly WorkerRun[]> {
  return Promise.all(services.map((service) => runWorker(service, options)));
}

async function runWorker(
  service: DeployedService,
  { processes, surroundings }: Omit<WorkersOptions, 'services'>,
): Promise<WorkerRun> {
  const started = processes.start({
    name: service.name,
    command: process.execPath,
    args,
    cwd: folder,
    environment: { ...imageEnvironment, ...surroundings, ...service.environment, ...portOfMachine },
    limitMs,
  });
  const { healthPort } = await logged(started, 'worker started');
  const { outcome } = await logged(started, 'run finished');
  const healthCheck = await askForHealth(processes, service, Number(healthPort));
  started.signal('SIGTERM');
  const { code: exitCode, output } = await started.ended;
  return { service: service.name, outcome, mailboxes: mailboxesIn(output), healthCheck, exitCode };
}

/** Containers have the port of the task each to themselves; processes of one machine do not. */
const portOfMachine = { HEALTH_PORT: '0' };

type LogLine = Readonly<Record<string, unknown>>;

async function logged(worker: Started, message: string): Promise<LogLine> {
  return parse(await worker.line((line) => parse(line)['message'] === message));
}

function parse(line: string): LogLine {
  return line.startsWith('{') ? (JSON.parse(line) as LogLine) : {};
}

function mailboxesIn(output: string): readonly string[] {
  const finished = output
    .split('\n')
    .map(parse)
    .filter(({ message }) => message === 'mailbox finished');
  return [...new Set(finished.map(({ address }) => String(address)))].sort();
}

/** By the command of the task, at the port of the process. */
async function askForHealth(processes: Processes, service: DeployedService, port: number): Promise<number | null> {
  const [, command = '', ...rest] = service.task.containerDefinitions?.[0]?.healthCheck?.command ?? [];
  if (command !== 'node') throw new Error(`the health check of ${service.name} starts "${command}", not node`);
  const own = `:${service.environment['HEALTH_PORT']}/`;
  const { code } = await processes.start({
    name: `health check of ${service.name}`,
    command: process.execPath,
    args: rest.map((argument) => argument.replace(own, `:${port}/`)),
    environment: {},
    limitMs: 30_000,
  }).ended;
  return code;
}
