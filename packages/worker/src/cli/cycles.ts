import type { Settings } from '@connector/shared';
import { toFailure } from '../errors.ts';
import { type CycleEnd, isIncomplete, nextRunDelay } from '../runtime/next-run.ts';
import { runOnSchedule } from '../runtime/scheduler.ts';
import { loadSettings } from './load-settings.ts';
import { exitCodes } from './options.ts';
import type { Worker } from './worker.ts';

/** Syncs once. Returns the exit code. */
export async function runOnce(worker: Worker): Promise<number> {
  const end = await runCycle(worker, worker.settings);
  if (typeof end === 'object' && end.outcome === 'complete') return exitCodes.complete;
  return worker.stop.signal.aborted ? exitCodes.stopped : exitCodes.incomplete;
}

/** Syncs again and again until it is told to stop or the sync thread dies. Returns the exit code. */
export async function runContinuously(worker: Worker): Promise<number> {
  const { halt, state, logger, request } = worker;
  let settings: Settings | undefined = worker.settings;
  let incompleteInARow = 0;
  await runOnSchedule({
    clock: request.clock,
    stop: halt,
    onNext: (at, reason) => {
      state.nextRun = { at, reason };
      logger.info('next run', { at: new Date(at).toISOString(), reason });
    },
    cycle: async () => {
      state.nextRun = undefined;
      // Read anew before each further run: a rotated secret needs no restart.
      settings ??= await reloadSettings(worker);
      const end = settings === undefined ? 'no-settings' : await runCycle(worker, settings);
      incompleteInARow = isIncomplete(end) ? incompleteInARow + 1 : 0;
      const next = nextRunDelay(end, settings ?? worker.settings, { incompleteInARow });
      settings = undefined;
      return next;
    },
  });
  return state.death === undefined ? exitCodes.complete : exitCodes.incomplete;
}

async function reloadSettings({ logger, state, halt, request }: Worker): Promise<Settings | undefined> {
  try {
    return (await loadSettings(request.env, { signal: halt, clock: request.clock })).settings;
  } catch (thrown) {
    if (halt.aborted) return undefined;
    state.configurationFailure = toFailure(thrown);
    logger.error(state.configurationFailure.message, { code: state.configurationFailure.code });
    return undefined;
  }
}

async function runCycle(worker: Worker, settings: Settings): Promise<CycleEnd> {
  const { thread, request, logger, state, halt } = worker;
  if (halt.aborted) return 'defect';
  reportIdle(worker, settings);
  try {
    worker.run = thread.run({ type: 'run', settings, mode: request.mode ?? settings.syncMode });
    const summary = await worker.run;
    state.configurationFailure = summary.configurationFailure;
    return summary;
  } catch (thrown) {
    if (!halt.aborted) logger.error(toFailure(thrown).message, { code: toFailure(thrown).code });
    return 'defect';
  } finally {
    worker.run = undefined;
  }
}

function reportIdle(
  { logger }: Worker,
  {
    containerIndex,
    totalContainers,
    exchangePrimarySmtpAddress: { length: mailboxes },
    exchangeMailboxGroup,
  }: Settings,
): void {
  // How many a group has shows when the run begins.
  if (exchangeMailboxGroup !== undefined || containerIndex < mailboxes) return;
  logger.info('idle: there are more workers than mailboxes', { containerIndex, totalContainers, mailboxes });
}
