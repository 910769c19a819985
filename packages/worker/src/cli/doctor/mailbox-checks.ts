import { maskAddress } from '@connector/shared';
import pLimit from 'p-limit';
import { toFailure } from '../../errors.ts';
import type { MailSource, StoreKind } from '../../sync/ports/index.ts';
import { type CheckResult, type Finding, runCheck } from './check.ts';
import { type TriedMessage, tryMessage } from './try-message.ts';

/** How many mailboxes are asked at a time: Exchange limits calls by mailbox, so that this is about our own sockets. */
const atATime = 4;
/** Milliseconds that all mailboxes may take together. Who has thousands asks for some of them. */
export const allMailboxesMs = 10 * 60_000;

/** What a mailbox answered. */
export interface MailboxOutcome extends CheckResult {
  /** Of the failure; undefined when it was reached. */
  readonly code: string | undefined;
}

export interface MailboxRequest {
  readonly source: MailSource;
  /** Which store of each mailbox is asked. */
  readonly store: StoreKind;
  readonly addresses: readonly string[];
  readonly showAddresses: boolean;
  /** Milliseconds that one mailbox may take. */
  readonly limitMs: number;
  /** Aborted: mailboxes that were not asked yet are not asked any more. */
  readonly enough: AbortSignal;
}

const storeNames: Readonly<Record<StoreKind, { readonly one: string; readonly all: string }>> = {
  primary: { one: 'mailbox', all: 'mailboxes' },
  archive: { one: 'archive of', all: 'archives' },
};

/** Asks each mailbox for its folders and one message. Those that were not asked in time have no outcome. */
export async function askMailboxes(request: MailboxRequest): Promise<readonly MailboxOutcome[]> {
  const limit = pLimit(atATime);
  const asked = request.addresses.map((address) =>
    limit(async () => (request.enough.aborted ? [] : [await askMailbox(address, request)])),
  );
  return (await Promise.all(asked)).flat();
}

async function askMailbox(address: string, request: MailboxRequest): Promise<MailboxOutcome> {
  const { source, store, showAddresses, limitMs } = request;
  let code: string | undefined = 'timeout';
  const run = async (signal: AbortSignal): Promise<Finding> => {
    try {
      const reader = source.open({ address, store });
      const { changes } = await reader.listFolderChanges(undefined, signal);
      const tried = await tryMessage(reader, changes, signal);
      code = tried.kind === 'refused' ? tried.failure.code : undefined;
      return found(tried);
    } catch (thrown) {
      const failure = toFailure(thrown);
      code = failure.code;
      if (failure.kind !== 'no-archive') return failed(failure.code, failure.message);
      code = undefined;
      return { status: 'pass', finding: 'it has no archive' };
    }
  };
  const name = `${storeNames[store].one} ${showAddresses ? address : maskAddress(address)}`;
  const result = await runCheck({ name, remedy: 'Look at it alone with --mailbox.', run }, limitMs);
  return { ...result, code };
}

function found(tried: TriedMessage): Finding {
  const folders = 'its folders could be read';
  if (tried.kind === 'read') return { status: 'pass', finding: `${folders}, and a message` };
  if (tried.kind === 'none') return { status: 'pass', finding: `${folders}; there was no message to try` };
  const { code, message } = tried.failure;
  // Not who asks, but this one message.
  if (tried.kind === 'unreadable') return { status: 'pass', finding: `${folders}, but not a message of it (${code})` };
  return { status: 'fail', finding: `${folders}, and no message: ${message}`, remedy: content };
}

function failed(code: string, finding: string): Finding {
  const remedy = remedies[code];
  return remedy === undefined ? { status: 'fail', finding } : { status: 'fail', finding, remedy };
}

const scope =
  'Put it into the scope of the application: Test-ServicePrincipalAuthorization says whether it is (docs/guides/getting-started.md).';
const address = 'Give the primary SMTP address of a mailbox that exists; other addresses of it do not do.';
const content =
  'Give the application Mail.Read: Mail.ReadBasic shows which messages there are, and neither bodies nor attachments ' +
  '(docs/guides/moving-to-graph.md).';
const remedies: Readonly<Record<string, string>> = {
  ErrorNonExistentMailbox: address,
  ErrorMissingInformationEmailAddress: address,
  ErrorAccessDenied: scope,
  ErrorImpersonateUserDenied: scope,
  ErrorImpersonationDenied: scope,
  ErrorImpersonationFailed: scope,
  ErrorAccountDisabled: 'Enable the account, or take the mailbox off the list.',
  ErrorInvalidLicense: 'Give the mailbox a licence with EWS: Kiosk, F1 and F3 have none.',
  MailboxNotEnabledForRESTAPI:
    'If it is on-premises, set EXCHANGE_ON_PREMISES_EWS_URL and its account; if it was deleted, take it off the list.',
  'http.403': 'Give the mailbox a licence with EWS (Kiosk, F1 and F3 have none) and Set-CASMailbox -EwsEnabled $true.',
};

/** One line for all that were reached, one for each that was not, and one for those that nobody came to. */
export function summarize(
  outcomes: readonly MailboxOutcome[],
  { wanted, store }: { readonly wanted: number; readonly store: StoreKind },
): readonly CheckResult[] {
  const name = storeNames[store].all;
  const reached = outcomes.filter(({ status }) => status === 'pass');
  const unreached = outcomes.filter(({ status }) => status !== 'pass').map(({ code: _, ...result }) => result);
  const status = reached.length > 0 || outcomes.length === 0 ? 'pass' : 'fail';
  const all: CheckResult = { name, status, finding: `${reached.length} of ${wanted} could be read` };
  const left = wanted - outcomes.length;
  if (left === 0) return [all, ...unreached];
  const finding = `${left} were not asked: ten minutes were over`;
  return [all, ...unreached, { name, status: 'warn', finding, remedy: 'Ask for some alone with --mailbox.' }];
}
