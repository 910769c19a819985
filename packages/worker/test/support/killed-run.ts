import type { SyncMode } from '../../src/sync/index.ts';
import type { EngineWorld } from './engine-world.ts';
import type { FaultHook } from './memory-source.ts';

/** A run that is killed. */
export interface KilledRun {
  readonly mode?: SyncMode;
  /** The last call at any port that has an effect; without it the run is not killed. */
  readonly lastCall?: number;
  /** Faults before that. */
  readonly fault?: FaultHook;
}

/** Runs until the process is killed, as far as the outside can tell. Returns how many calls were made or tried. */
export async function runUntil(
  world: EngineWorld,
  { mode = 'delta', lastCall = Number.POSITIVE_INFINITY, fault = () => undefined }: KilledRun = {},
): Promise<number> {
  let calls = 0;
  world.fault = (operation, detail) => {
    calls += 1;
    return calls > lastCall ? { code: 'killed', kind: 'configuration', message: 'killed' } : fault(operation, detail);
  };
  await world.run(mode);
  world.fault = undefined;
  return calls;
}
