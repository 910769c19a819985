import type { Settings } from '@connector/shared';
import type { Directory } from '../../sync/ports/index.ts';
import { type CheckResult, runCheck } from './check.ts';

/** What a look at the group found, and whose mailboxes are wanted: those of the list too. */
export interface ExaminedGroup {
  readonly addresses: readonly string[];
  readonly results: readonly CheckResult[];
}

/**
 * Asks Entra ID who is in the group, as a worker does that freezes the list anew.
 * @param limitMs milliseconds that it may take
 */
export async function examineGroup(
  { exchangeMailboxGroup: group, exchangePrimarySmtpAddress: list }: Settings,
  { openDirectory, limitMs }: { readonly openDirectory: () => Directory; readonly limitMs: number },
): Promise<ExaminedGroup> {
  if (group === undefined) return { addresses: list, results: [] };
  const directory = openDirectory();
  let mailboxes: readonly string[] = [];
  const run = async (signal: AbortSignal) => {
    const found = await directory.mailboxesOf(group, signal);
    mailboxes = found.mailboxes;
    const skipped = { ...found.skipped, ...(found.unknown.length === 0 ? {} : { unknown: found.unknown.length }) };
    const finding = `it has ${mailboxes.length} mailboxes; members left out: ${tally(skipped)}`;
    if (mailboxes.length === 0) return { status: 'fail', finding, remedy: nobody } as const;
    return found.unknown.length > 0
      ? ({ status: 'warn', finding, remedy: unknown } as const)
      : ({ status: 'pass', finding } as const);
  };
  try {
    const result = await runCheck({ name: 'mailbox group', remedy: permissions, run }, limitMs);
    return { addresses: [...new Set([...list, ...mailboxes])], results: [result] };
  } finally {
    await directory.close();
  }
}

/** Asks Entra ID who is in the groups that ACCESS_MAP names, as a worker does that tells the index. */
export async function examineAccessGroups(
  groups: readonly string[],
  { openDirectory, limitMs }: { readonly openDirectory: () => Directory; readonly limitMs: number },
): Promise<readonly CheckResult[]> {
  if (groups.length === 0) return [];
  const directory = openDirectory();
  const look = (group: string, number: number): Promise<CheckResult> =>
    runCheck(
      {
        name: `access group ${number + 1}`,
        remedy: accessPermissions,
        run: async (signal) => {
          const { people, skipped } = await directory.peopleOf(group, signal);
          const finding = `people: ${people.length}; members left out: ${tally(skipped)}`;
          return people.length === 0 ? { status: 'warn', finding, remedy: nobodySees } : { status: 'pass', finding };
        },
      },
      limitMs,
    );
  try {
    const results: CheckResult[] = [];
    for (const [number, group] of groups.entries()) results.push(await look(group, number));
    return results;
  } finally {
    await directory.close();
  }
}

function tally(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(', ') || 'none'
  );
}

const accessPermissions =
  'ACCESS_MAP has to name groups that Entra ID has. The application needs GroupMember.Read.All and User.Read.All of Microsoft Graph (docs/guides/what-is-indexed.md).';
const nobodySees = 'Nobody finds the documents by this group: put people into it, or name another one in ACCESS_MAP.';
const permissions =
  'The application needs GroupMember.Read.All, User.Read.All and MailboxSettings.Read of Microsoft Graph (docs/guides/scaling.md).';
const nobody = 'Put users or shared mailboxes into the group of EXCHANGE_MAILBOX_GROUP, or name another one.';
const unknown =
  'Whether those that are unknown are shared mailboxes cannot be learnt: give the application MailboxSettings.Read, also ' +
  'for their mailboxes.';
