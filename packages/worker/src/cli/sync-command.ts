import { toFailure } from '../errors.ts';
import { createLogger } from '../runtime/logger.ts';
import { listenForStop, type StopRequest } from '../runtime/stop-signals.ts';
import { runContinuously, runOnce } from './cycles.ts';
import { loadSettings } from './load-settings.ts';
import { exitCodes } from './options.ts';
import { closeWorker, type SyncRequest, startWorker } from './worker.ts';

/** Runs the worker until it is done or told to stop. Returns the exit code. */
export async function syncCommand(request: SyncRequest): Promise<number> {
  const { signals, clock, exit, once } = request;
  // Before anything else: the first process of a container does not even die of a signal that nobody listens to.
  const stop = listenForStop({
    signals,
    clock,
    exit: (why) => exit(why === 'deadline' ? exitCodes.incomplete : exitCodes.stopped),
  });
  try {
    return await runWorker(request, stop);
  } catch (thrown) {
    if (!stop.signal.aborted || toFailure(thrown).kind !== 'cancelled') throw thrown;
    return once ? exitCodes.stopped : exitCodes.complete;
  } finally {
    stop.close();
  }
}

async function runWorker(request: SyncRequest, stop: StopRequest): Promise<number> {
  const { settings, warnings } = await loadSettings(request.env, {
    signal: stop.signal,
    clock: request.clock,
  });
  const logger = createLogger({ level: settings.logLevel, output: request.output });
  for (const warning of warnings) logger.warn(warning);
  const worker = await startWorker({ request, settings, logger, stop });
  try {
    return await (request.once ? runOnce(worker) : runContinuously(worker));
  } finally {
    await closeWorker(worker);
  }
}
