import type { Settings } from '@connector/shared';
import type { Failure } from '../errors.ts';
import type { RunSummary, SyncEvent, SyncMode } from '../sync/events.ts';

/** What a sync thread is started with. */
export interface ThreadData {
  /** Of all threads of this process, and of no other process. */
  readonly processId: string;
}

/** What the main thread asks of the sync thread. */
export type ThreadCommand =
  | { readonly type: 'run'; readonly settings: Settings; readonly mode: SyncMode }
  /** Begin no new page. */
  | { readonly type: 'drain' }
  /** Give up what is in flight. */
  | { readonly type: 'abort' };

/** What the sync thread tells. */
export type ThreadReport =
  /** How late the thread was at the worst since the last one, in milliseconds. */
  | { readonly type: 'heartbeat'; readonly loopDelayMs: number }
  | { readonly type: 'events'; readonly events: readonly SyncEvent[] }
  | { readonly type: 'finished'; readonly summary: RunSummary }
  /** The run ended by a defect. */
  | { readonly type: 'failed'; readonly failure: Failure };

/** Milliseconds between two heartbeats of the sync thread. */
export const heartbeatMs = 1_000;
