import { isExchangeOnline } from '@connector/shared';
import { ewsEndsAt, ewsEndText } from '../../exchange/index.ts';
import type { CheckResult } from './check.ts';
import type { MailboxOutcome } from './mailbox-checks.ts';

const dayMs = 24 * 60 * 60 * 1000;

const name = 'EWS in Exchange Online';

/** What EWS is needed for. */
export type EwsUse = 'mailboxes' | 'archives';

/** What is known of the tenant as a whole, from what was asked through EWS. */
export function ewsAvailability(parts: {
  readonly ewsUrl: string;
  readonly use: EwsUse;
  /** Of the mailboxes or archives that were asked. */
  readonly outcomes: readonly MailboxOutcome[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}): CheckResult {
  const { ewsUrl, use, outcomes, now } = parts;
  const all = (status: string) => outcomes.length > 0 && outcomes.every(({ code }) => code === status);
  if (all('http.403')) return blocked(use);
  if (use === 'archives' && all('http.401')) return notPermitted;
  if (!isExchangeOnline(new URL(ewsUrl).hostname)) {
    return { name, status: 'skip', finding: 'the server is another one, which is not concerned' };
  }
  const days = Math.ceil((ewsEndsAt - now) / dayMs);
  if (days <= 0) {
    return { name, status: 'fail', finding: `Exchange Online ended EWS on ${ewsEndText}`, remedy: without[use] };
  }
  const finding = `${use} are read through it; it ends on ${ewsEndText}, in ${days} days, and until then the tenant has to list the application`;
  return { name, status: 'warn', finding, remedy: `Keep the application in EwsAllowedAppIDs. ${without[use]}` };
}

/** How to do without EWS. */
const without: Readonly<Record<EwsUse, string>> = {
  mailboxes: 'Read the mail through Microsoft Graph: docs/guides/moving-to-graph.md leads there.',
  archives:
    'Nothing else reads archives; PROCESS_ARCHIVE_MAILBOX=false does without them and takes them out of the index ' +
    '(docs/guides/moving-to-graph.md).',
};

function blocked(use: EwsUse): CheckResult {
  const remedy =
    'Since 10 October 2026 Exchange Online wants EWSEnabled to be True and the id of the application in EwsAllowedAppIDs: ' +
    'Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy shows the list, Set-OrganizationConfig -EwsAllowedAppIDs ' +
    'replaces all of it. A change takes up to 24 hours. EwsApplicationAccessPolicy may block the user agent too. ' +
    `On ${ewsEndText} EWS ends for all. ${without[use]}`;
  const asked = use === 'mailboxes' ? 'mailbox' : 'archive';
  const finding = `every ${asked} answered HTTP 403: the tenant blocks EWS, or this application`;
  return { name, status: 'fail', finding, remedy };
}

const notPermitted: CheckResult = {
  name,
  status: 'fail',
  finding: 'every archive answered HTTP 401: the application has no permission for EWS',
  remedy: `Give it full_access_as_app, or the role Application EWS.AccessAsApp (docs/guides/getting-started.md). ${without.archives}`,
};
