import { parseMailboxList, type Setting } from '@connector/shared';
import type { Plan, PlannedParameter } from './plan.ts';

/** A longer value is cut. */
const shownCharacters = 60;

/** What would change, for people; no secret is in it. */
export function planText({ parameters }: Plan, kept: readonly string[]): string {
  const rows = parameters.map((parameter) => {
    const { change, name, setting, type, value } = parameter;
    return [change, name, type, change === 'unchanged' ? '' : shown(setting, value)];
  });
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return [...lines, ...keptLines(kept), ...parameters.flatMap(tierLines)].join('\n');
}

function shown({ name, secret }: Setting, value: string): string {
  if (secret) return '(a secret, not shown)';
  if (name === 'EXCHANGE_PRIMARY_SMTP_ADDRESS') return mailboxes(value);
  const line = value.replace(/\s+/g, ' ');
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters - 1)}…` : line;
}

function mailboxes(value: string): string {
  const count = parseMailboxList(value).addresses.length;
  return count === 1 ? '1 mailbox' : `${count} mailboxes`;
}

function keptLines(kept: readonly string[]): readonly string[] {
  return kept.length === 0 ? [] : [`  stored and not given, so left as they are: ${kept.join(', ')}`];
}

/** AWS Systems Manager pricing: an advanced parameter costs 0.05 USD a month, and 0.05 USD for 10,000 reads. */
function tierLines({ name, value, advanced, change }: PlannedParameter): readonly string[] {
  if (!advanced || change === 'unchanged') return [];
  return [
    `  ${name} has ${Buffer.byteLength(value)} bytes, more than the 4096 of a standard parameter, so it ` +
      'becomes an advanced one: about 0.05 USD a month and 0.05 USD for 10,000 reads. It cannot become a standard one again.',
  ];
}
