import type { StoreContext } from './context.ts';

/** Whether there is a failure on record; looks no further than it has to. */
export async function hasFailure({ state }: Pick<StoreContext, 'state'>): Promise<boolean> {
  for await (const failures of state.scanFailures()) if (failures.length > 0) return true;
  return false;
}
