import type { Settings, Values } from '@connector/shared';
import { healthOf, statusPage, type WorkerState } from '../runtime/health.ts';
import { type HealthServer, startHealthServer } from '../runtime/health-server.ts';
import { logEvents } from '../runtime/log-events.ts';
import type { Logger, LogOutput } from '../runtime/logger.ts';
import { type Metrics, startMetrics } from '../runtime/metrics/start-metrics.ts';
import { shutDown } from '../runtime/shutdown.ts';
import { initialStatus, statusAfter } from '../runtime/status.ts';
import type { SignalSource, StopRequest } from '../runtime/stop-signals.ts';
import { createSyncThread, type SyncThread } from '../runtime/sync-thread-handle.ts';
import type { RunSummary, SyncMode } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';

/** What the sync command is asked to do, and what it works with. */
export interface SyncRequest {
  readonly env: Values;
  readonly version: string;
  readonly once: boolean;
  readonly mode?: SyncMode;
  /** File of the sync thread. */
  readonly threadFile: URL;
  readonly clock: Clock;
  readonly signals: SignalSource;
  readonly output: LogOutput;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** A worker that is up: its health server answers and a run may begin. */
export interface Worker {
  readonly request: SyncRequest;
  /** As they were when the worker started. */
  readonly settings: Settings;
  readonly logger: Logger;
  readonly thread: SyncThread;
  readonly server: HealthServer;
  /** Missing when they are switched off. */
  readonly metrics: Metrics | undefined;
  readonly stop: StopRequest;
  /** Aborted: no further run is begun, be it because of a signal or because the thread died. */
  readonly halt: AbortSignal;
  readonly state: WorkerState;
  /** The run under way, if any. */
  run: Promise<RunSummary> | undefined;
}

/**
 * Starts the health server; the sync thread is started by each run.
 * @throws ConnectorError of kind `configuration` when the port is taken
 */
export async function startWorker(parts: {
  readonly request: SyncRequest;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly stop: StopRequest;
}): Promise<Worker> {
  const { request, settings, logger, stop } = parts;
  const { clock, version } = request;
  const started = clock.monotonic();
  const state = newState();
  const died = new AbortController();
  const metrics = metricsOf(parts, state);
  const thread = syncThreadOf(parts, { state, died, metrics });
  const server = await startServer();
  logger.info('worker started', { version, environment: settings.environment, healthPort: server.port });
  const halt = AbortSignal.any([stop.signal, died.signal]);
  const worker: Worker = { ...parts, thread, server, metrics, state, halt, run: undefined };
  stopWhenAsked(worker);
  return worker;

  async function startServer(): Promise<HealthServer> {
    try {
      return await startHealthServer({
        port: settings.healthPort,
        health: () => healthOf(state, thread),
        status: () => statusPage(state, { settings, version, uptimeMs: clock.monotonic() - started }),
      });
    } catch (thrown) {
      metrics?.close();
      await thread.terminate();
      throw thrown;
    }
  }
}

/** Ends what was started; the health server last, so that it answers for as long as anything runs. */
export async function closeWorker({ thread, server, metrics }: Worker): Promise<void> {
  await thread.terminate();
  metrics?.close();
  await server.close();
}

function newState(): WorkerState {
  return {
    status: initialStatus,
    configurationFailure: undefined,
    nextRun: undefined,
    draining: false,
    death: undefined,
  };
}

function metricsOf(
  { request: { clock, output }, settings }: Pick<Worker, 'request' | 'settings'>,
  state: WorkerState,
): Metrics | undefined {
  if (settings.metrics === 'off') return undefined;
  return startMetrics({
    clock,
    output,
    environment: settings.environment,
    isRefused: () => state.configurationFailure !== undefined,
    memoryUsed: () => process.memoryUsage.rss(),
  });
}

function syncThreadOf(
  { request: { threadFile, clock, env }, logger }: Pick<Worker, 'request' | 'logger'>,
  { state, died, metrics }: { state: WorkerState; died: AbortController; metrics: Metrics | undefined },
): SyncThread {
  const log = logEvents(logger);
  return createSyncThread({
    file: threadFile,
    env,
    clock,
    onEvent: (event) => {
      state.status = statusAfter(state.status, event, new Date(clock.now()));
      log(event);
      metrics?.event(event);
    },
    onLoopDelay: (ms) => metrics?.loopDelay(ms),
    onDeath: (reason) => {
      state.death = reason;
      logger.error(reason);
      died.abort();
    },
  });
}

/** The signal may have come while settings were read or the server was started. */
function stopWhenAsked(worker: Worker): void {
  const { stop, state, logger, thread, request } = worker;
  const onStop = (): void => {
    state.draining = true;
    logger.info('stopping: pages in flight are finished, no new one is begun', { signal: stop.signal.reason });
    void shutDown({ thread, clock: request.clock, runEnded: async () => worker.run });
  };
  if (stop.signal.aborted) onStop();
  else stop.signal.addEventListener('abort', onStop, { once: true });
}
