import { mailboxFilter } from '../mailboxes/mailbox-filter.ts';
import type { MailboxAccess } from '../mailboxes/parse-access-map.ts';
import { maskAddress } from '../text/mask-address.ts';
import type { Parsed } from './parsed.ts';
import type { SettingProblem } from './problems.ts';
import type { ReceivedBound } from './types/received-bound-type.ts';

/** What is wrong with filters that are valid by themselves: nothing can pass them. */
export function scopeProblems(parsed: Parsed): readonly SettingProblem[] {
  return [...noMailbox(parsed), ...emptyWindow(parsed)];
}

/** Entries of the access map that do nothing: usually typing errors. */
export function scopeWarnings({ values }: Parsed): readonly string[] {
  // Who is in a group is not known from settings.
  if (values.exchangeMailboxGroup !== undefined) return [];
  const mailboxes = (values.exchangePrimarySmtpAddress ?? []) as readonly string[];
  const map = (values.accessMap ?? []) as readonly MailboxAccess[];
  return map
    .filter(({ mailbox }) => !mailboxes.includes(mailbox))
    .map(
      ({ mailbox }) =>
        `ACCESS_MAP names ${maskAddress(mailbox)}, which is no mailbox of EXCHANGE_PRIMARY_SMTP_ADDRESS; ` +
        'the entry does nothing',
    );
}

function noMailbox({ values }: Parsed): readonly SettingProblem[] {
  const mailboxes = values.exchangePrimarySmtpAddress as readonly string[] | undefined;
  const include = values.mailboxInclude as readonly string[] | undefined;
  const exclude = values.mailboxExclude as readonly string[] | undefined;
  if (values.exchangeMailboxGroup !== undefined) return [];
  if (mailboxes === undefined || include === undefined || exclude === undefined) return [];
  if (mailboxes.some(mailboxFilter(include, exclude))) return [];
  const message =
    `MAILBOX_INCLUDE and MAILBOX_EXCLUDE leave none of the ${mailboxes.length} mailboxes of ` +
    'EXCHANGE_PRIMARY_SMTP_ADDRESS, so there is nothing to index. Change one of the three.';
  return [{ name: 'MAILBOX_INCLUDE', message, curable: true }];
}

/** A date and an age can be compared on the day of a run alone: the window may open some day. */
function emptyWindow({ values }: Parsed): readonly SettingProblem[] {
  const after = values.receivedAfter as ReceivedBound | undefined;
  const before = values.receivedBefore as ReceivedBound | undefined;
  const ends = (what: string) => {
    const message =
      `RECEIVED_AFTER is ${what} RECEIVED_BEFORE, so no message can be between them. ` +
      'Allowed: a RECEIVED_AFTER that lies before RECEIVED_BEFORE. Change one of them.';
    return [{ name: 'RECEIVED_AFTER', message, curable: true } as const];
  };
  if (after?.kind === 'instant' && before?.kind === 'instant' && after.at >= before.at) return ends('not earlier than');
  if (after?.kind === 'age' && before?.kind === 'age' && after.days <= before.days) return ends('not older than');
  return [];
}
