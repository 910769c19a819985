import { type Comparison, countBy } from './compare.ts';
import type { DemoResult } from './demo.ts';
import type { PhaseReport } from './phases.ts';
import { listed, skippedAttachments } from './report.ts';
import { silent } from './verdict.ts';

/** The result as programs read it: one line. */
export function reportJson(result: DemoResult): string {
  const { comparison, checkpoints, phases, failures, broken, changes, imported, mailboxes, workers, seconds } = result;
  const { missing, extra, leaked, failedInIndex, documentsByMailbox } = comparison;
  return JSON.stringify({
    ok: broken.length === 0,
    broken,
    mailboxes,
    workers,
    ...numbers(comparison),
    failed: { ...countBy(failures.map(({ code }) => code)), ...failedInIndex },
    skippedAttachments: skippedAttachments(phases),
    findings: {
      missing: missing.slice(0, listed),
      extra: extra.slice(0, listed),
      leaked: leaked.slice(0, listed),
    },
    documentsByMailbox,
    checkpoints: checkpoints.map(({ when, comparison: made }) => ({ when, ...numbers(made) })),
    changes,
    ...(imported === undefined ? {} : { imported: imported.messages, ignoredFiles: imported.ignored }),
    calls: Object.fromEntries(phases.map(({ name, calls }) => [name, calls])),
    phases: phases.map(phaseJson),
    seconds: tenths(seconds),
  });
}

function numbers(comparison: Comparison) {
  const { messages, messagesInIndex, messagesReported, attachments, documents, missing, extra, leaked } = comparison;
  return {
    messages,
    messagesInIndex,
    /** Not in the index, and on record with a reason. */
    messagesReported,
    attachments,
    documents,
    missing: missing.length,
    missingWithoutReason: silent(missing).length,
    extra: extra.length,
    leaked: leaked.length,
  };
}

function phaseJson({ name, seconds, workers, rows }: PhaseReport) {
  return {
    name,
    seconds: tenths(seconds),
    rowsWritten: rows,
    workers: workers.map(({ seconds: took, errors, ...worker }) => ({
      ...worker,
      ...(errors === '' ? {} : { errors }),
      seconds: tenths(took),
    })),
  };
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
