import type { ServerOptions } from '../servers/protocol.ts';
import { type ServerProcess, startServers } from '../servers/server-process.ts';
import { runWorker, type WorkerRun, type WorkerRunOptions } from '../worker/worker-run.ts';

/** Cores of those whose CPU is compared, so that neither takes the other's. */
export const workerCore = 0;
export const serverCore = 1;

/** Servers with workers that read from them. */
export interface Stage {
  readonly servers: ServerProcess;
  /** Runs a worker with a state that nobody has seen, or with that of a run before. */
  run(options?: StageRun): Promise<WorkerRun>;
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
    return await act({
      servers,
      run: ({ state, environment = {}, ...rest } = {}) => {
        tables += 1;
        const table = { DYNAMODB_TABLE_NAME: `bench-${state ?? tables}` };
        return runWorker({ ...rest, environment: { ...usual, ...table, ...environment } });
      },
    });
  } finally {
    await servers.close();
  }
}
