import type { RecordedCall } from '../exchange/index.ts';
import {
  applyChanges,
  type ChangeCounts,
  createWorld,
  type ImportResult,
  importMail,
  populate,
} from '../mail/index.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { type Comparison, compare } from './compare.ts';
import { idleCosts } from './idle-run.ts';
import { type PhaseReport, runPhase } from './phases.ts';
import { rowCounter } from './row-writes.ts';
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
  readonly progress: boolean;
  /** Sees every pair of bodies of calls to Exchange. */
  readonly onExchange?: (call: RecordedCall) => void;
  /** Told what happens next. */
  readonly say: (text: string) => void;
}

/** What the demo found. */
export interface DemoResult {
  readonly mailboxes: number;
  /** Mailboxes and archives that there are. */
  readonly stores: number;
  readonly workers: number;
  readonly phases: readonly PhaseReport[];
  readonly comparison: Comparison;
  readonly changes: ChangeCounts;
  /** What was found in the folder of real mail. */
  readonly imported: ImportResult | undefined;
  /** Messages that are not in the index, by reason, as the worker has them on record. */
  readonly failed: Readonly<Record<string, number>>;
  /** What does not hold, in words; nothing when all is well. */
  readonly broken: readonly string[];
  readonly seconds: number;
}

/** Runs the whole path once: set-up, first sync, a day of changes, delta sync, delta sync without change, comparison. */
export async function runDemo(options: DemoOptions): Promise<{ result: DemoResult; sandbox: Sandbox }> {
  const begun = performance.now();
  const { workers, seed, mail, largest, progress, say } = options;
  say('Bundling the worker and starting the stand-ins');
  const [world] = await Promise.all([createWorld({ seed, largest }), bundleWorker()]);
  const imported = mail === undefined ? undefined : await importMail(world, mail);
  if (imported === undefined) populate(world, options);
  const { onExchange } = options;
  const sandbox = await startSandbox({ world, exchange: onExchange === undefined ? {} : { onExchange } });
  await sandbox.writeParameters();
  const rows = rowCounter();
  sandbox.dynamodb.watch(rows.count);
  const phase = (name: string) => runPhase({ sandbox, rows, name, workers, progress });

  say(`First sync: ${workers} workers, ${world.addresses.length} mailboxes`);
  const phases = [await phase('first sync')];
  let changes: ChangeCounts = {};
  if (mail === undefined) {
    changes = applyChanges(world, seed);
    say('The mailboxes change; delta sync');
    phases.push(await phase('delta sync'));
  }
  say('Delta sync with nothing new');
  phases.push(await phase('nothing new'));
  say('Comparing the index with the mailboxes');
  const comparison = await compare(sandbox);
  const failed = await recordedFailures(sandbox);
  const seconds = (performance.now() - begun) / 1000;
  const stores = world.mailboxes.reduce((count, { archive }) => count + (archive === undefined ? 1 : 2), 0);
  const found = {
    mailboxes: world.addresses.length,
    stores,
    workers,
    phases,
    comparison,
    changes,
    imported,
    failed,
    seconds,
  };
  return { result: { ...found, broken: whatIsBroken(found) }, sandbox };
}

/** What the worker's own command lists. */
async function recordedFailures(sandbox: Sandbox): Promise<Record<string, number>> {
  const { lines, exitCode, errors } = await runWorker(['failures', '--json'], { ...sandbox.environment() });
  if (exitCode !== 0) throw new Error(`the failures could not be listed:\n${errors}`);
  const failures = (lines.at(-1)?.['failures'] ?? []) as readonly { readonly code: string }[];
  const byCode: Record<string, number> = {};
  for (const { code } of failures) byCode[code] = (byCode[code] ?? 0) + 1;
  return byCode;
}

type Found = Omit<DemoResult, 'broken'>;

/** Everything the demo promises, as sentences about what does not hold. */
function whatIsBroken(found: Found): readonly string[] {
  const { comparison, failed, imported } = found;
  const reported = sum(failed) + (imported === undefined ? 0 : skippedAttachments(found));
  const broken: string[] = [];
  if (comparison.missing.length > reported) {
    broken.push(
      `${comparison.missing.length} messages or attachments are missing, ${reported} are reported with a reason`,
    );
  }
  if (imported !== undefined && imported.messages !== comparison.messages) {
    broken.push(`${imported.messages} messages were imported, ${comparison.messages} are served`);
  }
  if (comparison.extra.length > 0) broken.push(`${comparison.extra.length} documents should not be there`);
  if (comparison.leaked.length > 0)
    broken.push(`${comparison.leaked.length} documents are visible to the wrong people`);
  if (sum(comparison.failedInIndex) > 0) broken.push(`${sum(comparison.failedInIndex)} documents could not be indexed`);
  for (const { name, workers } of found.phases) {
    for (const { index, exitCode } of workers) {
      if (exitCode !== 0) broken.push(`${name}: worker ${index} ended with exit code ${exitCode}`);
    }
  }
  const { calls = {}, rows = {} } = found.phases.at(-1) ?? {};
  return [...broken, ...idleCosts({ calls, rows, storesAsked: found.mailboxes * 2, stores: found.stores })];
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** Attachments whose content is not what their names promise; real mail has some. */
function skippedAttachments({ phases }: Found): number {
  const [first] = phases;
  return first === undefined
    ? 0
    : first.workers.reduce((total, { skipped }) => total + (skipped['not-what-its-name-says'] ?? 0), 0);
}
