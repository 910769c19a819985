import type { Settings } from '@connector/shared';
import { createJobControl, type JobControl, type JobView } from '../qbusiness/index.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { exitCodes, type ForceStopRequest } from './options.ts';
import { openState } from './state.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const never = new AbortController().signal;

/** Shows the sync job that workers share, and stops it if it is stuck. Returns the exit code. */
export async function forceStopCommand(settings: Settings, request: ForceStopRequest): Promise<number> {
  const target = {
    applicationId: settings.qbusinessApplicationId,
    indexId: settings.qbusinessIndexId,
    dataSourceId: settings.qbusinessDatasourceId,
  };
  const state = openState(settings);
  const control = createJobControl({ target, jobs: state.syncJobs(target), clock, emit: () => {} });
  try {
    return await forceStop(control, request, processTerminal());
  } finally {
    control.close();
    await state.close();
  }
}

/** The command itself. */
export async function forceStop(control: JobControl, request: ForceStopRequest, terminal: Terminal): Promise<number> {
  const seen = await control.look(never);
  show(seen);
  if (request.dryRun) return exitCodes.complete;
  if (seen.record === undefined && seen.service?.status !== 'SYNCING') {
    console.log('There is nothing to stop.');
    return exitCodes.complete;
  }
  if (!request.yes && !terminal.isInteractive) {
    console.error('Nobody can be asked here. Give --yes to stop it, or --dry-run to look alone.');
    return exitCodes.usage;
  }
  if (!request.evenIfUsed && (await isUsed(control, seen))) return exitCodes.incomplete;
  if (!request.yes && !/^y(es)?$/i.test(await terminal.ask('Stop it? [y/N] '))) {
    console.log('It was left as it is.');
    return exitCodes.incomplete;
  }
  if (!(await control.stop(seen, never))) {
    console.error('The job changed meanwhile, and was left as it is. Look again.');
    return exitCodes.incomplete;
  }
  console.log('It is stopped. The next worker that needs a sync job starts a new one.');
  return exitCodes.complete;
}

/** Says why not, if so. */
async function isUsed(control: JobControl, { participants }: JobView): Promise<boolean> {
  if (participants.length === 0) return false;
  console.log('Waiting for a sign of life of the participants, for up to 90 seconds…');
  const alive = await control.liveParticipants(never);
  if (alive.length === 0) return false;
  const names = alive.map(({ id }) => id).join(', ');
  console.error(
    `The job is in use by ${names}: stopping it would make them send again what is in flight. ` +
      'Let them end, or give --even-if-used.',
  );
  return true;
}

function show({ record, participants, service }: JobView): void {
  const job =
    record === undefined
      ? 'none'
      : `${record.state} ${record.executionId ?? ''}, changed ${iso(record.changedAt)} by ${record.changedBy}`;
  console.log(`Sync job on record: ${job}`);
  console.log(`Participants: ${participants.length === 0 ? 'none' : ''}`.trimEnd());
  for (const { id, seenAt } of participants) console.log(`  ${id}, last seen ${iso(seenAt)}`);
  const { executionId, status, startedAt } = service ?? {};
  const since = startedAt === undefined ? '' : `, started ${startedAt.toISOString()}`;
  console.log(`Sync job of the service: ${service === undefined ? 'none' : `${status} ${executionId}${since}`}`);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
