import type { ImportResult } from '../mail/index.ts';
import type { DemoResult } from './demo.ts';
import type { PhaseReport } from './phases.ts';

const listed = 10;

/** The result as people read it. */
export function reportText(result: DemoResult): string {
  const { comparison, failed, broken, phases, imported, seconds } = result;
  const { messages, attachments, documents, missing, extra, leaked } = comparison;
  return [
    ...(imported === undefined ? [] : [`${importText(imported)}\n`]),
    ...phases.map(phaseText),
    'Index against mailboxes',
    `  ${messages} messages and ${attachments} attachments to find, ${documents} documents in the index`,
    `  missing ${missing.length}, extra ${extra.length}, visible to the wrong people ${leaked.length}`,
    ...list('missing', missing),
    ...list('extra', extra),
    ...list('leaked', leaked),
    `  on record as failed: ${counts(failed) || 'nothing'}`,
    `  left out on purpose: ${counts(skipped(phases)) || 'nothing'}`,
    '',
    broken.length === 0
      ? `All holds: every message and supported attachment is there once, and only its owner sees it. ${seconds.toFixed(1)} s`
      : `It does not hold:\n${broken.map((sentence) => `  - ${sentence}`).join('\n')}`,
  ].join('\n');
}

/** What a folder of mail held, as people read it. */
export function importText({ messages, ignored }: ImportResult): string {
  const files = ignored.map(({ name, reason }) => `  left out: ${name} (${reason})`);
  return [`${messages} messages imported, ${ignored.length} files left out`, ...files].join('\n');
}

function phaseText({ name, seconds, workers, calls }: PhaseReport): string {
  const rows = workers.flatMap(({ index, mailboxes, troubles, errors }) => [
    ...mailboxes
      .filter(({ outcome }) => outcome !== 'absent')
      .map(
        ({ mailbox, store, outcome, indexed, seconds: took }) =>
          `  worker ${index}  ${mailbox.padEnd(38)} ${store.padEnd(8)} ${outcome.padEnd(10)} ${String(indexed).padStart(6)} indexed ${took.toFixed(1).padStart(6)} s`,
      ),
    ...troubles.slice(0, listed).map((trouble) => `  worker ${index}  note: ${trouble}`),
    ...(errors === '' ? [] : [`  worker ${index}  error: ${errors.trim()}`]),
  ]);
  return `${name} (${seconds.toFixed(1)} s)\n${rows.join('\n')}\n  calls: ${counts(calls)}\n`;
}

function counts(tally: Readonly<Record<string, number>>): string {
  return Object.entries(tally)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function list(what: string, entries: readonly string[]): readonly string[] {
  const more = entries.length > listed ? [`    … and ${entries.length - listed} more`] : [];
  return [...entries.slice(0, listed).map((entry) => `    ${what}: ${entry}`), ...more];
}

function skipped(phases: readonly PhaseReport[]): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const { skipped: reasons } of phases[0]?.workers ?? []) {
    for (const [reason, count] of Object.entries(reasons)) tally[reason] = (tally[reason] ?? 0) + count;
  }
  return tally;
}

/** The result as programs read it. */
export function reportJson(result: DemoResult): string {
  const { comparison, phases, failed, broken, changes, imported, mailboxes, workers, seconds } = result;
  const { messages, attachments, documents, missing, extra, leaked, failedInIndex } = comparison;
  return JSON.stringify({
    ok: broken.length === 0,
    broken,
    mailboxes,
    workers,
    messages,
    attachments,
    documents,
    failed: { ...failed, ...failedInIndex },
    skippedAttachments: skipped(phases),
    missing: missing.length,
    extra: extra.length,
    leaked: leaked.length,
    changes,
    ...(imported === undefined ? {} : { imported: imported.messages, ignoredFiles: imported.ignored }),
    calls: Object.fromEntries(phases.map(({ name, calls }) => [name, calls])),
    seconds: Math.round(seconds * 10) / 10,
  });
}
