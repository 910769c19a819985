import type { Settings } from '@connector/shared';
import type { Failure } from '../errors.ts';
import type { Health } from './health-server.ts';
import type { NextRun } from './scheduler.ts';
import type { SyncStatus } from './status.ts';
import type { SyncThread } from './sync-thread-handle.ts';

/** The sync thread is stuck when it has not shown itself for so many milliseconds: parsing never takes more than seconds. */
export const stuckMs = 60_000;

/** What changes while the worker runs. */
export interface WorkerState {
  status: SyncStatus;
  /** Why nothing can work before a person acts. */
  configurationFailure: Failure | undefined;
  /** Milliseconds since the epoch, and why then; undefined while a run is under way. */
  nextRun: { readonly at: number; readonly reason: NextRun['reason'] } | undefined;
  /** Told to stop. */
  draining: boolean;
  /** Why the process cannot go on. */
  death: string | undefined;
}

/** Whether the worker is well. A run that was incomplete does not make it unwell: the next one is due. */
export function healthOf(state: WorkerState, thread: Pick<SyncThread, 'ended' | 'silentMs'>): Health {
  if (state.draining) return { ok: false, reason: 'draining', restartHelps: false };
  if (thread.ended) return { ok: false, reason: 'the sync thread ended', restartHelps: true };
  if (thread.silentMs() > stuckMs) return { ok: false, reason: 'the sync thread is stuck', restartHelps: true };
  if (state.configurationFailure !== undefined) {
    return { ok: false, reason: state.configurationFailure.code, restartHelps: false };
  }
  return { ok: true };
}

/** What `/status` tells. Holds no secret and no full address. */
export function statusPage(
  state: WorkerState,
  { settings, version, uptimeMs }: { settings: Settings; version: string; uptimeMs: number },
): object {
  const { containerIndex, totalContainers, environment } = settings;
  const { nextRun } = state;
  return {
    version,
    environment,
    container: { index: containerIndex, total: totalContainers },
    idle: isIdle(settings, state),
    draining: state.draining,
    uptimeSeconds: Math.round(uptimeMs / 1000),
    nextRunAt: nextRun === undefined ? null : new Date(nextRun.at).toISOString(),
    nextRunReason: nextRun?.reason ?? null,
    configurationFailure: state.configurationFailure?.code ?? null,
    ...state.status,
  };
}

/** More workers than mailboxes. How many a group has shows when a run begins. */
function isIdle(
  { containerIndex, exchangePrimarySmtpAddress, exchangeMailboxGroup }: Settings,
  { status: { lastRun, mailboxes } }: WorkerState,
): boolean {
  if (exchangeMailboxGroup !== undefined) return lastRun?.outcome === 'complete' && mailboxes.length === 0;
  return containerIndex >= exchangePrimarySmtpAddress.length;
}
