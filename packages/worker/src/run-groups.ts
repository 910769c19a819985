import type { Settings } from '@connector/shared';
import { targetOf } from './composition.ts';
import type { DynamoStore } from './dynamodb/index.ts';
import { toFailure } from './errors.ts';
import { keepAccessGroups, mayBeNamed } from './groups/index.ts';
import { openDirectory } from './open-directory.ts';
import { createQBusinessGroups } from './qbusiness/index.ts';
import { entraGroupsOf, ownGroupName } from './scope/index.ts';
import type { EventSink, RunSummary } from './sync/index.ts';
import type { Clock } from './sync/ports/index.ts';
import { version } from './version.ts';

export interface GroupSeams {
  readonly state: DynamoStore;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

const hourMs = 60 * 60_000;
/** Intervals after which no run goes on that began with older settings, as a rule by far. */
const quietIntervals = 2;

/** Tells the index who is in the groups that the access map names, before documents name them. Never throws. */
export async function tellAccessGroups(settings: Settings, seams: GroupSeams): Promise<void> {
  if (entraGroupsOf(settings).size === 0) return;
  await guarded(seams, async () => {
    await seams.state.prepare(seams.signal);
    await keep(settings, seams);
  });
}

/** After a run of settings that name no group any more: groups that are left of earlier ones go. Never throws. */
export async function forgetAccessGroups(settings: Settings, seams: GroupSeams, summary: RunSummary): Promise<void> {
  // Without mailboxes there may be no table either.
  if (entraGroupsOf(settings).size > 0 || summary.mailboxes.length === 0) return;
  await guarded(seams, async () => {
    if ((await seams.state.accessGroups(targetOf(settings)).listGroups()).length > 0) await keep(settings, seams);
  });
}

async function guarded({ emit }: GroupSeams, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    emit({ type: 'warning', code, message: `the groups of ACCESS_MAP could not be looked at: ${message}` });
  }
}

async function keep(settings: Settings, { state, clock, emit, signal }: GroupSeams): Promise<void> {
  const target = targetOf(settings);
  const intervalMs = settings.syncIntervalHours * hourMs;
  const index = createQBusinessGroups({ target, clock, emit });
  const directory = openDirectory(settings, { clock, emit, version });
  try {
    await keepAccessGroups({
      wanted: entraGroupsOf(settings),
      nameInIndex: ownGroupName,
      isNamed: (mailboxes, droppedAt) => mayBeNamed(state, mailboxes, droppedAt + quietIntervals * intervalMs),
      store: state.accessGroups(target),
      directory,
      index,
      intervalMs,
      clock,
      emit,
      signal,
    });
  } finally {
    index.close();
    await directory.close();
  }
}
