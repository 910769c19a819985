import type { RecordedCall } from '../exchange/index.ts';
import {
  applyChanges,
  type ChangeableWorld,
  type ChangeCounts,
  createWorld,
  importMail,
  populate,
} from '../mail/index.ts';
import { type MailApi, type Sandbox, startSandbox } from '../sandbox.ts';
import { type Comparison, compare } from './compare.ts';
import { failureList, type ReportedFailure } from './failures.ts';
import { type PhaseReport, runPhase } from './phases.ts';
import { rowCounter } from './row-writes.ts';
import { type Facts, whatIsBroken } from './verdict.ts';
import { bundleWorker, runWorker } from './worker-process.ts';

export interface DemoOptions {
  readonly workers: number;
  readonly mailboxes: number;
  readonly messages: number;
  readonly seed: number;
  /** Bytes of the largest generated bodies and attachments; 0 for none beyond the usual. */
  readonly largest: number;
  /** Folder of real mail to serve in place of generated mail. */
  readonly mail?: string;
  /** Attachments above 7 MB go through a bucket. */
  readonly staging: boolean;
  /** What the workers read the mailboxes through. With Microsoft Graph there are no archives. */
  readonly api: MailApi;
  readonly progress: boolean;
  /** Sees every pair of bodies of calls to Exchange. */
  readonly onExchange?: (call: RecordedCall) => void;
  /** Told what happens next. */
  readonly say: (text: string) => void;
  /** Ends the demo: workers and stand-ins are gone when it rejects. */
  readonly stop: AbortSignal;
}

/** What the demo found. */
export interface DemoResult extends Facts {
  readonly workers: number;
  readonly changes: ChangeCounts;
  /** The comparison at the end. */
  readonly comparison: Comparison;
  /** Messages that are not in the index as they should be, by cause code, as the worker has them on record. */
  readonly failures: readonly ReportedFailure[];
  /** What does not hold, in words; nothing when all is well. */
  readonly broken: readonly string[];
  readonly seconds: number;
}

/**
 * Runs the whole path once: set-up, first sync, a day of changes, delta sync, delta sync without change; and compares the
 * index with the mailboxes after the first sync and at the end. The stand-ins stay up, for the caller to close.
 * @throws MailFolderError when `mail` cannot be served; the reason of `stop` or an AbortError when it is stopped
 */
export async function runDemo(options: DemoOptions): Promise<{ result: DemoResult; sandbox: Sandbox }> {
  const begun = performance.now();
  const { seed, largest, mail, say, onExchange } = options;
  say('Bundling the worker and starting the stand-ins');
  // What fails ends whatever was begun beside it.
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  let listener: (call: RecordedCall) => void = () => {};
  let sandbox: Sandbox | undefined;
  try {
    const [world] = await Promise.all([createWorld({ seed, largest }), bundleWorker(stop)]);
    const imported = mail === undefined ? undefined : await importMail(world, mail);
    if (imported === undefined) populate(world, { ...options, archives: options.api !== 'graph' });
    const call = (recorded: RecordedCall) => {
      onExchange?.(recorded);
      listener(recorded);
    };
    sandbox = await startSandbox({ world, api: options.api, staging: options.staging, exchange: { onExchange: call } });
    stop.throwIfAborted();
    const listen = (next: typeof listener) => {
      listener = next;
    };
    const found = { imported, ...(await runPhases(sandbox, { ...options, stop, listen })) };
    const seconds = (performance.now() - begun) / 1000;
    return { result: { ...found, broken: whatIsBroken(found), seconds }, sandbox };
  } catch (thrown) {
    failed.abort();
    await sandbox?.close();
    throw thrown;
  }
}

interface Running extends DemoOptions {
  readonly listen: (listener: (call: RecordedCall) => void) => void;
}

type Phases = Omit<DemoResult, 'imported' | 'broken' | 'seconds'>;

async function runPhases(sandbox: Sandbox, options: Running): Promise<Phases> {
  const { workers, seed, say, stop } = options;
  const { world } = sandbox;
  const rows = rowCounter();
  sandbox.dynamodb.watch(rows.count);
  await sandbox.writeParameters();
  const phases: PhaseReport[] = [];
  const phase = async (name: string) => phases.push(await runPhase(name, { ...options, sandbox, rows }));

  say(`First sync: ${workers} workers, ${world.addresses.length} mailboxes`);
  await phase('first sync');
  const first = await compare(sandbox, await recordedFailures(sandbox, stop));
  const changes = applyChanges(world, seed);
  say('The mailboxes change; delta sync');
  await phase('delta sync');
  say('Delta sync with nothing new');
  await phase('nothing new');
  say('Comparing the index with the mailboxes');
  const failures = await recordedFailures(sandbox, stop);
  const comparison = await compare(sandbox, failures);
  const checkpoints = [
    { when: 'after the first sync', comparison: first },
    { when: 'at the end', comparison },
  ];
  return {
    mailboxes: world.addresses.length,
    stores: storesOf(world),
    workers,
    phases,
    changes,
    checkpoints,
    comparison,
    failures,
  };
}

function storesOf({ mailboxes }: ChangeableWorld): number {
  return mailboxes.reduce((count, { archive }) => count + (archive === undefined ? 1 : 2), 0);
}

/** What the worker's own command lists. */
async function recordedFailures(sandbox: Sandbox, stop: AbortSignal): Promise<readonly ReportedFailure[]> {
  const args = ['failures', '--json', '--show-addresses'];
  const { lines, exitCode, errors } = await runWorker({ args, environment: sandbox.environment(), stop });
  if (exitCode !== 0) throw new Error(`the failures could not be listed:\n${errors}`);
  return failureList.parse(lines.at(-1)).failures;
}
