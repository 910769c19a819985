import { type MailApi, seededRandom } from '@connector/sandbox';
import { withServers } from '../scenarios/with-servers.ts';
import type { ServerProcess } from '../servers/server-process.ts';
import { addressOf } from '../servers/world-spec.ts';
import { type StartedWorker, startWorker } from '../worker/worker-run.ts';
import { type Growth, growthOf } from './growth.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly api: MailApi;
  readonly seed: number;
  readonly say: (text: string) => void;
}

/** What a soak run found. */
export interface SoakResult {
  /** Nothing grew, and the index was equal to the mailboxes at the end. */
  readonly holds: boolean;
  readonly problems: readonly string[];
  readonly runs: number;
  readonly incompleteRuns: number;
  readonly growth: readonly Growth[];
}

const mailboxes = 4;
const world = { mailboxes, messages: 60, extraFolders: 3, attachmentShare: 0.15 };
/** Milliseconds between two changes of the mailboxes. */
const tickMs = 5_000;
/** Of every four ticks, faults strike in three. */
const quietEvery = 4;
const faultChance = 0.01;
/** Attempts to find no mailbox in the middle of a sync. */
const mostAttempts = 20;

/**
 * Lets one worker sync again and again while mailboxes change and every service fails at random, and then looks at what it became
 * and at what it left in the index.
 */
export async function soak({ minutes, api, seed, say }: SoakOptions): Promise<SoakResult> {
  return withServers({ world: { ...world, seed }, api }, undefined, async ({ servers, environmentFor }) => {
    const environment = {
      ...environmentFor('soak'),
      EXCHANGE_PRIMARY_SMTP_ADDRESS: Array.from({ length: mailboxes }, (_, number) => addressOf(number)).join(','),
      PROCESS_ARCHIVE_MAILBOX: 'false',
      // The shortest that there is, a few seconds.
      SYNC_INTERVAL_HOURS: '0.001',
      DELETION_SAFEGUARD_PERCENT: '100',
      LEASE_SECONDS: '60',
    };
    const worker = startWorker({ environment, args: [] });
    await changeForAWhile(servers, { minutes, seed, say });
    await servers.ask('faults', { probability: 0 });
    say('soak: the faults are over; what failed is tried again');
    await retryWhatFailed(environment);
    await completeRuns(worker, 2);
    worker.signal('SIGTERM');
    const run = await worker.ended;
    const growth = growthOf(run.samples);
    const problems = [
      ...(run.exitCode === 0 ? [] : [`the worker ended with ${run.exitCode}`]),
      ...growth.filter(({ holds }) => !holds).map(({ what, first, last }) => `${what} grew from ${first} to ${last}`),
      ...(await servers.ask('compare')),
    ];
    const finished = run.lines.filter(({ message }) => message === 'run finished');
    const incompleteRuns = finished.filter(({ outcome }) => outcome !== 'complete').length;
    return { holds: problems.length === 0, problems, runs: finished.length, incompleteRuns, growth };
  });
}

/** By the worker's own command, again for as long as it finds mailboxes that are being synced. @throws Error when it fails */
async function retryWhatFailed(environment: Readonly<Record<string, string>>): Promise<void> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const { exitCode } = await startWorker({ environment, args: ['retry'] }).ended;
    if (exitCode === 0) return;
  }
  throw new Error(`what failed could not be tried again in ${mostAttempts} attempts`);
}

async function changeForAWhile(
  servers: ServerProcess,
  { minutes, seed, say }: Pick<SoakOptions, 'minutes' | 'seed' | 'say'>,
): Promise<void> {
  const random = seededRandom(seed);
  const end = performance.now() + minutes * 60_000;
  for (let tick = 0; performance.now() < end; tick += 1) {
    await servers.ask('faults', { probability: tick % quietEvery === 0 ? 0 : faultChance });
    await servers.ask('change', { change: 'deliver', messages: 2 + Math.floor(random() * 3) });
    for (const change of ['edit', 'read', 'move', 'delete'] as const) {
      await servers.ask('change', { change, messages: Math.floor(random() * 2) });
    }
    if (tick % 12 === 0) say(`soak: ${Math.round((end - performance.now()) / 60_000)} minutes left`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(tickMs, Math.max(0, end - performance.now()))));
  }
}

/** Resolves once so many runs in a row were complete, beginning now. */
async function completeRuns(worker: StartedWorker, wanted: number): Promise<void> {
  let inARow = 0;
  await worker.line(({ message, outcome }) => {
    if (message === 'run finished') inARow = outcome === 'complete' ? inARow + 1 : 0;
    return inARow >= wanted;
  });
}
