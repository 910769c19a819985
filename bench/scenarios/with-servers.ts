import type { ServerOptions } from '../servers/protocol.ts';
import { type ServerProcess, startServers } from '../servers/server-process.ts';
import { startWorker, type WorkerRun, type WorkerRunOptions } from '../worker/worker-run.ts';

/** Cores of those whose CPU is compared, so that neither takes the other's. */
export const workerCore = 0;
export const serverCore = 1;

/** Servers with workers that read from them. */
export interface Stage {
  readonly servers: ServerProcess;
  /** Runs a worker with a state that nobody has seen, or with that of a run before. */
  run(options?: StageRun): Promise<WorkerRun>;
  /** Environment of a worker with this state. */
  environmentFor(state: string): Readonly<Record<string, string>>;
}

export interface StageRun extends Partial<WorkerRunOptions> {
  /** Name of the state: runs with the same one go on where the last one ended; a new one without it. */
  readonly state?: string;
}

/** Starts the servers, lets something happen on them and ends them. */
export async function withServers<T>(
  options: ServerOptions,
  core: number | undefined,
  act: (stage: Stage) => Promise<T>,
): Promise<T> {
  const servers = await startServers(options, core);
  let tables = 0;
  try {
    const usual = await servers.ask('environment');
    const environmentFor = (state: string) => ({ ...usual, DYNAMODB_TABLE_NAME: `bench-${state}` });
    return await act({
      servers,
      environmentFor,
      run: ({ state, environment = {}, ...rest } = {}) => {
        tables += 1;
        return startWorker({ ...rest, environment: { ...environmentFor(state ?? String(tables)), ...environment } })
          .ended;
      },
    });
  } finally {
    await servers.close();
  }
}
