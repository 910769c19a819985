import type { ImportResult } from '../mail/index.ts';
import type { Sandbox } from '../sandbox.ts';
import { countBy } from './compare.ts';
import type { DemoResult } from './demo.ts';
import type { Finding } from './finding.ts';
import type { MailboxReport, PhaseReport, WorkerReport } from './phases.ts';
import { silent, verdict } from './verdict.ts';

/** Findings of each kind that are shown one by one. */
export const listed = 20;

/** The result as people read it. */
export function reportText(result: DemoResult): string {
  const { comparison, failures, broken, phases, imported, seconds } = result;
  const { messages, messagesInIndex, attachments, documents, missing, extra, leaked } = comparison;
  return [
    ...(imported === undefined ? [] : [`${importText(imported)}\n`]),
    ...phases.map(phaseText),
    'Index against mailboxes',
    `  ${messages} messages and ${attachments} attachments to find, ${documents} documents in the index`,
    `  ${messagesInIndex} messages are in the index as they should be`,
    `  missing ${missing.length} (${missing.length - silent(missing).length} with a reason), extra ${extra.length}, visible to the wrong people ${leaked.length}`,
    ...list('missing', missing),
    ...list('extra', extra),
    ...list('leaked', leaked),
    `  on record as failed: ${counts(countBy(failures.map(({ code }) => code))) || 'nothing'}`,
    `  attachments left out on purpose: ${counts(skippedAttachments(phases)) || 'none'}`,
    '',
    verdict(comparison, broken),
    `${seconds.toFixed(1)} s`,
  ].join('\n');
}

/** What a folder of mail held, as people read it. */
export function importText({ messages, ignored }: ImportResult): string {
  const files = ignored.map(({ name, reason }) => `  left out: ${name} (${reason})`);
  return [`${messages} messages imported, ${ignored.length} files left out`, ...files].join('\n');
}

/** Where the stand-ins listen, and the environment of a worker that uses them. */
export function addressesText({ exchange, entra, qbusiness, ssm, sts, dynamodb, s3, ...sandbox }: Sandbox): string {
  return [
    `# Exchange           ${exchange.ewsUrl}`,
    `# Entra ID           ${entra.url}`,
    `# Amazon Q Business  ${qbusiness.url}`,
    `# Parameter Store    ${ssm.url}`,
    `# AWS STS            ${sts.url}`,
    `# DynamoDB           ${dynamodb.url}`,
    `# S3                 ${s3.url}`,
    '# The stand-ins keep running; Ctrl+C ends them. Set these in another terminal and run `pnpm worker --once`.',
    ...Object.entries(sandbox.environment()).map(([name, value]) => `export ${name}='${value}'`),
  ].join('\n');
}

function phaseText({ name, seconds, workers, calls, rows }: PhaseReport): string {
  return [
    `${name} (${seconds.toFixed(1)} s)`,
    ...workers.flatMap(workerText),
    `  calls: ${counts(calls)}`,
    `  rows written to the state table: ${counts(rows)}`,
    '',
  ].join('\n');
}

function workerText({ index, exitCode, seconds, mailboxes, troubles, errors }: WorkerReport): readonly string[] {
  const ended = exitCode === 0 ? '' : `, exit code ${exitCode}`;
  return [
    `  worker ${index} (${seconds.toFixed(1)} s${ended})`,
    ...mailboxes.filter(({ outcome }) => outcome !== 'absent').map(mailboxText),
    ...troubles.slice(0, listed).map((trouble) => `    note: ${trouble}`),
    ...(errors === ''
      ? []
      : errors
          .split('\n')
          .slice(0, listed)
          .map((line) => `    standard error: ${line}`)),
  ];
}

function mailboxText({ mailbox, store, outcome, documents, deleted, failed, seconds }: MailboxReport): string {
  const parts = [
    `    ${mailbox.padEnd(38)} ${store.padEnd(8)} ${outcome.padEnd(10)}`,
    `${String(documents).padStart(6)} documents`,
    ...(deleted > 0 ? [`${deleted} deleted`] : []),
    `failures: ${counts(failed) || 'none'}`,
    `${seconds.toFixed(1)} s`,
  ];
  return parts.join('  ');
}

function counts(tally: Readonly<Record<string, number>>): string {
  return Object.entries(tally)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function list(kind: string, findings: readonly Finding[]): readonly string[] {
  const more = findings.length > listed ? [`    … and ${findings.length - listed} more`] : [];
  return [...findings.slice(0, listed).map((finding) => `    ${kind}: ${findingText(finding)}`), ...more];
}

function findingText({ item, mailbox, folder, what, reason }: Finding): string {
  const because = reason === undefined ? '' : ` (${reason})`;
  return `${what}${because}, item ${item || 'unknown'}, ${mailbox || 'no mailbox'}, ${folder || 'no folder'}`;
}

/** Attachments without documents, by the worker's reason, as counted in the first sync. */
export function skippedAttachments(phases: readonly PhaseReport[]): Readonly<Record<string, number>> {
  const tally: Record<string, number> = {};
  for (const { skipped } of phases[0]?.workers ?? []) {
    for (const [reason, count] of Object.entries(skipped)) tally[reason] = (tally[reason] ?? 0) + count;
  }
  return tally;
}
