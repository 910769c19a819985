import type { CheckResult } from './check.ts';
import type { MailboxOutcome } from './mailbox-checks.ts';

const name = 'permission for Microsoft Graph';

/** Codes of a refusal that concerns who asks, and not the mailbox alone. */
const refusals: ReadonlySet<string> = new Set([
  'ErrorAccessDenied',
  'Authorization_RequestDenied',
  'http.401',
  'http.403',
  'graph.content-withheld',
]);

/**
 * Whether the application may read mail. A token does not tell: RBAC for Applications permits without a word in it.
 * @param outcomes of the mailboxes that were asked through Microsoft Graph
 */
export function graphPermission(outcomes: readonly MailboxOutcome[]): CheckResult {
  if (outcomes.some(({ code }) => code === undefined)) return { name, status: 'pass', finding: 'it reads mail' };
  if (outcomes.length > 0 && outcomes.every(({ code }) => refusals.has(code ?? ''))) return refused;
  return { name, status: 'skip', finding: 'no mailbox answered, so that it is not known' };
}

const refused: CheckResult = {
  name,
  status: 'fail',
  finding: 'every mailbox was refused: the application may not read mail',
  remedy:
    'Give it the application permission Mail.Read, for the mailboxes alone (docs/guides/moving-to-graph.md). To go on with ' +
    'Exchange Web Services until it has, set EXCHANGE_API to ews.',
};
