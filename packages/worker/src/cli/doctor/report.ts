import { redact } from '../../runtime/redact.ts';
import type { CheckResult } from './check.ts';

/** The whole of an examination. */
export interface DoctorReport {
  /** Nothing failed. */
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

/**
 * What was found, fit to be shown: services echo what they were sent.
 * @param showAddresses addresses are not to be shortened, in names of checks alone
 */
export function doctorReport(results: readonly CheckResult[]): DoctorReport {
  const checks = results.map(({ name, status, finding, remedy }) => ({
    name,
    status,
    finding: redact(finding),
    ...(remedy === undefined ? {} : { remedy }),
  }));
  return { ok: results.every(({ status }) => status !== 'fail'), checks };
}

/** As a table for people: what was found, and below it what to do. */
export function reportText({ checks }: DoctorReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 8);
  const lines = checks.flatMap(({ name, status, finding, remedy }) => [
    `${status}  ${name.padEnd(width)}  ${finding.replaceAll('\n', `\n${indent}`)}`,
    ...(remedy === undefined || status === 'pass' ? [] : [`${indent}-> ${remedy}`]),
  ]);
  return [...lines, '', summary(checks)].join('\n');
}

function summary(checks: readonly CheckResult[]): string {
  const count = (wanted: CheckResult['status']) => checks.filter(({ status }) => status === wanted).length;
  return `${count('pass')} passed, ${count('warn')} warnings, ${count('fail')} failed, ${count('skip')} not looked at.`;
}
