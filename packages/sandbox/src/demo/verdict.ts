import type { ImportResult } from '../mail/index.ts';
import type { Comparison } from './compare.ts';
import type { Finding } from './finding.ts';
import { idleCosts } from './idle-run.ts';
import type { PhaseReport } from './phases.ts';

/** A comparison and when it was made. */
export interface Checkpoint {
  /** For example `after the first sync`. */
  readonly when: string;
  readonly comparison: Comparison;
}

/** What the demo found. */
export interface Facts {
  readonly mailboxes: number;
  /** Mailboxes and archives that there are. */
  readonly stores: number;
  readonly phases: readonly PhaseReport[];
  readonly checkpoints: readonly Checkpoint[];
  /** What was found in the folder of real mail. */
  readonly imported: ImportResult | undefined;
}

/** Everything that the demo promises and that does not hold, as sentences; none when all is well. */
export function whatIsBroken(facts: Facts): readonly string[] {
  const { phases, mailboxes, stores } = facts;
  const { calls = {}, rows = {} } = phases.at(-1) ?? {};
  return [
    ...importProblems(facts),
    ...facts.checkpoints.flatMap(comparisonProblems),
    ...phases.flatMap(workerProblems),
    ...idleCosts({ calls, rows, storesAsked: mailboxes * 2, stores }),
  ];
}

/** What is missing and nobody said so. */
export function silent(missing: readonly Finding[]): readonly Finding[] {
  return missing.filter(({ reason }) => reason === undefined);
}

/** Nothing of the real mail may be lost on the way into the mailboxes. */
function importProblems({ imported, checkpoints: [first] }: Facts): readonly string[] {
  const served = first?.comparison.messages ?? 0;
  return imported === undefined || imported.messages === served
    ? []
    : [`${imported.messages} messages were imported, ${served} are to be found in the index`];
}

function comparisonProblems({ when, comparison }: Checkpoint): readonly string[] {
  const { missing, extra, leaked, failedInIndex } = comparison;
  const failed = Object.values(failedInIndex).reduce((total, count) => total + count, 0);
  const problems: readonly (readonly [number, string])[] = [
    [silent(missing).length, 'messages or attachments are missing or wrong, and nothing on record says why'],
    [extra.length, 'documents should not be there'],
    [leaked.length, 'documents are not visible to their owners alone'],
    [failed, 'documents were accepted and could not be indexed'],
  ];
  return problems.filter(([count]) => count > 0).map(([count, what]) => `${when}: ${count} ${what}`);
}

function workerProblems({ name, workers }: PhaseReport): readonly string[] {
  return workers
    .filter(({ exitCode }) => exitCode !== 0)
    .map(({ index, exitCode }) => `${name}: worker ${index} ended with exit code ${exitCode}`);
}

/** The outcome in one sentence that says no more than was found. */
export function verdict({ messages, messagesInIndex, missing }: Comparison, broken: readonly string[]): string {
  if (broken.length > 0) return `It does not hold:\n${broken.map((sentence) => `  - ${sentence}`).join('\n')}`;
  if (missing.length === 0)
    return `It holds: every message and supported attachment is in the index once, and only its owner sees it.`;
  return `It holds with exceptions: ${messagesInIndex} of ${messages} messages are in the index as they should be; ${missing.length} messages or attachments are not, each on record with a reason. What is there is seen by its owner only.`;
}
