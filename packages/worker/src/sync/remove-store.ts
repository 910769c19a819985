import { toFailure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import type { MailboxResult } from './events.ts';
import type { FailureRecord, StateWrite } from './ports/index.ts';
import { recoverInFlight } from './recovery.ts';
import { releaseFolder } from './release-folder.ts';
import { deleteUnderSafeguard } from './safeguard.ts';

/**
 * Takes a store that is not to be synced any more out of the index, under the safeguard, and then out of the state. Asks the
 * source nothing. Never throws: what went wrong is in the result.
 */
export async function removeStore(context: StoreContext): Promise<MailboxResult> {
  const begun = context.clock.monotonic();
  const finish = (outcome: MailboxResult['outcome'], failures: MailboxResult['failures'] = []): MailboxResult => ({
    outcome,
    counts: context.progress.counts,
    failures,
    outstanding: {},
    durationMs: context.clock.monotonic() - begun,
  });
  try {
    return finish(await remove(context));
  } catch (thrown) {
    const failure = toFailure(thrown);
    return failure.kind === 'cancelled' ? finish('stopped') : finish('incomplete', [failure]);
  }
}

async function remove(context: StoreContext): Promise<MailboxResult['outcome']> {
  const { state, drain } = context;
  await recoverInFlight(context);
  // First, so that a store that comes back after half of this is listed from scratch.
  await state.write([{ kind: 'delete-mailbox' }]);
  for (const folder of await state.readFolders()) {
    if (drain.aborted || !(await releaseFolder(context, { ...folder, removed: true }))) return 'stopped';
  }
  await forgetFailures(context);
  const outcome = await deleteUnderSafeguard(context);
  if (outcome === 'held') return 'complete';
  if (outcome === 'refused') return 'incomplete';
  await context.registry.remove();
  return 'removed';
}

async function forgetFailures({ state }: StoreContext): Promise<void> {
  const forget = ({ folderId, itemId }: FailureRecord): StateWrite => ({ kind: 'delete-failure', folderId, itemId });
  for await (const failures of state.scanFailures()) await state.write(failures.map(forget));
}
