import { isExchangeOnline } from '@connector/shared';
import type { CheckResult } from './check.ts';
import type { MailboxOutcome } from './mailbox-checks.ts';

/**
 * Microsoft, "Exchange Online EWS, Your Time is Almost Up" and its follow-ups: since 10 October 2026 `EWSEnabled` works with a
 * list of applications alone, and on 1 April 2027 EWS goes.
 */
const endsAt = Date.UTC(2027, 3, 1);
const dayMs = 24 * 60 * 60 * 1000;

const name = 'EWS in Exchange Online';

/** What is known of the tenant as a whole, from what its mailboxes answered. */
export function ewsAvailability(parts: {
  readonly ewsUrl: string;
  /** Of the mailboxes that were asked. */
  readonly outcomes: readonly MailboxOutcome[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}): CheckResult {
  const { ewsUrl, outcomes, now } = parts;
  if (outcomes.length > 0 && outcomes.every(({ code }) => code === 'http.403')) return blocked;
  if (!isExchangeOnline(new URL(ewsUrl).hostname)) {
    return { name, status: 'skip', finding: 'the server is another one, which is not concerned' };
  }
  const days = Math.ceil((endsAt - now) / dayMs);
  if (days <= 0) {
    const finding = 'Exchange Online ended EWS on 1 April 2027';
    return {
      name,
      status: 'fail',
      finding,
      remedy: 'Read the mail through Microsoft Graph, or from a server on-premises.',
    };
  }
  const finding = `it ends on 1 April 2027, in ${days} days; until then the tenant has to list the application`;
  return {
    name,
    status: 'warn',
    finding,
    remedy: 'Keep the application in EwsAllowedAppIDs, and plan for Microsoft Graph.',
  };
}

const blocked: CheckResult = {
  name,
  status: 'fail',
  finding: 'every mailbox answered HTTP 403: the tenant blocks EWS, or this application',
  remedy:
    'Since 10 October 2026 Exchange Online wants EWSEnabled to be True and the id of the application in EwsAllowedAppIDs: ' +
    'Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy shows the list, Set-OrganizationConfig -EwsAllowedAppIDs ' +
    'replaces all of it. A change takes up to 24 hours. EwsApplicationAccessPolicy may block the user agent too.',
};
