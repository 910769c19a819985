import type { Settings, Values } from '@connector/shared';
import { type Failure, toFailure } from '../errors.ts';
import { type Health, type HealthServer, startHealthServer } from '../runtime/health-server.ts';
import { logEvents } from '../runtime/log-events.ts';
import { createLogger, type Logger } from '../runtime/logger.ts';
import { runOnSchedule } from '../runtime/scheduler.ts';
import { shutDown } from '../runtime/shutdown.ts';
import { initialStatus, type SyncStatus, statusAfter } from '../runtime/status.ts';
import { type SyncThread, startSyncThread } from '../runtime/sync-thread-handle.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import type { RunSummary, SyncMode } from '../sync/events.ts';
import { version } from '../version.ts';
import { type LoadedSettings, loadSettings } from './load-settings.ts';
import { exitCodes } from './options.ts';

/** What the sync command is asked to do. */
export interface SyncRequest {
  readonly env: Values;
  readonly once: boolean;
  readonly mode?: SyncMode;
  /** File of the sync thread. */
  readonly threadFile: URL;
  /** Log lines are for people. */
  readonly readable: boolean;
}

/** The sync thread is stuck when it has not shown itself for so long: parsing never takes more than seconds. */
const stuckMs = 60_000;
/** After a failure that a person has to mend, the worker looks again this soon. */
const configurationRetryMs = 5 * 60_000;
const hourMs = 60 * 60_000;

/** Runs the worker until it is done or told to stop. Returns the exit code. */
export async function syncCommand(request: SyncRequest): Promise<number> {
  const started = clock.now();
  const loaded = await loadSettings(request.env);
  const logger = createLogger({ level: loaded.settings.logLevel, readable: request.readable });
  for (const warning of loaded.warnings) logger.warn(warning);
  const worker = await startWorker({ request, loaded, logger, started });
  try {
    return await (request.once ? runOnce(worker) : runContinuously(worker));
  } finally {
    worker.stop.abort();
    await worker.thread.terminate();
    await worker.server.close();
  }
}

interface Worker {
  readonly request: SyncRequest;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly thread: SyncThread;
  readonly server: HealthServer;
  /** Aborted: no further run is begun. */
  readonly stop: AbortController;
  readonly state: WorkerState;
}

/** What changes while the worker runs. */
interface WorkerState {
  status: SyncStatus;
  /** The run under way, if any. */
  run: Promise<RunSummary> | undefined;
  /** Why nothing can work before a person acts. */
  configurationFailure: Failure | undefined;
  nextRunAt: number | undefined;
  draining: boolean;
  /** Why the process cannot go on. */
  death: string | undefined;
}

async function startWorker(options: {
  request: SyncRequest;
  loaded: LoadedSettings;
  logger: Logger;
  started: number;
}): Promise<Worker> {
  const { request, loaded, logger, started } = options;
  const { settings } = loaded;
  const stop = new AbortController();
  const state: WorkerState = {
    status: initialStatus,
    run: undefined,
    configurationFailure: undefined,
    nextRunAt: undefined,
    draining: false,
    death: undefined,
  };
  const server = await startHealthServer({
    port: settings.healthPort,
    health: () => healthOf(state, thread),
    status: () => statusPage(state, settings, started),
  });
  const log = logEvents(logger);
  const thread = startSyncThread({
    file: request.threadFile,
    clock,
    onEvent: (event) => {
      state.status = statusAfter(state.status, event, new Date(clock.now()));
      log(event);
    },
    onDeath: (reason) => {
      state.death = reason;
      stop.abort();
    },
  });
  logger.info('worker started', { version, environment: settings.environment, healthPort: server.port });
  const worker = { request, settings, logger, thread, server, stop, state };
  listenForSignals(worker);
  return worker;
}

function healthOf(state: WorkerState, thread: SyncThread): Health {
  if (state.draining) return { ok: false, reason: 'draining' };
  if (thread.ended) return { ok: false, reason: state.death ?? 'the sync thread ended' };
  if (thread.silentMs() > stuckMs) return { ok: false, reason: 'the sync thread is stuck' };
  if (state.configurationFailure !== undefined) return { ok: false, reason: state.configurationFailure.code };
  return { ok: true };
}

function statusPage(state: WorkerState, settings: Settings, started: number): object {
  const { containerIndex, totalContainers, environment, exchangePrimarySmtpAddress } = settings;
  return {
    version,
    environment,
    container: { index: containerIndex, total: totalContainers },
    idle: containerIndex >= exchangePrimarySmtpAddress.length,
    draining: state.draining,
    uptimeSeconds: Math.round((clock.now() - started) / 1000),
    nextRunAt: state.nextRunAt === undefined ? null : new Date(state.nextRunAt).toISOString(),
    configurationFailure: state.configurationFailure?.code ?? null,
    ...state.status,
  };
}

/**
 * A first signal ends the worker in order, a second one at once. SIGPIPE is not handled: a log reader that goes away must
 * not stop the sync.
 */
function listenForSignals(worker: Worker): void {
  const { logger, state, stop, thread } = worker;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (state.draining) process.exit(exitCodes.stopped);
    state.draining = true;
    logger.info('stopping: pages in flight are finished, no new one is begun', { signal });
    stop.abort();
    void shutDown({ thread, clock, runEnded: async () => state.run });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function runOnce(worker: Worker): Promise<number> {
  const summary = await runCycle(worker, worker.settings);
  if (summary?.outcome === 'complete') return exitCodes.complete;
  return worker.state.draining ? exitCodes.stopped : exitCodes.incomplete;
}

async function runContinuously(worker: Worker): Promise<number> {
  const { stop, state, request, logger } = worker;
  let first: Settings | undefined = worker.settings;
  await runOnSchedule({
    clock,
    stop: stop.signal,
    onNext: (at) => {
      state.nextRunAt = at;
      logger.info('next run', { at: new Date(at).toISOString() });
    },
    cycle: async () => {
      state.nextRunAt = undefined;
      // Read anew before each run: a rotated secret needs no restart.
      const settings = first ?? (await reloadSettings(worker, request.env));
      first = undefined;
      if (settings !== undefined) await runCycle(worker, settings);
      const interval = (settings ?? worker.settings).syncIntervalHours * hourMs;
      return state.configurationFailure === undefined ? interval : Math.min(interval, configurationRetryMs);
    },
  });
  if (state.death === undefined) return exitCodes.complete;
  logger.error(state.death);
  return exitCodes.incomplete;
}

async function reloadSettings({ logger, state }: Worker, env: Values): Promise<Settings | undefined> {
  try {
    return (await loadSettings(env)).settings;
  } catch (thrown) {
    state.configurationFailure = toFailure(thrown);
    logger.error(state.configurationFailure.message, { code: state.configurationFailure.code });
    return undefined;
  }
}

async function runCycle(
  { thread, request, logger, state }: Worker,
  settings: Settings,
): Promise<RunSummary | undefined> {
  const mode = request.mode ?? settings.syncMode;
  const { containerIndex, totalContainers, exchangePrimarySmtpAddress } = settings;
  if (containerIndex >= exchangePrimarySmtpAddress.length) {
    const mailboxes = exchangePrimarySmtpAddress.length;
    logger.info('idle: there are more workers than mailboxes', { containerIndex, totalContainers, mailboxes });
  }
  try {
    state.run = thread.run({ type: 'run', settings, mode });
    const summary = await state.run;
    state.configurationFailure = summary.configurationFailure;
    return summary;
  } catch (thrown) {
    if (!state.draining) logger.error(toFailure(thrown).message, { code: toFailure(thrown).code });
    return undefined;
  } finally {
    state.run = undefined;
  }
}
