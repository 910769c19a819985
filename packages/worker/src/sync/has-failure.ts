import type { StoreContext } from './context.ts';
import type { FailureRecord } from './ports/index.ts';

/** Whether there is a failure on record that is meant; looks no further than it has to. */
export async function hasFailure(
  { state }: Pick<StoreContext, 'state'>,
  isMeant: (failure: FailureRecord) => boolean = () => true,
): Promise<boolean> {
  for await (const failures of state.scanFailures()) if (failures.some(isMeant)) return true;
  return false;
}
